type Handler<E> = ((event: E) => void) | null;

/**
 * The bytes of a console's WebSocket. None is lost while there is nobody to read them yet. It has what noVNC asks of a channel.
 */
export class ConsoleChannel {
  onopen: Handler<Event> = null;
  onerror: Handler<Event> = null;
  onclose: Handler<CloseEvent> = null;
  binaryType = "arraybuffer";
  readonly #socket: WebSocket;
  readonly #waiting: MessageEvent[] = [];
  #onmessage: Handler<MessageEvent> = null;

  /** What is text is said by the function. */
  constructor(socket: WebSocket, onText: (text: string) => void) {
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (typeof event.data === "string") {
        onText(event.data);
      } else {
        this.#waiting.push(event);
        this.#deliver();
      }
    });
    socket.addEventListener("close", (event) => this.onclose?.(event));
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  get onmessage(): Handler<MessageEvent> {
    return this.#onmessage;
  }

  set onmessage(handler: Handler<MessageEvent>) {
    this.#onmessage = handler;
    // Not at once: whoever sets it has yet to get ready.
    queueMicrotask(() => {
      this.#deliver();
    });
  }

  /** Everything from now on; the end of it is in the answer. */
  listen(handler: (data: unknown) => void): () => void {
    this.onmessage = ({ data }: MessageEvent<unknown>) => {
      handler(data);
    };
    return () => {
      this.onmessage = null;
    };
  }

  send(data: Uint8Array<ArrayBuffer> | ArrayBuffer | string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  close(): void {
    this.#socket.close();
  }

  #deliver(): void {
    while (this.#onmessage) {
      const event = this.#waiting.shift();
      if (!event) return;
      this.#onmessage(event);
    }
  }
}
