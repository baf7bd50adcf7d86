import { Buffer } from "node:buffer";
// @ts-types="./websocket-driver.d.ts"
import websocketDriver from "websocket-driver";
import type { Driver } from "./websocket-driver.d.ts";
import { connectionFault, TransportFault } from "./fault.ts";
import { FrameCutter } from "./frameCutter.ts";
import type { ByteStream } from "./stream.ts";
import { within } from "./within.ts";

/** pveproxy stops listening, without a word, at a frame of more than 128 KiB, and at one in fragments. */
const maxFrameBytes = 128 * 1024;
/** Twice of what pveproxy sends at most. */
const maxMessageBytes = 256 * 1024;
/** What may come without making a message whole: beyond it somebody fills our memory with empty fragments, or our time with pings. */
const maxBytesBetweenMessages = maxMessageBytes + 64 * 1024;

const lineFeed = 10;

/** An open WebSocket to Proxmox VE. */
export interface ProxmoxSocket {
  /**
   * The next bytes, at least one, wherever messages begin and end; null when the other side has ended. They are lent until the next `read`. The
   * network is read only when somebody asks: who does not keep up holds the other side back, instead of filling the memory. Throws a TransportFault
   * when the connection breaks.
   */
  read(): Promise<Uint8Array | null>;
  /** Sends bytes, in frames as pveproxy takes them. */
  send(bytes: Uint8Array): void;
  /** Bytes that wait to be taken by the network. */
  readonly pendingBytes: number;
  /** performance.now() of the last byte that came. */
  readonly lastHeardAt: number;
  ping(): void;
  close(): void;
}

/** An answer to the upgrade that is not 101. */
export class UpgradeRefused extends Error {
  override readonly name = "UpgradeRefused";
  readonly status: number;

  constructor(status: number) {
    super(`The upgrade was answered with ${String(status)}`);
    this.status = status;
  }
}

export interface WebSocketRequest {
  /** host:port, for the Host header. */
  authority: string;
  /** With the query. */
  path: string;
  headers: Record<string, string>;
  /** pveproxy gives no answer at all where nobody listens on the port of the console any more. */
  timeoutMs: number;
}

/** Upgrades a stream. It is closed when that fails: with an UpgradeRefused, or a TransportFault. */
export async function openWebSocket(
  stream: ByteStream,
  { authority, path, headers, timeoutMs }: WebSocketRequest,
): Promise<ProxmoxSocket> {
  const driver = websocketDriver.client(`wss://${authority}${path}`, {
    maxLength: maxMessageBytes,
    masking: true,
  });
  for (const [name, value] of Object.entries(headers))
    driver.setHeader(name, value);
  const socket = new DrivenSocket(stream, driver);
  try {
    await within(timeoutMs, socket.open());
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** The driver does the upgrade, and everything but the payload that comes: it would copy that twice. */
class DrivenSocket implements ProxmoxSocket {
  readonly #stream: ByteStream;
  readonly #driver: Driver;
  readonly #frames: FrameCutter;
  #isOpen = false;
  #isClosed = false;
  #failure: Error | undefined;
  #arrived: Uint8Array[] = [];
  #bytesSinceMessage = 0;
  #outgoing: Uint8Array[] = [];
  #isWriting = false;
  pendingBytes = 0;
  lastHeardAt = performance.now();

  constructor(stream: ByteStream, driver: Driver) {
    this.#stream = stream;
    this.#driver = driver;
    driver.io.on("data", (chunk) => this.#write(chunk));
    driver.on("open", () => {
      this.#isOpen = true;
    });
    driver.on("message", ({ data }) =>
      this.#keep(typeof data === "string" ? Buffer.from(data) : data),
    );
    driver.on("error", (cause) => {
      const { statusCode = 101 } = driver;
      this.#fail(
        statusCode === 101
          ? new TransportFault("invalid_response", undefined, { cause })
          : new UpgradeRefused(statusCode),
      );
    });
    // A close frame: pveproxy sends none, but what stands between may.
    driver.on("close", () => {
      this.#isClosed = true;
    });
    const sink = {
      onPayload: (bytes: Uint8Array) => this.#keep(bytes),
      onOther: (bytes: Uint8Array) => this.#drive(bytes),
    };
    this.#frames = new FrameCutter(sink, maxMessageBytes);
  }

  async open(): Promise<void> {
    this.#driver.start();
    while (!this.#isOpen)
      if (!(await this.#receive())) throw new TransportFault("reset");
  }

  async read(): Promise<Uint8Array | null> {
    while (this.#arrived.length === 0)
      if (!(await this.#receive())) return null;
    return joined(this.#arrived.splice(0));
  }

  send(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += maxFrameBytes) {
      const { buffer, byteOffset } = bytes;
      const length = Math.min(maxFrameBytes, bytes.length - at);
      this.#driver.binary(Buffer.from(buffer, byteOffset + at, length));
    }
  }

  ping(): void {
    this.#driver.ping();
  }

  close(): void {
    if (!this.#isClosed) this.#driver.close();
    this.#isClosed = true;
    // The frame that says so is on its way already, or does not matter: pveproxy does not answer it.
    this.#stream.close();
  }

  /** Takes the next bytes from the network, and finds what is in them. False at the end. */
  async #receive(): Promise<boolean> {
    this.#throwFailure();
    if (this.#isOver()) return false;
    let bytes: Uint8Array | null;
    try {
      bytes = await this.#stream.read();
    } catch (error) {
      if (this.#isOver()) return false;
      throw connectionFault(error);
    }
    if (bytes === null) return false;
    this.lastHeardAt = performance.now();
    this.#bytesSinceMessage += bytes.length;
    this.#frames.cut(this.#isOpen ? bytes : this.#readAnswer(bytes));
    if (this.#bytesSinceMessage > maxBytesBetweenMessages)
      this.#fail(new TransportFault("too_large"));
    // What came whole before something went wrong is still good.
    if (this.#arrived.length === 0) this.#throwFailure();
    return true;
  }

  /** The answer to the upgrade, a line at a time. What follows its last one are frames. */
  #readAnswer(bytes: Uint8Array): Uint8Array {
    let rest = bytes;
    while (!this.#isOpen && rest.length > 0) {
      const end = rest.indexOf(lineFeed) + 1 || rest.length;
      this.#drive(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return rest;
  }

  /** A copy: the driver keeps what makes no whole frame yet. */
  #drive(bytes: Uint8Array): void {
    this.#driver.io.write(Buffer.from(bytes));
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#isOver() || this.#failure) return;
    this.#bytesSinceMessage = 0;
    this.#arrived.push(bytes);
  }

  #isOver(): boolean {
    return this.#isClosed;
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }

  #write(chunk: Uint8Array): void {
    this.#outgoing.push(chunk);
    this.pendingBytes += chunk.length;
    if (!this.#isWriting) void this.#flush();
  }

  async #flush(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#outgoing.length > 0) {
        const bytes = joined(this.#outgoing.splice(0));
        await this.#stream.write(bytes);
        this.pendingBytes -= bytes.length;
      }
    } catch (error) {
      // Whoever reads learns it.
      this.#fail(connectionFault(error));
      this.#stream.close();
    } finally {
      this.#isWriting = false;
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  return first && parts.length === 1 ? first : Buffer.concat(parts);
}
