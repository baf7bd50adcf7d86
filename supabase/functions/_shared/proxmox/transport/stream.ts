/** What every kind of TLS gives us: bytes both ways. `read` answers null at the end; `close` may be called at any time and more than once. */
export interface ByteStream {
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}
