import { type Bytes, concat, noBytes } from "../bytes.ts";
import { generateKeyShares } from "../keyExchange.ts";
import {
  deriveApplicationSecrets,
  deriveHandshakeSecrets,
  finishedMac,
  type TrafficSecrets,
} from "../keySchedule.ts";
import {
  extension,
  handshakeMessage,
  number,
  Reader,
  readExtensions,
  vector,
} from "../messages.ts";
import {
  type CipherSuite,
  cipherSuites,
  contentType,
  extensionType,
  handshakeType,
  namedGroup,
} from "../protocol.ts";
import { TrafficKeys } from "../trafficKeys.ts";
import { Transcript } from "../transcript.ts";
import { derOf, type Identity } from "./certificates.ts";
import { type PipeEnd } from "./memoryPipe.ts";

/**
 * The server's side of TLS 1.3, written for attack: every message can be changed, left out, sent twice or in any order, under the right
 * keys and a transcript that fits, so that the client refuses it for what it is and not for a detail.
 */

export interface ServerHelloFields {
  legacyVersion: number;
  random: Bytes;
  sessionId: Bytes;
  suite: number;
  compression: number;
  /** Undefined: the message ends before its extensions, as before TLS 1.2. */
  extensions: Bytes | undefined;
}

/** All that the client said after its ClientHello. */
export interface Received {
  /** The types of all records but ChangeCipherSpec, in their order. */
  contentTypes: number[];
  /** Bytes of application data: what none of the attacks may get. */
  application: Bytes;
  handshakeTypes: number[];
  alerts: number[];
  /** Records that neither the keys of the handshake nor those of the application open. */
  unreadable: Bytes[];
}

export interface HostileServerOptions {
  identity: Identity;
  suite?: number;
  group?: number;
  /** Changes the body of a handshake message before it is hashed and sent: what a server without scruples does. */
  alterMessage?: (type: number, body: Bytes) => Bytes;
  /** Changes a record on the wire: what somebody in between does. */
  alterRecord?: (record: Bytes, index: number) => Bytes;
}

const AES_128_SUITE = 0x1301;
const MAX_PLAINTEXT_BYTES = 2 ** 14;

export class HostileServer {
  readonly #pipe: PipeEnd;
  readonly #options: HostileServerOptions;
  readonly suite: CipherSuite;
  readonly suiteNumber: number;
  readonly group: number;

  clientHello: Bytes = noBytes;
  sessionId: Bytes = noBytes;
  keyShare: Bytes = noBytes;

  #clientShares: ReadonlyMap<number, Bytes> = new Map();
  #sharedSecret: Bytes = noBytes;
  #messages: Bytes[] = [];
  #keys: TrafficKeys | undefined;
  #handshake: (TrafficSecrets & { master: Bytes }) | undefined;
  #application: TrafficSecrets | undefined;
  #recordsSent = 0;
  #received: Bytes = noBytes;

  constructor(pipe: PipeEnd, options: HostileServerOptions) {
    this.#pipe = pipe;
    this.#options = options;
    this.suiteNumber = options.suite ?? AES_128_SUITE;
    this.group = options.group ?? namedGroup.x25519;
    const suite = cipherSuites.get(this.suiteNumber);
    if (suite === undefined) throw new Error("unknown suite");
    this.suite = suite;
  }

