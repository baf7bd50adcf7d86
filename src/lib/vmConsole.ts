import {
  consoleFarewellSchema,
  consoleGreetingSchema,
  consoleProtocols,
  requestConsole,
} from "@contract/console.ts";
import { AppError, type ErrorCode } from "@contract/errors.ts";
import { call } from "@/lib/api.ts";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { ConsoleChannel } from "@/lib/consoleChannel.ts";
import { environment } from "@/lib/env.ts";
import { isAbort, toAppError } from "@/lib/errors.ts";
import type { ConsoleClose, ConsoleGuest } from "@/lib/types.ts";

const requestTicket = call(requestConsole);

export type ConsoleState =
  | { status: "connecting" }
  | { status: "open"; channel: ConsoleChannel; password: string | undefined }
  /** It was open, and comes back by itself. */
  | { status: "reconnecting"; isSlow: boolean }
  /** Nothing more happens until somebody wants it to. */
  | { status: "over"; reason: ConsoleOver; error?: AppError };

/** `lost`: none of the tries has brought it back. */
export type ConsoleOver =
  Exclude<ConsoleClose, "reconnect" | "proxmoxLost"> | "lost" | "signedOut";

export interface ConsoleSnapshot {
  state: ConsoleState;
  /** What has been learnt of the guest so far. */
  guest: ConsoleGuest;
}

/** The first at once: a function that has come to its end is replaced at once. */
const retryPausesMs = [0, 500, 1000, 2000, 4000] as const;
/** A console that was open for so long has worked: the tries are counted anew. */
const settledMs = 5_000;
/** From the upgrade to the greeting; the function's own deadlines are shorter. */
const greetingTimeoutMs = 30_000;

/** What may be over in a moment. Of anything else another try would hear the same. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unreachable",
  "timeout",
  "refused",
  "reset",
  "node_unreachable",
  "pve_unavailable",
  "unknown_outcome",
  "db_unavailable",
  "internal",
]);

/** One console as long as its page is open: a ticket, a WebSocket, and the next of both when the connection ends. */
export class VmConsole {
  readonly #address: ConsoleAddress;
  readonly #listeners = new Set<() => void>();
  #snapshot: ConsoleSnapshot = { state: { status: "connecting" }, guest: {} };
  /** Ends what is under way. */
  #attempt = new AbortController();
  #consoleId: string | undefined;
  #openedAt = 0;
  #tries = 0;

  constructor(address: ConsoleAddress) {
    this.#address = address;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): ConsoleSnapshot => this.#snapshot;

  /** The beginning, and every new beginning that somebody asks for. */
  open(): void {
    this.#tries = 0;
    this.#show({ status: "connecting" });
    void this.#connect(0);
  }

  /** The network is there again, or the machine has woken: what was lost may be had once more. */
  resume({ hasSlept }: { hasSlept: boolean }): void {
    const { state } = this.#snapshot;
    const isWanted =
      state.status === "open"
        ? // Nobody has told the browser of the end that came meanwhile.
          hasSlept
        : state.status === "reconnecting" || isLost(state);
    if (!isWanted) return;
    this.#tries = 0;
    this.#lost();
  }

  close(reason: "ended" | "signedOut" = "ended"): void {
    this.#attempt.abort();
    this.#show({ status: "over", reason });
  }

  async #connect(pauseMs: number): Promise<void> {
    this.#attempt.abort();
    this.#attempt = new AbortController();
    const { signal } = this.#attempt;
    try {
      if (pauseMs > 0) await pause(pauseMs, signal);
      const { ticket } = await requestTicket(
        {
          ...this.#address,
          ...(this.#consoleId !== undefined && { replaces: this.#consoleId }),
        },
        signal,
      );
      signal.throwIfAborted();
      this.#listen(
        new WebSocket(consoleUrl(), consoleProtocols(ticket)),
        signal,
      );
    } catch (error) {
      if (!signal.aborted && !isAbort(error)) this.#refused(toAppError(error));
    }
  }

  #listen(socket: WebSocket, signal: AbortSignal): void {
    let hasBeenGreeted = false;
    let farewell: ConsoleClose | undefined;
    const timer = setTimeout(() => {
      socket.close();
    }, greetingTimeoutMs);
    const channel = new ConsoleChannel(socket, (text) => {
      const message = parseJson(text);
      if (hasBeenGreeted) {
        farewell = consoleFarewellSchema.safeParse(message).data?.reason;
        socket.close();
      } else {
        hasBeenGreeted = true;
        clearTimeout(timer);
        this.#greeted(message, channel);
      }
    });
    socket.addEventListener("close", () => {
      clearTimeout(timer);
      if (signal.aborted || this.#snapshot.state.status === "over") return;
      if (
        farewell === undefined ||
        farewell === "reconnect" ||
        farewell === "proxmoxLost"
      )
        this.#lost();
      // The greeting has said it.
      else if (farewell !== "failed")
        this.#show({ status: "over", reason: farewell });
    });
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      socket.close();
    });
  }

  #greeted(message: unknown, channel: ConsoleChannel): void {
    const greeting = consoleGreetingSchema.safeParse(message);
    if (!greeting.success) {
      this.#refused(
        new AppError(
          "invalid_response",
          "Muster's answer is not what this page expects. Reload the page: it may be older than the server",
        ),
      );
      return;
    }
    const { guest } = greeting.data;
    if (greeting.data.type === "failed") {
      const { code, message } = greeting.data.error;
      this.#refused(new AppError(code, message), guest);
      return;
    }
    const { consoleId, password } = greeting.data;
    this.#consoleId = consoleId;
    this.#openedAt = performance.now();
    this.#show({ status: "open", channel, password }, guest);
  }

  /** A console that could not be opened, in words. */
  #refused(error: AppError, guest?: ConsoleGuest): void {
    if (this.#isComingBack() && passing.has(error.code))
      this.#lost(error, guest);
    else if (error.code === "guest_stopped")
      this.#show({ status: "over", reason: "guestStopped" }, guest);
    else this.#show({ status: "over", reason: "failed", error }, guest);
  }

  /** A connection that broke, or came to its planned end. */
  #lost(error?: AppError, guest?: ConsoleGuest): void {
    const { state } = this.#snapshot;
    const hasSettled =
      state.status === "open" && performance.now() - this.#openedAt > settledMs;
    if (hasSettled) this.#tries = 0;
    const pauseMs = retryPausesMs[this.#tries];
    if (pauseMs === undefined) {
      this.#show(
        { status: "over", reason: "lost", ...(error && { error }) },
        guest,
      );
      return;
    }
    this.#tries += 1;
    // A console that is back at once was never away.
    this.#show({ status: "reconnecting", isSlow: this.#tries > 1 }, guest);
    void this.#connect(pauseMs);
  }

  #isComingBack(): boolean {
    return this.#snapshot.state.status === "reconnecting";
  }

  #show(state: ConsoleState, guest?: ConsoleGuest): void {
    this.#snapshot = {
      state,
      guest: { ...this.#snapshot.guest, ...guest },
    };
    for (const listener of this.#listeners) listener();
  }
}

/** For no reason of the guest's, or of anybody's. */
function isLost(state: ConsoleState): boolean {
  return (
    state.status === "over" &&
    (state.reason === "lost" ||
      (state.error !== undefined && passing.has(state.error.code)))
  );
}

function consoleUrl(): string {
  const url = new URL(`${environment().supabaseUrl}/functions/v1/vm-console`);
  url.protocol = url.protocol === "http:" ? "ws:" : "wss:";
  return url.href;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("No longer wanted", "AbortError"));
    });
  });
}
