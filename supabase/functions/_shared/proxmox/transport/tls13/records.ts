import { encodeAlert } from "./alerts.ts";
import { type Bytes, concat } from "./bytes.ts";
import { protocolError, Tls13Error } from "./error.ts";
import { alert, contentType } from "./protocol.ts";
import {
  MAX_CIPHERTEXT_BYTES,
  MAX_PLAINTEXT_BYTES,
  RECORD_HEADER_BYTES,
  recordOverflow,
  type TrafficKeys,
} from "./trafficKeys.ts";

/** What we need of a Deno.Conn. */
export interface Connection {
  read(buffer: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  close(): void;
}

export interface TlsRecord {
  type: number;
  content: Bytes;
}

const READ_BUFFER_BYTES = 65_536;

const TLS_MAJOR_VERSION = 3;
const knownTypes: readonly number[] = Object.values(contentType);

/**
 * The record layer (RFC 8446, section 5): cuts the bytes of a connection into records and back, protected by the keys of the moment.
 * One read and one write may be under way at a time; who calls sees to that.
 */
export class RecordLayer {
  readonly #connection: Connection;
  readonly #buffer = new Uint8Array(READ_BUFFER_BYTES);
  #start = 0;
  #end = 0;
  #sawRecord = false;
  #isWriting = false;
  #readKeys: TrafficKeys | undefined;
  #writeKeys: TrafficKeys | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  set readKeys(keys: TrafficKeys) {
    this.#readKeys = keys;
  }

  set writeKeys(keys: TrafficKeys) {
    this.#writeKeys = keys;
  }

  /** How many records were sent under the present keys. */
  get recordsWritten(): number {
    return this.#writeKeys?.records ?? 0;
  }

