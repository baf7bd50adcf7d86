import { type ByteStream } from "../stream.ts";
import { parseAlert } from "./alerts.ts";
import { type Bytes } from "./bytes.ts";
import { type PeerCertificate } from "./certificate.ts";
import { alertReceived, protocolError, Tls13Error } from "./error.ts";
import { MessageBuffer } from "./messageBuffer.ts";
import { handshakeMessage, messageReader } from "./messages.ts";
import { alert, contentType, handshakeType } from "./protocol.ts";
import { type RecordLayer } from "./records.ts";

/** The messages that a server may send after the handshake, and how long they may be (RFC 8446, section 4.6). */
const allowedMessages: ReadonlyMap<number, number> = new Map([
  [handshakeType.newSessionTicket, 65_536],
  [handshakeType.keyUpdate, 1],
]);

const UPDATE_NOT_REQUESTED = 0;
const UPDATE_REQUESTED = 1;

/** Tickets, key updates and empty records without any data in between: more than this is an attempt to keep us busy. */
const MAX_IDLE_RECORDS = 32;

/** RFC 8446, section 5.5: an AES-GCM key may protect 2^24.5 records. */
const MAX_RECORDS_PER_KEY = 2 ** 24;

/** So much is sealed at once: few system calls, no second copy of a large body, and in between a place for a key update. */
const BYTES_PER_PORTION = 262_144;

/** The application data of a connection whose handshake is done. One `read` at a time; writes queue up. */
export class ApplicationStream implements ByteStream {
  readonly peer: PeerCertificate;
  readonly #records: RecordLayer;
  readonly #maxRecordsPerKey: number;
  readonly #messages = new MessageBuffer();
  #idleRecords = 0;
  #isEnded = false;
  #isClosed = false;
  #writes: Promise<void> = Promise.resolve();
  #owesKeyUpdate = false;

  constructor(
    records: RecordLayer,
    peer: PeerCertificate,
    maxRecordsPerKey = MAX_RECORDS_PER_KEY,
  ) {
    this.#records = records;
    this.peer = peer;
    this.#maxRecordsPerKey = maxRecordsPerKey;
  }

  /** The next data; null once the server has said that it is done. */
  async read(): Promise<Uint8Array | null> {
    if (this.#isEnded) return null;
    try {
      return await this.#readData();
    } catch (error) {
      // As with a pending write.
      if (this.#isClosed) throw closedByUs();
      this.#shutDown(
        error instanceof Tls13Error ? error.alertToSend : undefined,
      );
      throw error;
    }
  }

  /** Resolves when the kernel has taken everything. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#enqueue(async () => {
      for (let offset = 0; offset < bytes.length; offset += BYTES_PER_PORTION) {
        await this.#updateWriteKeys();
        await this.#records.write(
          contentType.applicationData,
          bytes.subarray(offset, offset + BYTES_PER_PORTION),
        );
      }
    });
  }

  /** Tells the server, if nothing stands in the way, and closes. */
  close(): void {
    this.#shutDown(alert.closeNotify);
  }

  async #readData(): Promise<Bytes | null> {
    for (;;) {
      this.#requireOpen();
      const record = await this.#records.read();
      // Section 6.1: without a close_notify nobody knows whether this is the end or a cut.
      if (record === null) throw endedWithoutClosure();

      const { type, content } = record;
      if (type !== contentType.handshake && !this.#messages.isEmpty) {
        throw unexpectedRecord();
      }
      switch (type) {
        case contentType.applicationData:
          if (content.length === 0) break;
          this.#idleRecords = 0;
          return content;
        case contentType.handshake:
          this.#messages.append(content);
          this.#takeMessages();
          break;
        case contentType.alert: {
          const description = parseAlert(content);
          if (description !== alert.closeNotify) {
            throw alertReceived(description);
          }
          this.#isEnded = true;
          return null;
        }
        default:
          throw unexpectedRecord();
      }
      if (++this.#idleRecords > MAX_IDLE_RECORDS) throw tooManyIdleRecords();
    }
  }

  #takeMessages(): void {
    for (;;) {
      const message = this.#messages.take(allowedMessages);
      if (message === undefined) return;
      // A NewSessionTicket (section 4.6.1) is of no use to us: we resume nothing.
      if (message.type === handshakeType.keyUpdate) {
        this.#updateReadKeys(message.body);
      }
    }
  }

  /** Section 4.6.3. */
  #updateReadKeys(body: Bytes): void {
    const reader = messageReader(body, "KeyUpdate");
    const request = reader.number(1);
    reader.end();
    if (request !== UPDATE_NOT_REQUESTED && request !== UPDATE_REQUESTED) {
      throw protocolError(
        alert.illegalParameter,
        "The server's KeyUpdate is malformed.",
      );
    }
    // Section 5.1: what follows must come under the new keys.
    if (!this.#messages.isEmpty) throw unexpectedRecord();
    this.#records.advanceReadKeys();

    // However many requests come while we cannot write: one answer will do.
    if (request === UPDATE_REQUESTED && !this.#owesKeyUpdate) {
      this.#owesKeyUpdate = true;
      this.#enqueue(() => this.#updateWriteKeys()).catch(() => {
        // The connection is broken, which the next read or write will say.
      });
    }
  }

  /** If the server has asked for it, which is to be answered before any further data, or if the key has done its share. */
  async #updateWriteKeys(): Promise<void> {
    const isWorn = this.#records.recordsWritten >= this.#maxRecordsPerKey;
    if (!this.#owesKeyUpdate && !isWorn) return;
    this.#owesKeyUpdate = false;
    const sent = this.#records.write(
      contentType.handshake,
      handshakeMessage(
        handshakeType.keyUpdate,
        Uint8Array.of(UPDATE_NOT_REQUESTED),
      ),
    );
    // It is sealed already, under the old keys.
    this.#records.advanceWriteKeys();
    await sent;
  }

  /** One after the other: the records must leave in the order in which they are numbered. */
  #enqueue(write: () => Promise<void>): Promise<void> {
    const done = this.#writes.then(async () => {
      this.#requireOpen();
      try {
        await write();
      } catch (error) {
        // What a pending write throws when we close the connection under it differs from version to version.
        throw this.#isClosed ? closedByUs() : error;
      }
    });
    this.#writes = done.catch(() => {
      // Whoever asked for this write hears of it; the ones behind it fail for themselves.
    });
    return done;
  }

  #requireOpen(): void {
    if (this.#isClosed) throw closedByUs();
  }

  #shutDown(alertToSend: number | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#records.close(alertToSend);
  }
}

function closedByUs() {
  return new Tls13Error("closed", "The connection is closed.");
}

function endedWithoutClosure() {
  return new Tls13Error(
    "closed",
    "The connection ended without a word from the server: what came may be cut short.",
  );
}

function unexpectedRecord() {
  return protocolError(
    alert.unexpectedMessage,
    "The server sent a TLS record that has no place there.",
  );
}

function tooManyIdleRecords() {
  return protocolError(
    alert.unexpectedMessage,
    "The server sends TLS records without any data in them.",
  );
}
