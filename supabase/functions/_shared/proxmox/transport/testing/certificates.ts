/** Certificates for tests, made on the spot: a small DER writer (X.690) over WebCrypto. ECDSA P-256 with SHA-256 throughout. */

export interface CertificateOptions {
  commonName: string;
  /** DNS names and IPv4 or IPv6 addresses, for the subject alternative names. */
  names?: string[];
  validFrom?: Date;
  validTo?: Date;
  isAuthority?: boolean;
  /** Who signs; by default the certificate signs itself. */
  issuer?: TestCertificate;
}

export interface TestCertificate {
  commonName: string;
  keys: CryptoKeyPair;
  der: Uint8Array;
  /** The certificate and its private key, as Deno.listenTls takes them. */
  cert: string;
  key: string;
  /** SHA-256 as Proxmox VE writes it. */
  fingerprint: string;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const year = 365 * 24 * 3600 * 1000;

export async function makeCertificate(
  options: CertificateOptions,
): Promise<TestCertificate> {
  const keys = await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]);
  const issuer = options.issuer ?? { commonName: options.commonName, keys };
  const publicKey = new Uint8Array(
    await crypto.subtle.exportKey("spki", keys.publicKey),
  );

  const toBeSigned = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))),
    integer(
      crypto.getRandomValues(new Uint8Array(8)).map((byte) => byte & 0x7f),
    ),
    ecdsaWithSha256,
    distinguishedName(issuer.commonName),
    sequence(
      time(options.validFrom ?? new Date(Date.now() - year)),
      time(options.validTo ?? new Date(Date.now() + year)),
    ),
    distinguishedName(options.commonName),
    publicKey,
    ...extensions(options),
  );
  const signature = new Uint8Array(
    await crypto.subtle.sign(algorithm, issuer.keys.privateKey, toBeSigned),
  );
  const der = sequence(
    toBeSigned,
    ecdsaWithSha256,
    bitString(ecdsaSignature(signature)),
  );

  return {
    commonName: options.commonName,
    keys,
    der,
    cert: pem("CERTIFICATE", der),
    key: pem(
      "PRIVATE KEY",
      new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
    ),
    fingerprint: await fingerprintOf(der),
  };
}

export function makeAuthority(
  commonName = "Proxmox Virtual Environment",
): Promise<TestCertificate> {
  return makeCertificate({ commonName, isAuthority: true });
}

async function fingerprintOf(der: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", der));
  return Array.from(digest, (byte) =>
    byte.toString(16).padStart(2, "0").toUpperCase(),
  ).join(":");
}

function pem(label: string, der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der)).replace(
    /(.{64})(?=.)/g,
    "$1\n",
  );
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

function tagged(
  tag: number,
  ...contents: Uint8Array[]
): Uint8Array<ArrayBuffer> {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  const header =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  const bytes = new Uint8Array(header.length + length);
  bytes.set(header);
  let offset = header.length;
  for (const content of contents) {
    bytes.set(content, offset);
    offset += content.length;
  }
  return bytes;
}

const text = (value: string) => new TextEncoder().encode(value);
const sequence = (...contents: Uint8Array[]) => tagged(0x30, ...contents);
const integer = (value: Uint8Array) => tagged(0x02, value);
const bitString = (value: Uint8Array) => tagged(0x03, Uint8Array.of(0), value);
const objectId = (...bytes: number[]) => tagged(0x06, Uint8Array.from(bytes));
const ecdsaWithSha256 = sequence(
  objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02),
);

function distinguishedName(commonName: string): Uint8Array {
  return sequence(
    tagged(
      0x31,
      sequence(objectId(0x55, 0x04, 0x03), tagged(0x0c, text(commonName))),
    ),
  );
}

function time(date: Date): Uint8Array {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, text(`${digits.slice(2)}Z`))
    : tagged(0x18, text(`${digits}Z`));
}

/** The list of extensions, or nothing: an empty list is no valid DER for X.509. */
function extensions({
  names = [],
  isAuthority = false,
}: CertificateOptions): Uint8Array[] {
  const critical = tagged(0x01, Uint8Array.of(0xff));
  const list: Uint8Array[] = [];
  if (isAuthority) {
    list.push(
      sequence(
        objectId(0x55, 0x1d, 0x13),
        critical,
        tagged(0x04, sequence(critical)),
      ),
    );
    list.push(
      sequence(
        objectId(0x55, 0x1d, 0x0f),
        critical,
        tagged(0x04, tagged(0x03, Uint8Array.of(2, 0x04))),
      ),
    );
  }
  if (names.length > 0) {
    list.push(
      sequence(
        objectId(0x55, 0x1d, 0x11),
        tagged(0x04, sequence(...names.map(alternativeName))),
      ),
    );
  }
  return list.length > 0 ? [tagged(0xa3, sequence(...list))] : [];
}

function alternativeName(name: string): Uint8Array {
  if (/^\d+(\.\d+){3}$/.test(name))
    return tagged(0x87, Uint8Array.from(name.split("."), Number));
  if (name === "::1")
    return tagged(0x87, Uint8Array.of(...new Array<number>(15).fill(0), 1));
  return tagged(0x82, text(name));
}

/** WebCrypto gives r and s as one fixed block; X.509 wants a sequence of two positive integers. */
function ecdsaSignature(block: Uint8Array): Uint8Array {
  const half = block.length / 2;
  const positive = (bytes: Uint8Array) => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start++;
    const trimmed = bytes.subarray(start);
    return integer(
      (trimmed[0] ?? 0) & 0x80 ? Uint8Array.of(0, ...trimmed) : trimmed,
    );
  };
  return sequence(
    positive(block.subarray(0, half)),
    positive(block.subarray(half)),
  );
}
