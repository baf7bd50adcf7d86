import { alertAsError } from "./alerts.ts";
import { protocolError, Tls13Error } from "./error.ts";
import { type HandshakeMessage, MessageBuffer } from "./messageBuffer.ts";
import { alert, contentType, handshakeType } from "./protocol.ts";
import { type RecordLayer } from "./records.ts";

/** How long the body of each of the server's messages may be: generous, and yet nobody can make us store much. */
const maximumBytes = {
  [handshakeType.serverHello]: 1024,
  [handshakeType.encryptedExtensions]: 4096,
  // The names of the authorities that a server accepts for clients can be many.
  [handshakeType.certificateRequest]: 65_536 + 64,
  [handshakeType.certificate]: 131_072,
  [handshakeType.certificateVerify]: 2048,
  [handshakeType.finished]: 64,
};
type ServerMessage = keyof typeof maximumBytes;

/** A server needs about five. Without a limit, one byte in each of thousands would keep us busy. */
const MAX_RECORDS = 256;

/** A server sends one, or none. RFC 8446, section 5, sets no limit. */
const MAX_CHANGE_CIPHER_SPECS = 4;

/** Reads the server's handshake, message by message, and nothing else. */
export class HandshakeReader {
  readonly #records: RecordLayer;
  readonly #messages = new MessageBuffer();
  #recordCount = 0;
  #changeCipherSpecCount = 0;

  constructor(records: RecordLayer) {
    this.#records = records;
  }

  /** The next message, which must be of one of these types. */
  async next(...types: ServerMessage[]): Promise<HandshakeMessage> {
    const allowed = new Map(types.map((type) => [type, maximumBytes[type]]));
    for (;;) {
      const message = this.#messages.take(allowed);
      if (message !== undefined) return message;
      await this.#readRecord();
    }
  }

  /** RFC 8446, section 5.1: where the keys change, a message must end its record. What came with it would escape the new keys. */
  requireRecordEnd(): void {
    if (!this.#messages.isEmpty) {
      throw protocolError(
        alert.unexpectedMessage,
        "The server sent handshake data across a change of keys.",
      );
    }
  }

  async #readRecord(): Promise<void> {
    const record = await this.#records.read();
    if (record === null) {
      throw new Tls13Error(
        "closed",
        "The connection ended during the TLS handshake.",
      );
    }
    if (++this.#recordCount > MAX_RECORDS) throw tooManyRecords();

    switch (record.type) {
      case contentType.handshake:
        this.#messages.append(record.content);
        return;
      case contentType.alert:
        throw alertAsError(record.content);
      case contentType.changeCipherSpec:
        this.#dropChangeCipherSpec();
        return;
      default:
        throw protocolError(
          alert.unexpectedMessage,
          "The server sent something else before the TLS handshake was done.",
        );
    }
  }

  /** Appendix D.4: it is there for middleboxes and to be dropped, but not in the middle of a message (section 5.1). */
  #dropChangeCipherSpec(): void {
    this.requireRecordEnd();
    if (++this.#changeCipherSpecCount > MAX_CHANGE_CIPHER_SPECS) {
      throw tooManyRecords();
    }
  }
}

function tooManyRecords() {
  return protocolError(
    alert.unexpectedMessage,
    "The server does not come to the end of the TLS handshake.",
  );
}
