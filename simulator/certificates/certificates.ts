import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomBytes,
  sign,
  X509Certificate,
  type KeyObject,
} from "node:crypto";
import { isIPv4 } from "node:net";
import { promisify } from "node:util";
import * as der from "./der.ts";

export interface KeyedCertificate {
  certificate: string /* PEM */;
  key: string /* PEM, PKCS #8 */;
}

export interface NodeNames {
  name: string;
  domain: string;
  address: string;
}

const caYears = 10;
const nodeDays = 730;
const dayMs = 86_400_000;

/** pve-root-ca.pem as pvecm makes it: its organisational unit is a UUID, so that no two clusters' authorities share a name. */
export function createAuthority(key: string, unit: string): KeyedCertificate {
  const name = authorityName(unit);
  const certificate = issue({
    subject: name,
    issuer: name,
    subjectKey: keyOf(key),
    issuerKey: keyOf(key),
    serial: randomBytes(20).map((byte, at) =>
      at === 0 ? byte & 0x7f || 1 : byte,
    ),
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + caYears * 365 * dayMs),
    extensions: [extension("2.5.29.19", der.sequence(der.yes()), true)],
  });
  return { certificate, key };
}

export interface NodeCertificateOptions {
  notBefore?: Date;
  notAfter?: Date;
  /** Instead of the node's own names. */
  names?: NodeNames;
  /** Proxmox's certificates also name 127.0.0.1, ::1 and localhost. */
  withoutLoopback?: boolean;
}

/** pve-ssl.pem: signed by the cluster's authority, with the names `pvecm updatecerts` gives it. */
export function createNodeCertificate(
  authority: KeyedCertificate,
  key: string,
  node: NodeNames,
  options: NodeCertificateOptions = {},
): KeyedCertificate {
  const { name, domain, address } = options.names ?? node;
  const loopback = [
    ipName("127.0.0.1"),
    der.implicit(7, Buffer.from([...Array<number>(15).fill(0), 1])),
    dnsName("localhost"),
  ];
  const subjectNames = [
    ...(options.withoutLoopback === true ? [] : loopback),
    ipName(address),
    dnsName(name),
    dnsName(`${name}.${domain}`),
  ];
  const certificate = issue({
    subject: der.sequence(
      attribute("2.5.4.11", "PVE Cluster Node"),
      attribute("2.5.4.10", "Proxmox Virtual Environment"),
      attribute("2.5.4.3", `${name}.${domain}`),
    ),
    issuer: authorityName(authorityUnit(authority)),
    subjectKey: keyOf(key),
    issuerKey: keyOf(authority.key),
    serial: randomBytes(8).map((byte, at) =>
      at === 0 ? byte & 0x7f || 1 : byte,
    ),
    notBefore: options.notBefore ?? new Date(Date.now() - dayMs),
    notAfter: options.notAfter ?? new Date(Date.now() + nodeDays * dayMs),
    extensions: [
      extension("2.5.29.19", der.sequence()),
      extension("2.5.29.37", der.sequence(der.oid("1.3.6.1.5.5.7.3.1"))),
      extension("2.5.29.17", der.sequence(...subjectNames)),
    ],
  });
  return { certificate, key };
}

/** What `GET /nodes/{node}/certificates/info` says of one certificate. */
export function describeCertificate(filename: string, pem: string) {
  const parsed = new X509Certificate(pem);
  return {
    filename,
    pem,
    subject: slashed(parsed.subject),
    issuer: slashed(parsed.issuer),
    notbefore: Date.parse(parsed.validFrom) / 1000,
    notafter: Date.parse(parsed.validTo) / 1000,
    fingerprint: parsed.fingerprint256,
    "public-key-bits": parsed.publicKey.asymmetricKeyDetails?.modulusLength,
    "public-key-type": "rsaEncryption",
    san: (parsed.subjectAltName?.split(", ") ?? []).map(subjectName),
  };
}

export const fingerprintOf = (pem: string) =>
  new X509Certificate(pem).fingerprint256;

const generate = promisify(generateKeyPair);

/** A new RSA key as PEM. */
export async function createKey(modulusLength: number): Promise<string> {
  const { privateKey } = await generate("rsa", { modulusLength });
  return privateKey.export({ type: "pkcs8", format: "pem" }) as string;
}

interface Contents {
  subject: der.Der;
  issuer: der.Der;
  subjectKey: Key;
  issuerKey: Key;
  serial: Uint8Array;
  notBefore: Date;
  notAfter: Date;
  extensions: der.Der[];
}

function issue(contents: Contents): string {
  const algorithm = der.sequence(
    der.oid("1.2.840.113549.1.1.11"),
    der.nothing(),
  );
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(contents.serial),
    algorithm,
    contents.issuer,
    der.sequence(der.time(contents.notBefore), der.time(contents.notAfter)),
    contents.subject,
    contents.subjectKey.spki,
    der.explicit(
      3,
      der.sequence(
        ...contents.extensions,
        extension("2.5.29.14", der.octets(contents.subjectKey.identifier)),
        extension(
          "2.5.29.35",
          der.sequence(der.implicit(0, contents.issuerKey.identifier)),
        ),
      ),
    ),
  );
  const signature = sign("sha256", body, contents.issuerKey.private);
  const encoded = Buffer.from(
    der.sequence(body, algorithm, der.bits(signature)),
  ).toString("base64");
  const lines = encoded.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

interface Key {
  private: KeyObject;
  spki: Buffer;
  /** RFC 5280, 4.2.1.2 (1): SHA-1 of the key's bits, which for RSA is its PKCS #1 form. */
  identifier: Buffer;
}

/** Reading a key from PEM takes longer than signing with it, and a fleet signs much with few. */
const keys = new Map<string, Key>();

function keyOf(pem: string): Key {
  const known = keys.get(pem);
  if (known !== undefined) return known;
  const publicKey = createPublicKey(pem);
  const key = {
    private: createPrivateKey(pem),
    spki: publicKey.export({ type: "spki", format: "der" }),
    identifier: createHash("sha1")
      .update(publicKey.export({ type: "pkcs1", format: "der" }))
      .digest(),
  };
  keys.set(pem, key);
  return key;
}

const authorityName = (unit: string) =>
  der.sequence(
    attribute("2.5.4.3", "Proxmox Virtual Environment"),
    attribute("2.5.4.11", unit),
    attribute("2.5.4.10", "PVE Cluster Manager CA"),
  );

function authorityUnit(authority: KeyedCertificate): string {
  const unit = /^OU=(.+)$/m.exec(
    new X509Certificate(authority.certificate).subject,
  )?.[1];
  if (unit === undefined)
    throw new Error("This certificate is no cluster authority");
  return unit;
}

const attribute = (type: string, value: string) =>
  der.set(der.sequence(der.oid(type), der.utf8(value)));

const extension = (id: string, value: der.Der, critical = false) =>
  der.sequence(
    der.oid(id),
    ...(critical ? [der.yes()] : []),
    der.octets(value),
  );

const dnsName = (name: string) => der.implicit(2, Buffer.from(name, "ascii"));
const ipName = (address: string) =>
  der.implicit(7, Buffer.from(address.split(".").map(Number)));

const slashed = (name: string) => `/${name.split("\n").join("/")}`;

/** Proxmox writes IPv6 addresses out in full. */
function subjectName(entry: string): string {
  const value = entry.slice(entry.indexOf(":") + 1);
  if (!entry.startsWith("IP Address") || isIPv4(value)) return value;
  return value
    .split(":")
    .map((group) => group.padStart(4, "0"))
    .join(":");
}
