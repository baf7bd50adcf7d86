import type { Certificate } from "../contract/serverList.ts";

/**
 * Reads what people are shown of a certificate (RFC 5280, section 4.1), and judges nothing: whether it is valid is decided by the TLS
 * stack. The bytes come from a stranger: every length is checked, nothing is read twice, and what is odd is an error.
 */
export async function readX509(der: Uint8Array): Promise<Certificate> {
  const certificate = reader(reader(der).take(tags.sequence));
  const fields = reader(certificate.take(tags.sequence));
  fields.takeIf(tags.version);
  fields.take(tags.integer);
  fields.take(tags.sequence); // the signature's algorithm
  const issuer = readName(fields.take(tags.sequence));
  const validity = reader(fields.take(tags.sequence));
  const validFrom = readTime(validity.next());
  const validTo = readTime(validity.next());
  const subject = readName(fields.take(tags.sequence));
  fields.take(tags.sequence); // the public key
  fields.takeIf(tags.issuerUniqueId);
  fields.takeIf(tags.subjectUniqueId);
  const extensions = fields.takeIf(tags.extensions);

  return {
    fingerprint: await fingerprintOf(der),
    subject,
    issuer,
    names: extensions ? readAlternativeNames(extensions) : [],
    validFrom,
    validTo,
  };
}

/** The certificates of a PEM text, as bytes. */
export function derOf(pem: string): Uint8Array[] {
  const blocks = pem.matchAll(/CERTIFICATE-----([^-]+)-----END/g);
  return Array.from(blocks, ([, base64 = ""]) =>
    Uint8Array.from(atob(base64.replace(/\s/g, "")), (character) =>
      character.charCodeAt(0),
    ),
  );
}

/** As Proxmox VE and OpenSSL write it. */
async function fingerprintOf(der: Uint8Array): Promise<string> {
  const digest = new Uint8Array(
    await crypto.subtle.digest("SHA-256", der as BufferSource),
  );
  return Array.from(digest, (byte) =>
    byte.toString(16).padStart(2, "0").toUpperCase(),
  ).join(":");
}

export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

const tags = {
  boolean: 0x01,
  integer: 0x02,
  octetString: 0x04,
  objectId: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  ipAddress: 0x87,
  version: 0xa0,
  issuerUniqueId: 0x81,
  subjectUniqueId: 0x82,
  extensions: 0xa3,
} as const;

const subjectAlternativeName = "55.1d.11";
const attributeNames: Partial<Record<string, string>> = {
  "55.4.3": "CN",
  "55.4.6": "C",
  "55.4.7": "L",
  "55.4.8": "ST",
  "55.4.a": "O",
  "55.4.b": "OU",
};

interface Element {
  tag: number;
  content: Uint8Array;
}

/** DER elements one after the other: tag, length, content (X.690, section 8.1). */
function reader(bytes: Uint8Array) {
  let offset = 0;

  const byte = () => {
    const value = bytes[offset++];
    if (value === undefined) throw new CertificateError("it ends too early");
    return value;
  };
  const length = () => {
    const first = byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3)
      throw new CertificateError("a length that DER does not have");
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 256 + byte();
    return value;
  };
  const next = (): Element => {
    const tag = byte();
    const size = length();
    if (offset + size > bytes.length)
      throw new CertificateError("a length beyond the end");
    const content = bytes.subarray(offset, offset + size);
    offset += size;
    return { tag, content };
  };

  return {
    next,
    isAtEnd: () => offset >= bytes.length,
    take(tag: number): Uint8Array {
      const element = next();
      if (element.tag !== tag)
        throw new CertificateError(
          `tag ${String(element.tag)} where ${String(tag)} is expected`,
        );
      return element.content;
    },
    takeIf(tag: number): Uint8Array | undefined {
      return bytes[offset] === tag ? next().content : undefined;
    },
  };
}

function* elements(bytes: Uint8Array): Generator<Element> {
  const list = reader(bytes);
  while (!list.isAtEnd()) yield list.next();
}

/** Written as OpenSSL and Proxmox VE do: /CN=…/OU=…/O=… */
function readName(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (const { content: relativeName } of elements(bytes)) {
    for (const { content } of elements(relativeName)) {
      const attribute = reader(content);
      const id = hex(attribute.take(tags.objectId));
      parts.push(`/${attributeNames[id] ?? id}=${readText(attribute.next())}`);
    }
  }
  return parts.join("");
}

function readText({ tag, content }: Element): string {
  const text = new TextDecoder(
    tag === tags.bmpString ? "utf-16be" : "utf-8",
  ).decode(content);
  // A certificate is a stranger's text: what could deceive the eye is shown as what it is.
  return text.replace(/[\p{C}\u2028\u2029]/gu, "\ufffd").slice(0, 200);
}

function readTime({ tag, content }: Element): string {
  const digits = new TextDecoder().decode(content);
  const [, year, month, day, hour, minute, second] =
    /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(digits) ?? [];
  const isUtcTime = tag === tags.utcTime && year?.length === 2;
  const isGeneralizedTime = tag === tags.generalizedTime && year?.length === 4;
  if (!isUtcTime && !isGeneralizedTime)
    throw new CertificateError("a date that X.509 does not have");
  // Two digits mean 1950 to 2049 (RFC 5280, section 4.1.2.5.1).
  const century = isUtcTime ? (Number(year) < 50 ? "20" : "19") : "";
  const time = new Date(
    `${century}${year}-${month ?? ""}-${day ?? ""}T${hour ?? ""}:${minute ?? ""}:${second ?? ""}Z`,
  );
  if (Number.isNaN(time.getTime()))
    throw new CertificateError("a date that does not exist");
  return time.toISOString();
}

function readAlternativeNames(bytes: Uint8Array): string[] {
  for (const { content } of elements(reader(bytes).take(tags.sequence))) {
    const extension = reader(content);
    const id = hex(extension.take(tags.objectId));
    extension.takeIf(tags.boolean); // critical
    if (id !== subjectAlternativeName) continue;

    const names = reader(extension.take(tags.octetString)).take(tags.sequence);
    return [...elements(names)].flatMap((name) => {
      if (name.tag === tags.dnsName) return [readText(name)];
      return name.tag === tags.ipAddress ? [readIpAddress(name.content)] : [];
    });
  }
  return [];
}

function readIpAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16)
    throw new CertificateError("an IP address of neither kind");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  // The URL parser knows the one short spelling (RFC 5952).
  return new URL(`http://[${groups.join(":")}]`).hostname.slice(1, -1);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16)).join(".");
}
