import { failure } from "../errors.ts";
import type { Timing } from "../state.ts";
import type { Channel, Program, Session } from "./consoles.ts";

/* termproxy's protocol: one line to log in, "OK", then raw bytes one way and 0:LEN:DATA, 1:COLS:ROWS:, 2 the other. */

export interface TerminalOptions {
  timing: Timing;
  /** What runs behind it, as a failed task names it. */
  command: string;
  path: string;
  permission: string;
  /** Begins the terminal's session; what it gives is told what is typed. */
  attach(terminal: Terminal): TerminalInput;
}

export interface Terminal {
  write(text: string): void;
  /** Ends the session. */
  close(): void;
}

export interface TerminalInput {
  input(text: string): void;
  resize(): void;
  detach(): void;
}

export const terminalProgram =
  (session: Session, options: TerminalOptions): Program =>
  async (channel, work) => {
    work.log(
      "client connection: 127.0.0.1:" +
        String(40_000 + (work.task.pid % 20_000)),
    );
    const reader = new Reader(channel);
    const line = await reader.line(options.timing.terminalLoginMs);
    const colon = line?.indexOf(":") ?? -1;
    const isValid =
      line !== undefined &&
      session.verify(line.slice(0, colon), line.slice(colon + 1));
    if (!isValid) {
      work.log("authentication request failed");
      throw failure(
        `command '/usr/bin/termproxy ${String(session.port)} --path ${options.path} --perm ${options.permission} --vncticket-endpoint --verify-port --ticket-fd 6 -- ${options.command}' failed: exit code 1`,
      );
    }
    channel.send(Buffer.from("OK"));
    const input = options.attach({
      write: (text) => {
        channel.send(Buffer.from(text, "utf8"));
      },
      close: () => {
        channel.close();
      },
    });
    reader.messages(input);
    await channel.closed;
    input.detach();
  };

/** Messages may come glued together or in pieces. */
class Reader {
  readonly #channel: Channel;
  #buffered: Buffer = Buffer.alloc(0);
  #notify: () => void = () => undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onData((bytes) => {
      this.#buffered = Buffer.concat([this.#buffered, bytes]);
      this.#notify();
    });
  }

  async line(timeoutMs: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs, undefined);
      const look = () => {
        const end = this.#buffered.indexOf("\n");
        if (end === -1) return;
        clearTimeout(timer);
        this.#notify = () => undefined;
        const line = this.#buffered.toString("utf8", 0, end);
        this.#buffered = this.#buffered.subarray(end + 1);
        resolve(line);
      };
      this.#notify = look;
      void this.#channel.closed.then(() => {
        clearTimeout(timer);
        resolve(undefined);
      });
      look();
    });
  }

  messages(input: TerminalInput): void {
    this.#notify = () => {
      while (this.#next(input));
    };
    this.#notify();
  }

  #next(input: TerminalInput): boolean {
    const text = this.#buffered.toString("latin1");
    if (text.startsWith("2")) return this.#drop(1);
    const resized = /^1:\d+:\d+:/.exec(text)?.[0];
    if (resized !== undefined) {
      this.#drop(resized.length);
      input.resize();
      return true;
    }
    const [head, length] = /^0:(\d+):/.exec(text) ?? [];
    if (head !== undefined) {
      const end = head.length + Number(length);
      if (this.#buffered.length < end) return false;
      const data = this.#buffered.toString("utf8", head.length, end);
      this.#drop(end);
      input.input(data);
      return true;
    }
    // Neither a message nor the beginning of one: what cannot be read is passed over.
    return (
      text.length > 0 &&
      !/^(?:0(?::\d*)?|1(?::\d*(?::\d*)?)?)$/.test(text) &&
      this.#drop(1)
    );
  }

  #drop(count: number): boolean {
    this.#buffered = this.#buffered.subarray(count);
    return true;
  }
}
