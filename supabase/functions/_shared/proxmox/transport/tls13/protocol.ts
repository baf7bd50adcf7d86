/** The numbers of TLS 1.3 that this client uses. Sections are those of RFC 8446. */

/** Section 5.1. */
export const contentType = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const;

/** Section 4. */
export const handshakeType = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  encryptedExtensions: 8,
  certificate: 11,
  certificateRequest: 13,
  certificateVerify: 15,
  finished: 20,
  keyUpdate: 24,
} as const;

/** Section 4.2. */
export const extensionType = {
  serverName: 0,
  supportedGroups: 10,
  signatureAlgorithms: 13,
  applicationLayerProtocolNegotiation: 16,
  supportedVersions: 43,
  keyShare: 51,
} as const;

/** Section 4.2.7. */
export const namedGroup = { secp256r1: 0x0017, x25519: 0x001d } as const;

export const tls12 = 0x0303;
export const tls13 = 0x0304;

/** The one protocol we speak inside, by its registered name (RFC 7301, section 6). */
export const applicationProtocol = "http/1.1";

export interface CipherSuite {
  hash: "sha256" | "sha384";
  hashBytes: number;
  cipher: "aes-128-gcm" | "aes-256-gcm";
  keyBytes: number;
}

/** Appendix B.4. No ChaCha20-Poly1305: Supabase's runtime, Deno 2.1.4, does not have it. */
export const cipherSuites: ReadonlyMap<number, CipherSuite> = new Map([
  [
    0x1301,
    { hash: "sha256", hashBytes: 32, cipher: "aes-128-gcm", keyBytes: 16 },
  ],
  [
    0x1302,
    { hash: "sha384", hashBytes: 48, cipher: "aes-256-gcm", keyBytes: 32 },
  ],
]);

/** Section 6: the alerts we send or have a sentence for. */
export const alert = {
  closeNotify: 0,
  unexpectedMessage: 10,
  badRecordMac: 20,
  recordOverflow: 22,
  handshakeFailure: 40,
  badCertificate: 42,
  unsupportedCertificate: 43,
  illegalParameter: 47,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
  internalError: 80,
  missingExtension: 109,
  unsupportedExtension: 110,
  unrecognizedName: 112,
} as const;
