import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { WebSocket } from "undici";
import {
  consoleFarewellSchema,
  consoleGreetingSchema,
  consoleProtocol,
  consoleProtocols,
  requestConsole,
  type ConsoleGreeting,
} from "../../supabase/functions/_shared/contract/console.ts";
import { product, success, type Person } from "./product.ts";

/** Where a browser would open it. */
export function consoleUrl(query = ""): string {
  return `${product.url.replace("http", "ws")}/functions/v1/vm-console${query}`;
}

export async function ticketFor(
  person: Person,
  guest: Record<string, unknown>,
): Promise<string> {
  const answer = await person.call("POST", "vm-console", { body: guest });
  return success(answer, requestConsole).ticket;
}

/** A request to upgrade as any program could send it: its status tells how it was taken. */
export async function upgradeStatus(
  protocols: readonly string[],
  {
    origin = product.url,
    query = "",
  }: { origin?: string | null; query?: string } = {},
): Promise<number> {
  const response = await new Promise<number>((resolve, reject) => {
    import("node:http").then(({ request }) => {
      const url = new URL(consoleUrl(query).replace("ws", "http"));
      const outgoing = request(url, {
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-version": "13",
          "sec-websocket-key": Buffer.from(randomUUID().slice(0, 16)).toString(
            "base64",
          ),
          ...(protocols.length > 0 && {
            "sec-websocket-protocol": protocols.join(", "),
          }),
          ...(origin !== null && { origin }),
        },
      });
      outgoing.once("response", (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.once("upgrade", (answer, socket) => {
        socket.destroy();
        resolve(answer.statusCode ?? 0);
      });
      outgoing.once("error", reject);
      outgoing.end();
    }, reject);
  });
  return response;
}

export interface TestConsole {
  socket: WebSocket;
  greeting: ConsoleGreeting;
  /** Everything that has come since the greeting. */
  received: () => Buffer;
  send: (bytes: Uint8Array | string) => void;
  /** The function's reason, or the bare code. */
  closed: Promise<string>;
}

/** As the page does it: the ticket as a subprotocol, then the greeting. */
export async function openConsole(
  ticket: string,
  { origin = product.url, query = "" } = {},
): Promise<TestConsole> {
  const socket = new WebSocket(consoleUrl(query), {
    protocols: consoleProtocols(ticket),
    headers: { origin },
  });
  socket.binaryType = "arraybuffer";
  const chunks: Buffer[] = [];
  let reason: string | undefined;
  const closed = new Promise<string>((resolve) => {
    socket.addEventListener("close", ({ code }) =>
      resolve(reason ?? String(code)),
    );
  });
  const greeting = await new Promise<ConsoleGreeting>((resolve, reject) => {
    let hasBeenGreeted = false;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string") {
        chunks.push(Buffer.from(data as ArrayBuffer));
      } else if (hasBeenGreeted) {
        ({ reason } = consoleFarewellSchema.parse(JSON.parse(data)));
        socket.close();
      } else {
        hasBeenGreeted = true;
        resolve(consoleGreetingSchema.parse(JSON.parse(data)));
      }
    });
    void closed.then((code) => {
      reject(new Error(`closed before the greeting: ${code}`));
    });
  });
  expect(socket.protocol).toBe(consoleProtocol);
  return {
    socket,
    greeting,
    received: () => Buffer.concat(chunks),
    send: (bytes) => {
      socket.send(typeof bytes === "string" ? bytes : new Uint8Array(bytes));
    },
    closed,
  };
}

/** What is typed into a terminal, as termproxy reads it. */
export function typed(text: string): string {
  return `0:${String(Buffer.byteLength(text))}:${text}`;
}
