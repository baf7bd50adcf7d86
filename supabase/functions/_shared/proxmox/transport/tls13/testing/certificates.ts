import { type Bytes } from "../bytes.ts";
import { type KeyType } from "../publicKey.ts";

/** Certificates made for these tests, for `pve1.example.test`, and their keys, which protect nothing. */

export interface Identity {
  keyType: KeyType;
  /** PEM, the server's own first. */
  certificates: string;
  /** PEM, PKCS #8. */
  key: string;
  /** DER. */
  chain: Bytes[];
}

export const identities = {
  /** Like a Proxmox VE: signed by the authority of its cluster, which comes along. */
  chain: identity("chain", "rsa"),
  rsa2048: identity("rsa2048", "rsa"),
  rsa4096: identity("rsa4096", "rsa"),
  p256: identity("p256", "p256"),
  p384: identity("p384", "p384"),
  ed25519: identity("ed25519", "ed25519"),
};

/** An attacker has the certificate, which is public, and a key of its own. */
export const stolenCertificate: Identity = {
  ...identities.p256,
  key: read("other.key"),
};

export const unsupportedCertificates = {
  p521: derOf(read("p521.pem")),
  rsa1024: derOf(read("rsa1024.pem")),
};

function identity(name: string, keyType: KeyType): Identity {
  const certificates = read(`${name}.pem`);
  return {
    keyType,
    certificates,
    key: read(`${name}.key`),
    chain: certificates
      .split(/(?=-----BEGIN)/)
      .map((certificate) => derOf(certificate)),
  };
}

export function derOf(pem: string): Bytes {
  const base64 = pem.replace(/-----[^-]+-----|\s/g, "");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function read(name: string): string {
  return Deno.readTextFileSync(
    new URL(`certificates/${name}`, import.meta.url),
  );
}
