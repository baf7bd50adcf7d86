import type { ConsoleClose, ConsoleKind } from "../_shared/contract/console.ts";
import type { ProxmoxSocket } from "../_shared/proxmox/transport/websocket.ts";
import { loopTurns } from "./loopTurns.ts";
import { Outbox } from "./outbox.ts";

/** The part of a WebSocket that is used here. */
export interface BrowserSocket {
  readonly readyState: number;
  readonly bufferedAmount: number;
  /** Takes the bytes as they are at this moment. */
  send(data: Uint8Array): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
}

export interface RelayLimits {
  /** Towards the browser: beyond it nothing more is read from Proxmox VE. */
  bufferedBytes: number;
  /** Towards Proxmox VE. A WebSocket of this runtime cannot be told to wait, and no person types so much. */
  pendingBytes: number;
  idleMs: number;
  lifetimeMs: number;
  /** How often Proxmox VE is asked for a sign of life, and how long it may give none. */
  pingMs: number;
  silenceMs: number;
}

export const relayLimits: RelayLimits = {
  bufferedBytes: 1024 * 1024,
  pendingBytes: 4 * 1024 * 1024,
  idleMs: 30 * 60_000,
  lifetimeMs: 8 * 60 * 60_000,
  pingMs: 15_000,
  silenceMs: 45_000,
};

/** `left`: the browser has gone. `proxmoxEnded`: Proxmox VE has ended the console in good order. */
export type RelayEnd = ConsoleClose | "left" | "proxmoxEnded";

/** Bytes both ways, as fast as the slower side takes them, until one of many things ends it. `upstream` is closed then, the browser is not. */
export async function relay(
  browser: BrowserSocket,
  upstream: ProxmoxSocket,
  kind: ConsoleKind,
  endedElsewhere: Promise<RelayEnd>,
  limits: RelayLimits = relayLimits,
): Promise<RelayEnd> {
  const startedAt = performance.now();
  const turns = loopTurns();
  let lastTouchedAt = startedAt;
  let isHeldBack = false;
  let hasEnded = false;
  const outbox = new Outbox((piece) => {
    if (isOpen(browser)) browser.send(piece);
  });

  const pump = async (): Promise<RelayEnd> => {
    for (;;) {
      isHeldBack = !hasRoom(browser, limits.bufferedBytes);
      if (isHeldBack) await room(browser, limits.bufferedBytes);
      isHeldBack = false;
      const bytes = await upstream.read();
      if (bytes === null) return "proxmoxEnded";
      if (hasEnded || !isOpen(browser)) return "left";
      // What is sent leaves in the event loop's next turn. As long as Proxmox VE has more for us to read there is none, and the browser's
      // connection would stand idle in the meantime.
      if (outbox.add(bytes)) await turns.next();
    }
  };

  let watch: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise<RelayEnd>((end) => {
      browser.onclose = () => end("left");
      browser.onmessage = ({ data }) => {
        const bytes = bytesOf(data);
        if (isTouch(kind, bytes)) lastTouchedAt = performance.now();
        upstream.send(bytes);
        if (upstream.pendingBytes > limits.pendingBytes) end("misused");
      };
      endedElsewhere.then(end, () => end("reconnect"));
      pump().then(end, () => end("proxmoxLost"));
      watch = setInterval(() => {
        const now = performance.now();
        if (now - startedAt > limits.lifetimeMs) end("tooOld");
        else if (now - lastTouchedAt > limits.idleMs) end("idle");
        // While the browser holds us back nobody listens for an answer.
        else if (!isHeldBack && now - upstream.lastHeardAt > limits.silenceMs)
          end("proxmoxLost");
        else upstream.ping();
      }, limits.pingMs);
    });
  } finally {
    hasEnded = true;
    // The last words, before whatever is said of the end.
    outbox.flush();
    clearInterval(watch);
    turns.close();
    browser.onmessage = null;
    upstream.close();
  }
}

const longestPauseMs = 50;

/**
 * A WebSocket of this runtime does not say when it has room again: so it is looked at, less and less often while it stands still. Never in a
 * tight loop, which would take the time that the browser's connection needs.
 */
async function room(browser: BrowserSocket, limit: number): Promise<void> {
  for (
    let ms = 1;
    !hasRoom(browser, limit);
    ms = Math.min(ms * 1.25, longestPauseMs)
  )
    await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whoever has gone holds nobody back. */
function hasRoom(browser: BrowserSocket, limit: number): boolean {
  return browser.bufferedAmount <= limit || !isOpen(browser);
}

function isOpen({ readyState }: BrowserSocket): boolean {
  return readyState === WebSocket.OPEN;
}

const encoder = new TextEncoder();

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return encoder.encode(typeof data === "string" ? data : "");
}

const updateRequest = { type: 3, length: 10 };

/** noVNC asks for the next picture by itself (RFC 6143, section 7.5.3): nobody has touched anything. */
function isTouch(kind: ConsoleKind, bytes: Uint8Array): boolean {
  return (
    kind === "terminal" ||
    bytes.length !== updateRequest.length ||
    bytes[0] !== updateRequest.type
  );
}
