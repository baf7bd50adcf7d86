import * as z from "zod/mini";
import { consoleKindSchema, type ConsoleKind } from "../contract/console.ts";
import { serverSchema, type Server } from "../contract/serverList.ts";
import { guestTypeSchema, type GuestType } from "../contract/vms.ts";
import type { Caller } from "./caller.ts";
import { serviceClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

/** The console of one guest. */
export interface ConsoleTarget {
  serverId: string | null;
  node: string;
  type: GuestType;
  vmid: number;
  kind: ConsoleKind;
}

/** What a ticket opens, and for whom. */
export interface RedeemedTicket extends ConsoleTarget {
  userId: string;
  /** The caller's own server; null for the operator's. */
  server: Server | null;
  /** Undefined where the person has too many consoles open already. */
  consoleId: string | undefined;
}

const ticketBytes = 32;

/** A new ticket for a console that the caller may open. The database keeps its hash alone. */
export async function issueConsoleTicket(
  caller: Caller,
  target: ConsoleTarget,
  {
    replaces,
    ruleId,
  }: {
    /** The console that this one comes back for. */
    replaces: string | undefined;
    /** The rule that opens a guest of the operator's server. */
    ruleId: string | null;
  },
): Promise<{ ticket: string; expiresAt: string }> {
  const ticket = base64url(crypto.getRandomValues(new Uint8Array(ticketBytes)));
  const expiresAt = await dataOf(
    serviceClient().rpc("issue_console_ticket", {
      p_user_id: caller.userId,
      // The generated types know no null for arguments; the function does.
      p_session_id: (caller.sessionId ?? null) as string,
      p_server_id: target.serverId as string,
      p_node: target.node,
      p_type: target.type,
      p_vmid: target.vmid,
      p_kind: target.kind,
      p_replaces: (replaces ?? null) as string,
      p_ticket_hash: await hashOf(ticket),
      p_rule_id: ruleId as string,
    }),
  );
  return { ticket, expiresAt };
}

const redeemedSchema = z.object({
  console_id: z.nullable(z.uuid()),
  user_id: z.uuid(),
  server_id: z.nullable(z.uuid()),
  node: z.string(),
  type: guestTypeSchema,
  vmid: z.number(),
  kind: consoleKindSchema,
  server: z.nullable(serverSchema),
});

/** What the ticket opens, to the first who shows it in time. */
export async function redeemConsoleTicket(
  ticket: string,
): Promise<RedeemedTicket | undefined> {
  const [row] = await dataOf(
    serviceClient().rpc("redeem_console_ticket", {
      p_ticket_hash: await hashOf(ticket),
    }),
  );
  if (!row) return undefined;
  const redeemed = z.parse(redeemedSchema, row);
  return {
    serverId: redeemed.server_id,
    node: redeemed.node,
    type: redeemed.type,
    vmid: redeemed.vmid,
    kind: redeemed.kind,
    userId: redeemed.user_id,
    server: redeemed.server,
    consoleId: redeemed.console_id ?? undefined,
  };
}

/** False: the session, the server or the right to the guest is gone, and the console has to end. */
export async function renewConsole(consoleId: string): Promise<boolean> {
  return await dataOf(
    serviceClient().rpc("renew_console", { p_console_id: consoleId }),
  );
}

export async function closeConsole(consoleId: string): Promise<void> {
  await dataOf(
    serviceClient().rpc("close_console", { p_console_id: consoleId }),
  );
}

async function hashOf(ticket: string): Promise<string> {
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(ticket),
  );
  return Array.from(new Uint8Array(hash), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