  /** Reads the ClientHello and agrees on a secret with it. */
  async receiveClientHello(): Promise<void> {
    const record = await this.#readRecord();
    if (record === null) throw new Error("no ClientHello");
    this.clientHello = record.subarray(5);
    this.#messages.push(this.clientHello);

    const reader = new Reader(this.clientHello.subarray(4), malformed);
    reader.bytes(34); // version and random
    this.sessionId = reader.vector(1);
    reader.vector(2); // suites
    reader.vector(1); // compression
    const extensions = readExtensions(reader);
    const shares = new Reader(
      new Reader(
        extensions.get(extensionType.keyShare) ?? noBytes,
        malformed,
      ).vector(2),
      malformed,
    );
    const clientShares = new Map<number, Bytes>();
    while (shares.remaining > 0) {
      clientShares.set(shares.number(2), shares.vector(2));
    }
    this.#clientShares = clientShares;

    const own = (await generateKeyShares()).find(
      ({ group }) => group === this.group,
    );
    const theirs = this.#clientShares.get(this.group);
    if (own === undefined || theirs === undefined) throw new Error("no share");
    this.keyShare = own.publicKey;
    this.#sharedSecret = await own.agree(theirs);
  }

  /** Sends a ServerHello, honest but for the given fields, and turns to the keys of the handshake. */
  async sendServerHello(
    changes: Partial<ServerHelloFields> = {},
  ): Promise<void> {
    await this.sendMessage(
      handshakeType.serverHello,
      this.serverHello(changes),
    );
    this.useHandshakeKeys();
  }

  serverHello(changes: Partial<ServerHelloFields> = {}): Bytes {
    const fields: ServerHelloFields = {
      legacyVersion: 0x0303,
      random: crypto.getRandomValues(new Uint8Array(32)),
      sessionId: this.sessionId,
      suite: this.suiteNumber,
      compression: 0,
      extensions: concat(this.supportedVersions(), this.keyShareExtension()),
      ...changes,
    };
    return concat(
      number(2, fields.legacyVersion),
      fields.random,
      vector(1, fields.sessionId),
      number(2, fields.suite),
      number(1, fields.compression),
      fields.extensions === undefined ? noBytes : vector(2, fields.extensions),
    );
  }

  supportedVersions(version = 0x0304): Bytes {
    return extension(extensionType.supportedVersions, number(2, version));
  }

  keyShareExtension(group = this.group, share = this.keyShare): Bytes {
    return extension(
      extensionType.keyShare,
      concat(number(2, group), vector(2, share)),
    );
  }

