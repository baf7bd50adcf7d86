import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type { ByteStream } from "./stream.ts";

type Callback = (error?: Error | null) => void;

/**
 * A ByteStream as the node:stream socket that undici and websocket-driver expect. `gate` is awaited before each read: whoever sets it holds
 * the other side back (a browser that does not keep up), instead of filling the memory.
 */
export class ByteDuplex extends Duplex {
  gate: (() => Promise<unknown> | undefined) | undefined;
  readonly #stream: ByteStream;

  constructor(stream: ByteStream) {
    // Proxmox VE never half-closes; without this a connection that it has ended stays open on our side for ever.
    super({ highWaterMark: 65_536, allowHalfOpen: false });
    this.#stream = stream;
  }

  override _read(): void {
    this.#readOnce().catch((error: unknown) =>
      this.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }

  async #readOnce(): Promise<void> {
    await this.gate?.();
    const bytes = await this.#stream.read();
    if (!this.destroyed)
      this.push(
        bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      );
  }

  override _write(chunk: Buffer, _encoding: string, callback: Callback): void {
    this.#stream.write(chunk).then(() => callback(), callback);
  }

  override _writev(chunks: { chunk: Buffer }[], callback: Callback): void {
    this.#stream
      .write(Buffer.concat(chunks.map(({ chunk }) => chunk)))
      .then(() => callback(), callback);
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#stream.close();
    callback(error);
  }

  // What a net.Socket has besides: undici calls these, and our stream has nothing to set.
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
