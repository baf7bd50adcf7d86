import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { failureSchema } from "./errors.ts";
import {
  guestTypeSchema,
  nodeNameSchema,
  serverIdSchema,
  vmidSchema,
} from "./vms.ts";

/** A guest's screen (RFB, for noVNC) or its terminal: a container's console, a VM's serial port (xterm.js). */
export const consoleKindSchema = z.enum(["vnc", "terminal"]);
export type ConsoleKind = z.infer<typeof consoleKindSchema>;

/** A ticket opens one console of one guest, once, within 30 seconds. */
export const requestConsole = defineEndpoint({
  functionName: "vm-console",
  method: "POST",
  path: "",
  status: 201,
  request: z.strictObject({
    serverId: z.optional(serverIdSchema),
    node: nodeNameSchema,
    type: guestTypeSchema,
    vmid: vmidSchema,
    kind: consoleKindSchema,
    /** The console that this one comes back for: it no longer counts. */
    replaces: z.optional(z.uuid()),
  }),
  response: z.object({ ticket: z.string(), expiresAt: z.string() }),
});

/** `GET` of the same address with `Upgrade: websocket` opens the console. The ticket is the second subprotocol, and never in the address. */
export const consoleProtocol = "console.muster";
const ticketPrefix = "ticket.";
const ticketPattern = /^[\w-]{43}$/;

export function consoleProtocols(ticket: string): string[] {
  return [consoleProtocol, `${ticketPrefix}${ticket}`];
}

/** The ticket in a `Sec-WebSocket-Protocol` header; undefined for whatever is not exactly ours. */
export function ticketOfProtocols(header: string | null): string | undefined {
  const protocols = (header ?? "").split(",").map((name) => name.trim());
  const [first, second = "", ...more] = protocols;
  if (first !== consoleProtocol || more.length > 0) return undefined;
  const ticket = second.startsWith(ticketPrefix)
    ? second.slice(ticketPrefix.length)
    : "";
  return ticketPattern.test(ticket) ? ticket : undefined;
}

/** What may be said about the guest of an open console. */
const consoleGuestSchema = z.object({
  serverName: z.optional(z.string()),
  name: z.optional(z.string()),
  /** Where it was found: another node than the one that was named, if it has moved since. */
  node: z.optional(z.string()),
  /** Whether a VM has a serial port, and so a terminal beside its screen; unknown where the token may not see it. */
  hasSerial: z.optional(z.boolean()),
});
export type ConsoleGuest = z.infer<typeof consoleGuestSchema>;

/**
 * The first message: the console is open, or why it is not. It is text, as is the farewell; everything else, both ways, is the console's own
 * bytes, and binary. `password` is VNC's, good for this one session; the ticket of Proxmox VE and the API token stay in the function.
 */
export const consoleGreetingSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("open"),
    consoleId: z.uuid(),
    password: z.optional(z.string()),
    guest: consoleGuestSchema,
  }),
  z.object({
    type: z.literal("failed"),
    error: failureSchema,
    guest: consoleGuestSchema,
  }),
]);
export type ConsoleGreeting = z.infer<typeof consoleGreetingSchema>;

/** Why the function ends a console. The list is closed; any other code is a connection that broke. */
export const consoleClose = {
  /** The function itself comes to its end: a new ticket opens the console again. */
  reconnect: 4000,
  /** The greeting has said why it could not be opened. */
  failed: 4001,
  /** The guest is switched off. */
  guestStopped: 4002,
  /** The terminal's session has come to its end (`exit`). */
  ended: 4003,
  /** The connection to Proxmox VE broke, or its side of the console is gone, while the guest runs on. */
  proxmoxLost: 4004,
  /** Signed out, or the server or the right to the guest is gone. */
  accessEnded: 4005,
  /** Nobody has touched it for long. */
  idle: 4006,
  /** It has been open for as long as one may be. */
  tooOld: 4007,
  /** More came from the browser than a console takes, or something that is no console's. */
  misused: 4008,
} as const;
export type ConsoleClose = keyof typeof consoleClose;

const closeNames = Object.keys(consoleClose) as [
  ConsoleClose,
  ...ConsoleClose[],
];

/**
 * The last message: the browser closes when it has read it. The code of a close by the function says the same, but does not arrive: Deno 2.1
 * closes twice, which Chrome reports as 1006.
 */
export const consoleFarewellSchema = z.object({
  type: z.literal("closed"),
  reason: z.enum(closeNames),
});
export type ConsoleFarewell = z.infer<typeof consoleFarewellSchema>;