  useHandshakeKeys(): void {
    this.#handshake = deriveHandshakeSecrets(
      this.suite,
      this.#sharedSecret,
      this.transcriptHash(),
    );
    this.#keys = new TrafficKeys(this.suite, this.#handshake.server);
  }

  useApplicationKeys(): void {
    if (this.#handshake === undefined) throw new Error("no handshake keys");
    this.#application = deriveApplicationSecrets(
      this.suite,
      this.#handshake.master,
      this.transcriptHash(),
    );
    this.#keys = new TrafficKeys(this.suite, this.#application.server);
  }

  async sendEncryptedExtensions(...extensions: Bytes[]): Promise<void> {
    await this.sendMessage(
      handshakeType.encryptedExtensions,
      vector(2, ...extensions),
    );
  }

  async sendCertificateRequest(...extensions: Bytes[]): Promise<void> {
    await this.sendMessage(
      handshakeType.certificateRequest,
      this.certificateRequest(...extensions),
    );
  }

  certificateRequest(...extensions: Bytes[]): Bytes {
    return concat(
      vector(1),
      vector(
        2,
        extension(
          extensionType.signatureAlgorithms,
          vector(2, number(2, 0x0403)),
        ),
        ...extensions,
      ),
    );
  }

  async sendCertificate(): Promise<void> {
    await this.sendMessage(handshakeType.certificate, this.certificate());
  }

  certificate(
    chain: readonly Bytes[] = this.#options.identity.chain,
    entryExtensions: Bytes = noBytes,
  ): Bytes {
    return concat(
      vector(1),
      vector(
        3,
        ...chain.map((certificate) =>
          concat(vector(3, certificate), vector(2, entryExtensions)),
        ),
      ),
    );
  }

  async sendCertificateVerify(
    options: Parameters<HostileServer["certificateVerify"]>[0] = {},
  ): Promise<void> {
    await this.sendMessage(
      handshakeType.certificateVerify,
      await this.certificateVerify(options),
    );
  }

  async certificateVerify({
    transcriptHash = this.transcriptHash(),
    context = "TLS 1.3, server CertificateVerify",
    scheme = signers[this.#options.identity.keyType].scheme,
    alterSignature = (signature: Bytes) => signature,
  } = {}): Promise<Bytes> {
    const signature = await sign(
      this.#options.identity,
      concat(
        new Uint8Array(64).fill(0x20),
        new TextEncoder().encode(context),
        new Uint8Array(1),
        transcriptHash,
      ),
    );
    return concat(number(2, scheme), vector(2, alterSignature(signature)));
  }

  /** Sends Finished and turns to the keys of the application. */
  async sendFinished(alter = (mac: Bytes) => mac): Promise<void> {
    await this.sendMessage(handshakeType.finished, alter(this.finished()));
    this.useApplicationKeys();
  }

  finished(): Bytes {
    if (this.#handshake === undefined) throw new Error("no handshake keys");
    return finishedMac(
      this.suite,
      this.#handshake.server,
      this.transcriptHash(),
    );
  }

  transcriptHash(messages: readonly Bytes[] = this.#messages): Bytes {
    const transcript = new Transcript(this.suite);
    for (const message of messages) transcript.add(message);
    return transcript.digest();
  }

  /** What the transcript holds, for a signature over something else. */
  get messages(): readonly Bytes[] {
    return this.#messages;
  }

  /** Sends a message under the keys of the moment and puts it into the transcript. */
  async sendMessage(type: number, body: Bytes): Promise<void> {
    await this.sendRecord(contentType.handshake, this.message(type, body));
  }

  /** A message that goes into the transcript and is sent by somebody else. */
  message(type: number, body: Bytes): Bytes {
    const message = handshakeMessage(
      type,
      this.#options.alterMessage?.(type, body) ?? body,
    );
    this.#messages.push(message);
    return message;
  }

  /** Sends a record under the keys of the moment. */
  async sendRecord(type: number, content: Bytes): Promise<void> {
    for (
      let offset = 0;
      offset === 0 || offset < content.length;
      offset += MAX_PLAINTEXT_BYTES
    ) {
      const fragment = content.subarray(offset, offset + MAX_PLAINTEXT_BYTES);
      await this.sendRaw(
        this.#keys?.seal(type, fragment) ?? plaintext(type, fragment),
      );
    }
  }

  async sendPlaintext(type: number, content: Bytes): Promise<void> {
    await this.sendRaw(plaintext(type, content));
  }

  /** Sends bytes as they are, as one record or whatever they are. */
  async sendRaw(bytes: Bytes): Promise<void> {
    const index = this.#recordsSent++;
    await this.#pipe.write(this.#options.alterRecord?.(bytes, index) ?? bytes);
  }

  /** The keys of the moment seal a record that is not sent. */
  seal(type: number, content: Bytes): Bytes {
    if (this.#keys === undefined) throw new Error("no keys");
    return this.#keys.seal(type, content);
  }

  advanceKeys(): void {
    this.#keys = this.#keys?.next();
  }

  end(): void {
    this.#pipe.closeWrite();
  }

  /** Reads what the client says until it closes. */
  async receiveAll(): Promise<Received> {
    const received: Received = {
      contentTypes: [],
      application: noBytes,
      handshakeTypes: [],
      alerts: [],
      unreadable: [],
    };
    const handshakeKeys =
      this.#handshake && new TrafficKeys(this.suite, this.#handshake.client);
    let applicationKeys =
      this.#application &&
      new TrafficKeys(this.suite, this.#application.client);
    let isHandshakeDone = false;

    for (;;) {
      const record = await this.#readRecord();
      if (record === null) return received;
      const header = record.subarray(0, 5);
      const body = record.subarray(5);
      if (header[0] === contentType.changeCipherSpec) continue;
      let opened: { type: number; content: Bytes };
      try {
        if (header[0] !== contentType.applicationData) {
          opened = { type: header[0] ?? 0, content: body };
        } else {
          const keys = isHandshakeDone ? applicationKeys : handshakeKeys;
          if (keys === undefined) throw new Error("no keys");
          opened = keys.open(header, body);
        }
      } catch {
        received.unreadable.push(record);
        continue;
      }
      const { type, content } = opened;
      received.contentTypes.push(type);
      if (type === contentType.applicationData) {
        received.application = concat(received.application, content);
      } else if (type === contentType.alert) {
        received.alerts.push(content[1] ?? -1);
      } else {
        const messageType = content[0] ?? -1;
        received.handshakeTypes.push(messageType);
        if (messageType === handshakeType.finished) isHandshakeDone = true;
        if (messageType === handshakeType.keyUpdate) {
          applicationKeys = applicationKeys?.next();
        }
      }
    }
  }

  async #readRecord(): Promise<Bytes | null> {
    const buffer = new Uint8Array(65_536);
    for (;;) {
      const [, , , high = 0, low = 0] = this.#received;
      const length = 5 + high * 256 + low;
      if (this.#received.length >= Math.max(length, 5)) {
        const record = this.#received.subarray(0, length);
        this.#received = this.#received.subarray(length);
        return record;
      }
      const count = await this.#pipe.read(buffer);
      if (count === null) return null;
      this.#received = concat(this.#received, buffer.subarray(0, count));
    }
  }
}

/** The handshake as it should be: the positive control, and the start of every attack on what comes after. */
export async function shakeHands(server: HostileServer): Promise<void> {
  await server.receiveClientHello();
  await server.sendServerHello();
  await server.sendEncryptedExtensions();
  await server.sendCertificate();
  await server.sendCertificateVerify();
  await server.sendFinished();
}

export function plaintext(type: number, content: Uint8Array): Bytes {
  return concat(number(1, type), number(2, 0x0303), vector(2, content));
}

const signers = {
  rsa: {
    scheme: 0x0804,
    key: { name: "RSA-PSS", hash: "SHA-256" },
    algorithm: { name: "RSA-PSS", saltLength: 32 },
  },
  p256: {
    scheme: 0x0403,
    key: { name: "ECDSA", namedCurve: "P-256" },
    algorithm: { name: "ECDSA", hash: "SHA-256" },
  },
  p384: {
    scheme: 0x0503,
    key: { name: "ECDSA", namedCurve: "P-384" },
    algorithm: { name: "ECDSA", hash: "SHA-384" },
  },
  ed25519: { scheme: 0x0807, key: "Ed25519", algorithm: "Ed25519" },
};

async function sign({ key, keyType }: Identity, data: Bytes): Promise<Bytes> {
  const signer = signers[keyType];
  const privateKey = await crypto.subtle.importKey(
    "pkcs8",
    derOf(key),
    signer.key,
    false,
    ["sign"],
  );
  const signature = new Uint8Array(
    await crypto.subtle.sign(signer.algorithm, privateKey, data),
  );
  return keyType === "p256" || keyType === "p384"
    ? derSignature(signature)
    : signature;
}

/** r and s as a DER sequence of two INTEGERs. */
export function derSignature(plain: Bytes): Bytes {
  const half = plain.length / 2;
  const content = concat(
    derInteger(plain.subarray(0, half)),
    derInteger(plain.subarray(half)),
  );
  return concat(Uint8Array.of(0x30, content.length), content);
}

function derInteger(digits: Bytes): Bytes {
  let start = 0;
  while (start < digits.length - 1 && digits[start] === 0) start++;
  const shortest = digits.subarray(start);
  const positive =
    (shortest[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), shortest) : shortest;
  return concat(Uint8Array.of(0x02, positive.length), positive);
}

function malformed(): never {
  throw new Error("malformed ClientHello");
}
