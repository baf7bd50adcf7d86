/**
 * What every kind of TLS gives us: bytes both ways. `read` answers null at the end; what it gives is lent until the next `read`, which may write
 * over it. `close` may be called at any time and more than once.
 */
export interface ByteStream {
  read(): Promise<Uint8Array | null>;
  write(bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** For what may be closed already, by the other side or by a deadline. */
export function closeQuietly(connection: { close(): void }): void {
  try {
    connection.close();
  } catch {
    // Deno refuses to close twice; the second time it is what we wanted.
  }
}