  /** The next record, opened; null if the connection ends where a record could begin. */
  async read(): Promise<TlsRecord | null> {
    if (!(await this.#fill(1))) return null;
    if (!this.#sawRecord) this.#refuseOtherProtocols();
    if (!(await this.#fill(RECORD_HEADER_BYTES))) throw cutShort();

    const [outerType = 0, majorVersion, , high = 0, low = 0] =
      this.#peek(RECORD_HEADER_BYTES);
    const length = high * 256 + low;
    // The minor version says nothing and is to be ignored (section 5.1).
    if (majorVersion !== TLS_MAJOR_VERSION) {
      throw this.#sawRecord ? notARecord() : notTls();
    }
    this.#sawRecord = true;

    const isProtected =
      this.#readKeys !== undefined &&
      outerType !== contentType.changeCipherSpec;
    const maximum = isProtected ? MAX_CIPHERTEXT_BYTES : MAX_PLAINTEXT_BYTES;
    if (length > maximum) throw recordOverflow();
    if (!(await this.#fill(RECORD_HEADER_BYTES + length))) throw cutShort();

    const record = this.#peek(RECORD_HEADER_BYTES + length);
    this.#start += record.length;
    const header = record.subarray(0, RECORD_HEADER_BYTES);
    const body = record.subarray(RECORD_HEADER_BYTES);

    if (outerType === contentType.changeCipherSpec) {
      return { type: outerType, content: changeCipherSpec(body) };
    }
    if (this.#readKeys === undefined) {
      return { type: outerType, content: body.slice() };
    }
    if (outerType !== contentType.applicationData) throw unprotected();
    const { type, content } = this.#readKeys.open(header, body);
    return { type: protectedType(type), content };
  }

  /** Sends the content, in as many records as it needs, at once. Resolves when the kernel has taken all of it. */
  async write(type: number, content: Uint8Array): Promise<void> {
    await this.#writeAll(this.#seal(type, content));
  }

  /** Appendix D.4: a record without a meaning that lets the rest pass through middleboxes which know TLS 1.2 only. Never protected. */
  async writeChangeCipherSpec(): Promise<void> {
    await this.#writeAll(plaintextRecord(contentType.changeCipherSpec, [1]));
  }

  /** Section 7.2: from the next record on, the next generation of keys. */
  advanceReadKeys(): void {
    this.#readKeys = this.#readKeys?.next();
  }

  advanceWriteKeys(): void {
    this.#writeKeys = this.#writeKeys?.next();
  }

  /** Says why, if it can, and closes. The kernel takes the alert before the close, or it has no room and the alert is lost. */
  close(alertToSend?: number): void {
    // Not into the middle of another record.
    if (alertToSend !== undefined && !this.#isWriting) {
      this.write(contentType.alert, encodeAlert(alertToSend)).catch(() => {
        // Best effort.
      });
    }
    try {
      this.#connection.close();
    } catch {
      // It is closed already, by us or by an abort.
    }
  }

  #seal(type: number, content: Uint8Array): Bytes {
    const records: Bytes[] = [];
    for (
      let offset = 0;
      offset < content.length;
      offset += MAX_PLAINTEXT_BYTES
    ) {
      const fragment = content.subarray(offset, offset + MAX_PLAINTEXT_BYTES);
      records.push(
        this.#writeKeys?.seal(type, fragment) ??
          plaintextRecord(type, fragment),
      );
    }
    return concat(...records);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    this.#isWriting = true;
    try {
      let rest = bytes;
      while (rest.length > 0) {
        rest = rest.subarray(await this.#connection.write(rest));
      }
    } finally {
      this.#isWriting = false;
    }
  }

  #peek(length: number): Bytes {
    return this.#buffer.subarray(this.#start, this.#start + length);
  }

  /** Reads until `length` bytes are there; false if the connection ends before. */
  async #fill(length: number): Promise<boolean> {
    while (this.#end - this.#start < length) {
      if (this.#start > 0) {
        this.#buffer.copyWithin(0, this.#start, this.#end);
        this.#end -= this.#start;
        this.#start = 0;
      }
      const count = await this.#connection.read(
        this.#buffer.subarray(this.#end),
      );
      if (count === null) return false;
      this.#end += count;
    }
    return true;
  }

  /** The first byte tells plain HTTP, SSH and the like from TLS. */
  #refuseOtherProtocols(): void {
    const [first] = this.#peek(1);
    if (first === undefined || !knownTypes.includes(first)) throw notTls();
  }
}

function plaintextRecord(type: number, content: ArrayLike<number>): Bytes {
  // TLS 1.0 in the header of the first ClientHello, 1.2 everywhere else (section 5.1); 1.2 is allowed for both.
  const { length } = content;
  const record = new Uint8Array(RECORD_HEADER_BYTES + length);
  record.set([type, 3, 3, length >> 8, length & 255]);
  record.set(content, RECORD_HEADER_BYTES);
  return record;
}

/** Section 5: the only ChangeCipherSpec there is consists of one byte, 1. */
function changeCipherSpec(body: Bytes): Bytes {
  if (body.length !== 1 || body[0] !== 1) {
    throw protocolError(
      alert.unexpectedMessage,
      "The server sent a ChangeCipherSpec that TLS 1.3 does not know.",
    );
  }
  return body.slice();
}

/** Section 5.2: inside the protection there is no ChangeCipherSpec. */
function protectedType(type: number): number {
  if (type !== contentType.changeCipherSpec && knownTypes.includes(type)) {
    return type;
  }
  throw protocolError(
    alert.unexpectedMessage,
    "The server sent a TLS record of an unknown type.",
  );
}

function notTls() {
  return new Tls13Error("not_tls", "What answered does not speak TLS.");
}

function notARecord() {
  return protocolError(
    alert.decodeError,
    "The server sent something that is no TLS record.",
  );
}

function unprotected() {
  return protocolError(
    alert.unexpectedMessage,
    "The server sent a TLS record whose protection does not fit its place.",
  );
}

function cutShort() {
  return new Tls13Error(
    "closed",
    "The connection ended in the middle of a TLS record.",
  );
}
