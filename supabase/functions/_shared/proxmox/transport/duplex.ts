import { Buffer } from "node:buffer";
import { Duplex } from "node:stream";
import type { ByteStream } from "./stream.ts";

type Callback = (error?: Error | null) => void;

/** A ByteStream as the node:stream socket that undici expects. */
export class ByteDuplex extends Duplex {
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
    const bytes = await this.#stream.read();
    // A copy: these wait in the queue of a node:stream.
    if (!this.destroyed) this.push(bytes && Buffer.from(bytes));
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
