import { type Bytes, equal } from "./bytes.ts";
import { derTag, readElement, readTagged } from "./der.ts";
import { certificateError } from "./error.ts";
import { Reader } from "./messages.ts";
import { alert } from "./protocol.ts";

export type KeyType = "rsa" | "p256" | "p384" | "ed25519";

export interface PublicKey {
  type: KeyType;
  /** SubjectPublicKeyInfo, DER. */
  spki: Bytes;
}

/** The AlgorithmIdentifiers of the keys we know, in the one encoding that DER allows for each (RFC 3279, 5480 and 8410). */
const algorithms: readonly (readonly [KeyType, Bytes])[] = [
  // rsaEncryption, NULL
  [
    "rsa",
    Uint8Array.of(
      ...[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
      ...[0x05, 0x00],
    ),
  ],
  // id-ecPublicKey, prime256v1
  [
    "p256",
    Uint8Array.of(
      ...[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
      ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
    ),
  ],
  // id-ecPublicKey, secp384r1
  [
    "p384",
    Uint8Array.of(
      ...[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
      ...[0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22],
    ),
  ],
  // id-Ed25519
  ["ed25519", Uint8Array.of(0x06, 0x03, 0x2b, 0x65, 0x70)],
];

/** Finds the public key in a certificate (RFC 5280, section 4.1). Nothing else of it is judged here. */
export function publicKeyOf(certificate: Bytes): PublicKey {
  const outer = new Reader(certificate, malformed);
  const fields = outer.within(readTagged(outer, derTag.sequence));
  outer.end();

  const tbs = fields.within(readTagged(fields, derTag.sequence));
  readTagged(fields, derTag.sequence); // signatureAlgorithm
  readTagged(fields, derTag.bitString); // signatureValue
  fields.end();

  const first = readElement(tbs);
  if (first.tag === derTag.version) readTagged(tbs, derTag.integer);
  else if (first.tag !== derTag.integer) tbs.fail(); // serialNumber; version 1 is not written
  readTagged(tbs, derTag.sequence); // signature
  readTagged(tbs, derTag.sequence); // issuer
  readTagged(tbs, derTag.sequence); // validity
  readTagged(tbs, derTag.sequence); // subject
  const spki = readElement(tbs);
  if (spki.tag !== derTag.sequence) tbs.fail();

  return { type: keyTypeOf(tbs.within(spki.content)), spki: spki.raw };
}

function keyTypeOf(spki: Reader): KeyType {
  const algorithm = readTagged(spki, derTag.sequence);
  readTagged(spki, derTag.bitString);
  spki.end();

  const known = algorithms.find(([, encoding]) => equal(encoding, algorithm));
  if (known === undefined) {
    throw certificateError(
      alert.unsupportedCertificate,
      "The server's certificate has a kind of key that we do not support.",
    );
  }
  return known[0];
}

function malformed() {
  return certificateError(
    alert.badCertificate,
    "The server's certificate is malformed.",
  );
}
