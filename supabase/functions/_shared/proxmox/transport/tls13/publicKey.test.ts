import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { type Bytes, concat, equal } from "./bytes.ts";
import { alert } from "./protocol.ts";
import { type KeyType, publicKeyOf } from "./publicKey.ts";
import { identities, unsupportedCertificates } from "./testing/certificates.ts";

/** DER with lengths in their shortest form. */
function der(tag: number, ...parts: Bytes[]): Bytes {
  const content = concat(...parts);
  const { length } = content;
  const encoded =
    length < 0x80
      ? [length]
      : length < 0x100
        ? [0x81, length]
        : [0x82, length >> 8, length & 255];
  return concat(Uint8Array.of(tag, ...encoded), content);
}

const sequence = (...parts: Bytes[]) => der(0x30, ...parts);
const integer = der(0x02, Uint8Array.of(1));
const version = der(0xa0, der(0x02, Uint8Array.of(2)));
const name = sequence();
const bits = der(0x03, Uint8Array.of(0, 1, 2, 3));
const ed25519 = sequence(Uint8Array.of(0x06, 0x03, 0x2b, 0x65, 0x70));
const spki = sequence(ed25519, bits);

/** A certificate of these fields; what is in most of them does not matter here. */
function certificate(
  fields: Bytes[] = [version, integer, name, name, name, name, spki],
  rest: Bytes[] = [name, bits],
): Bytes {
  return sequence(sequence(...fields), ...rest);
}

const malformed = { kind: "certificate", alertToSend: alert.badCertificate };

Deno.test(
  "the key of every kind of certificate is found, byte by byte as the certificate holds it",
  () => {
    const expected: [KeyType, Bytes[]][] = [
      ["rsa", identities.rsa2048.chain],
      ["rsa", identities.rsa4096.chain],
      ["rsa", identities.chain.chain],
      ["p256", identities.p256.chain],
      ["p384", identities.p384.chain],
      ["ed25519", identities.ed25519.chain],
    ];
    for (const [type, chain] of expected) {
      for (const der of chain) {
        const found = publicKeyOf(der);
        assert.equal(found.type, type);
        // Node's view of an Ed25519 key is not there in every version.
        if (type === "ed25519") continue;
        const { publicKey } = new X509Certificate(der);
        const expected = publicKey.export({ type: "spki", format: "der" });
        assert.ok(equal(found.spki, new Uint8Array(expected)));
      }
    }
  },
);

Deno.test("a kind of key that we do not support is named as such", () => {
  assert.throws(() => publicKeyOf(unsupportedCertificates.p521), {
    kind: "certificate",
    alertToSend: alert.unsupportedCertificate,
  });
});

Deno.test(
  "the smallest certificate is read, with and without a version, and with what may follow the key",
  () => {
    const extensions = der(0xa3, sequence());
    for (const fields of [
      [version, integer, name, name, name, name, spki],
      [integer, name, name, name, name, spki],
      [version, integer, name, name, name, name, spki, extensions],
    ]) {
      assert.deepEqual(publicKeyOf(certificate(fields)), {
        type: "ed25519",
        spki,
      });
    }
  },
);

const broken: Record<string, Bytes> = {
  "no bytes": new Uint8Array(),
  "bytes behind it": concat(certificate(), Uint8Array.of(0)),
  "something behind the signature": certificate(undefined, [name, bits, name]),
  "no signature": certificate(undefined, [name]),
  "a signature that is no bit string": certificate(undefined, [name, name]),
  "no serial number": certificate([version, name, name, name, name, spki]),
  "another field first": certificate([name, name, name, name, name, spki]),
  "no key": certificate([version, integer, name, name, name, name]),
  "a key that is no sequence": certificate([
    version,
    integer,
    name,
    name,
    name,
    name,
    der(0x31, ed25519, bits),
  ]),
  "a key without bits": certificate([
    version,
    integer,
    name,
    name,
    name,
    name,
    sequence(ed25519),
  ]),
  "something behind the bits of the key": certificate([
    version,
    integer,
    name,
    name,
    name,
    name,
    sequence(ed25519, bits, bits),
  ]),
  "an issuer that is no sequence": certificate([
    version,
    integer,
    name,
    integer,
    name,
    name,
    spki,
  ]),
  "a length that is longer than the bytes": Uint8Array.of(
    0x30,
    0x82,
    0xff,
    0xff,
    0x30,
    0x00,
  ),
  "a length of no bytes": Uint8Array.of(0x30, 0x80, 0x00, 0x00),
  "a length of four bytes": Uint8Array.of(0x30, 0x84, 0x00, 0x00, 0x00, 0x00),
  "a length that is cut off": Uint8Array.of(0x30, 0x82, 0x01),
  "a tag alone": Uint8Array.of(0x30),
};

for (const [what, bytes] of Object.entries(broken)) {
  Deno.test(`a certificate with ${what} is refused`, () => {
    assert.throws(() => publicKeyOf(bytes), malformed);
  });
}

Deno.test("a length that could be written shorter is refused", () => {
  const [, , ...content] = certificate();
  assert.ok(content.length < 0x80);
  for (const length of [
    [0x81, content.length],
    [0x82, 0, content.length],
    [0x83, 0, 0, content.length],
  ]) {
    assert.throws(
      () => publicKeyOf(Uint8Array.of(0x30, ...length, ...content)),
      malformed,
    );
  }
});
