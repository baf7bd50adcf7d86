import { type Bytes, concat } from "./bytes.ts";
import { derTag, readTagged } from "./der.ts";
import { certificateError } from "./error.ts";
import { messageReader, Reader } from "./messages.ts";
import { alert } from "./protocol.ts";
import { type KeyType, type PublicKey } from "./publicKey.ts";

interface SignatureScheme {
  keyType: KeyType;
  importAs: AlgorithmIdentifier | RsaHashedImportParams | EcKeyImportParams;
  verifyWith: AlgorithmIdentifier | RsaPssParams | EcdsaParams;
  /** ECDSA: the size of the curve's numbers. */
  ecdsaBytes?: number;
}

/**
 * The signatures that we accept (RFC 8446, section 4.2.3), the preferred first. RSA PKCS #1 v1.5 is missing on purpose: TLS 1.3 does not
 * allow it for a CertificateVerify.
 */
export const signatureSchemes: ReadonlyMap<number, SignatureScheme> = new Map([
  [0x0403, ecdsa("p256", "P-256", "SHA-256", 32)],
  [0x0503, ecdsa("p384", "P-384", "SHA-384", 48)],
  [0x0807, { keyType: "ed25519", importAs: "Ed25519", verifyWith: "Ed25519" }],
  [0x0804, rsaPss("SHA-256", 32)],
  [0x0805, rsaPss("SHA-384", 48)],
  [0x0806, rsaPss("SHA-512", 64)],
]);

/** Below this an RSA key proves little; native TLS refuses it as well. */
const MIN_RSA_BITS = 2048;

const CONTEXT = "TLS 1.3, server CertificateVerify";

/**
 * Checks the CertificateVerify (RFC 8446, section 4.4.3): the proof, made for this very handshake, that the server owns the key of its
 * certificate. `transcriptHash`: ClientHello to Certificate.
 */
export async function checkCertificateVerify(
  body: Bytes,
  publicKey: PublicKey,
  transcriptHash: Bytes,
): Promise<void> {
  const reader = messageReader(body, "CertificateVerify");
  const scheme = signatureSchemes.get(reader.number(2));
  const signature = reader.vector(2);
  reader.end();

  if (scheme === undefined || scheme.keyType !== publicKey.type) {
    throw certificateError(
      alert.illegalParameter,
      "The server signed in a way that it was not offered, or that does not fit its key.",
    );
  }
  const signed = concat(
    new Uint8Array(64).fill(0x20),
    new TextEncoder().encode(CONTEXT),
    new Uint8Array(1),
    transcriptHash,
  );
  if (!(await isSignedBy(publicKey, scheme, signature, signed))) {
    throw noProof();
  }
}

async function isSignedBy(
  publicKey: PublicKey,
  { importAs, verifyWith, ecdsaBytes }: SignatureScheme,
  signature: Bytes,
  signed: Bytes,
): Promise<boolean> {
  const key = await importKey(publicKey.spki, importAs);
  const plainSignature =
    ecdsaBytes === undefined
      ? signature
      : plainEcdsaSignature(signature, ecdsaBytes);
  try {
    return await crypto.subtle.verify(verifyWith, key, plainSignature, signed);
  } catch (cause) {
    // Some versions throw where others say false, as for a signature of the wrong length.
    throw noProof(cause);
  }
}

async function importKey(
  spki: Bytes,
  importAs: SignatureScheme["importAs"],
): Promise<CryptoKey> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey("spki", spki, importAs, false, [
      "verify",
    ]);
  } catch (cause) {
    throw unusableKey(cause);
  }
  if ("modulusLength" in key.algorithm) {
    const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm;
    if (modulusLength < MIN_RSA_BITS) throw unusableKey();
  }
  return key;
}

/** WebCrypto takes r and s side by side; TLS has them as DER (RFC 8446, section 4.2.3; RFC 3279, section 2.2.3). */
function plainEcdsaSignature(signature: Bytes, numberBytes: number): Bytes {
  const outer = new Reader(signature, noProof);
  const numbers = outer.within(readTagged(outer, derTag.sequence));
  outer.end();
  const plain = concat(
    paddedNumber(numbers, numberBytes),
    paddedNumber(numbers, numberBytes),
  );
  numbers.end();
  return plain;
}

/** A positive INTEGER in its shortest form, without the zero that keeps it positive, padded to the curve's size. */
function paddedNumber(reader: Reader, length: number): Bytes {
  const content = readTagged(reader, derTag.integer);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) return reader.fail();
  const padding = first === 0 && content.length > 1 ? 1 : 0;
  if (padding === 1 && (second ?? 0) < 0x80) return reader.fail();
  const digits = content.subarray(padding);
  if (digits.length > length) return reader.fail();
  return concat(new Uint8Array(length - digits.length), digits);
}

function ecdsa(
  keyType: KeyType,
  namedCurve: string,
  hash: string,
  ecdsaBytes: number,
): SignatureScheme {
  return {
    keyType,
    importAs: { name: "ECDSA", namedCurve },
    verifyWith: { name: "ECDSA", hash },
    ecdsaBytes,
  };
}

/** The salt is as long as the hash (RFC 8446, section 4.2.3). */
function rsaPss(hash: string, saltLength: number): SignatureScheme {
  return {
    keyType: "rsa",
    importAs: { name: "RSA-PSS", hash },
    verifyWith: { name: "RSA-PSS", saltLength },
  };
}

function noProof(cause?: unknown) {
  return certificateError(
    alert.decryptError,
    "The server did not prove that it owns the key of its certificate.",
    cause,
  );
}

function unusableKey(cause?: unknown) {
  return certificateError(
    alert.unsupportedCertificate,
    "The key in the server's certificate cannot be used.",
    cause,
  );
}
