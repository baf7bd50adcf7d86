/** Of websocket-driver 0.8, which brings no types: what a client over a stream of one's own needs. */
import type { Buffer } from "node:buffer";

export interface Driver {
  /** The wire: what is written here is parsed, what it emits has to be sent. */
  io: {
    write(chunk: Buffer): boolean;
    on(event: "data", listener: (chunk: Buffer) => void): void;
  };
  /** Of the answer to the handshake. */
  statusCode?: number;
  setHeader(name: string, value: string): boolean;
  start(): boolean;
  binary(payload: Buffer): boolean;
  ping(): boolean;
  close(): boolean;
  on(event: "open" | "close", listener: () => void): void;
  on(
    event: "message",
    listener: (event: { data: Buffer | string }) => void,
  ): void;
  on(event: "error", listener: (error: Error) => void): void;
}

declare const websocketDriver: {
  client(
    url: string,
    options: { maxLength: number; masking: true; protocols?: string[] },
  ): Driver;
};
export default websocketDriver;
