import assert from "node:assert/strict";
import { type Bytes, concat } from "./bytes.ts";
import { checkCertificateVerify } from "./certificateVerify.ts";
import { number, vector } from "./messages.ts";
import { alert } from "./protocol.ts";
import { type PublicKey, publicKeyOf } from "./publicKey.ts";
import { identities, unsupportedCertificates } from "./testing/certificates.ts";
import { derSignature } from "./testing/hostileServer.ts";
import { trace } from "./testing/rfc8448.ts";

const transcriptHash = trace.helloHash;
const signedBytes = concat(
  new Uint8Array(64).fill(0x20),
  new TextEncoder().encode("TLS 1.3, server CertificateVerify"),
  new Uint8Array(1),
  transcriptHash,
);

const noProof = { kind: "certificate", alertToSend: alert.decryptError };

/** A key pair of P-256 and a signature by it: r and s side by side. */
async function signedByP256(): Promise<{ key: PublicKey; plain: Bytes }> {
  const pair = await crypto.subtle.generateKey(
    { name: "ECDSA", namedCurve: "P-256" },
    true,
    ["sign", "verify"],
  );
  const sign = crypto.subtle.sign(
    { name: "ECDSA", hash: "SHA-256" },
    pair.privateKey,
    signedBytes,
  );
  return {
    key: {
      type: "p256",
      spki: new Uint8Array(
        await crypto.subtle.exportKey("spki", pair.publicKey),
      ),
    },
    plain: new Uint8Array(await sign),
  };
}

function check(
  key: PublicKey,
  signature: Bytes,
  scheme = 0x0403,
): Promise<void> {
  return checkCertificateVerify(
    concat(number(2, scheme), vector(2, signature)),
    key,
    transcriptHash,
  );
}

function integer(...digits: number[]): number[] {
  return [0x02, digits.length, ...digits];
}

function sequence(...content: number[]): Bytes {
  return Uint8Array.of(0x30, content.length, ...content);
}

Deno.test(
  "signatures by P-256 are read whatever the length of their numbers",
  async () => {
    // About every 128th number is a byte shorter, and every second one has a zero before it.
    for (let count = 0; count < 300; count++) {
      const { key, plain } = await signedByP256();
      await check(key, derSignature(plain));
    }
  },
);

Deno.test(
  "a right signature in another encoding than DER's is refused",
  async () => {
    const { key, plain } = await signedByP256();
    const right = derSignature(plain);
    await check(key, right);

    const half = (start: number) => {
      const digits = [...plain.subarray(start, start + 32)];
      return (digits[0] ?? 0) >= 0x80 ? [0, ...digits] : digits;
    };
    const [r, s] = [half(0), half(32)];
    const encodings: Record<string, Bytes> = {
      "zeros before r": sequence(...integer(0, 0, ...r), ...integer(...s)),
      "zeros before s": sequence(...integer(...r), ...integer(0, 0, ...s)),
      "a third number": sequence(
        ...integer(...r),
        ...integer(...s),
        ...integer(1),
      ),
      "bytes behind it": concat(right, Uint8Array.of(0)),
      "a long length": concat(Uint8Array.of(0x30, 0x81), right.subarray(1)),
      "another tag": right.with(0, 0x31),
      "another tag inside": right.with(2, 0x03),
      "r and s side by side": plain,
      "one number only": sequence(...integer(...r)),
      "numbers without digits": sequence(...integer(), ...integer()),
    };
    for (const [what, signature] of Object.entries(encodings)) {
      await assert.rejects(check(key, signature), noProof, what);
    }
  },
);

Deno.test(
  "r or s without the zero that keeps it positive is refused, not read as another number",
  async () => {
    for (;;) {
      const { key, plain } = await signedByP256();
      if ((plain[0] ?? 0) < 0x80 || (plain[32] ?? 0) < 0x80) continue;
      const negative = sequence(
        ...integer(...plain.subarray(0, 32)),
        ...integer(...plain.subarray(32)),
      );
      await assert.rejects(check(key, negative), noProof);
      return;
    }
  },
);

Deno.test("a zero that nothing needs before r is refused", async () => {
  for (;;) {
    const { key, plain } = await signedByP256();
    const isShortest = (first = 0) => first > 0 && first < 0x80;
    if (!isShortest(plain[0]) || !isShortest(plain[32])) continue;
    const [r, s] = [plain.subarray(0, 32), plain.subarray(32)];
    await check(key, sequence(...integer(...r), ...integer(...s)));
    const padded = sequence(...integer(0, ...r), ...integer(...s));
    await assert.rejects(check(key, padded), noProof);
    return;
  }
});

Deno.test("numbers larger than the curve are refused", async () => {
  const { key } = await signedByP256();
  const large = integer(1, ...new Uint8Array(32));
  await assert.rejects(check(key, sequence(...large, ...large)), noProof);
});

Deno.test("an RSA key of 1024 bits proves nothing", async () => {
  const key = publicKeyOf(unsupportedCertificates.rsa1024);
  assert.equal(key.type, "rsa");
  await assert.rejects(check(key, new Uint8Array(128), 0x0804), {
    kind: "certificate",
    alertToSend: alert.unsupportedCertificate,
  });
});

Deno.test("a key that is none is refused as such", async () => {
  const key = publicKeyOf(identities.p256.chain[0] ?? new Uint8Array());
  // The point is not on the curve any more.
  const spki = key.spki.with(-1, (key.spki.at(-1) ?? 0) ^ 1);
  await assert.rejects(
    check({ ...key, spki }, sequence(...integer(1), ...integer(1))),
    { kind: "certificate" },
  );
});
