import { failed } from "../_shared/audited.ts";
import { inactive, noSuchServer, targetOf } from "../_shared/connectServer.ts";
import type {
  GuestReference,
  runBulkVmAction,
} from "../_shared/contract/actions.ts";
import { AppError, type Failure } from "../_shared/contract/errors.ts";
import { concernsOneGuest } from "../_shared/contract/guestFailures.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { writeAudit, type AuditEntry } from "../_shared/db/audit.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { listServers } from "../_shared/db/servers.ts";
import { openTokens } from "../_shared/db/vault.ts";
import { inBackground } from "../_shared/http/background.ts";
import type { Handler } from "../_shared/http/serve.ts";
import {
  readOperatorServer,
  requirePermission,
} from "../_shared/operatorServer.ts";
import { connect, type ProxmoxClient } from "../_shared/proxmox/client.ts";
import { changeGuestStatus } from "../_shared/proxmox/guests.ts";
import { auditSubject } from "./auditSubject.ts";

/** Proxmox VE works on few calls at a time, those of its web interface among them. */
const atOncePerServer = 3;

/** The client for a guest, or the reason why there is none. */
type ClientFor = (guest: GuestReference) => ProxmoxClient;
type Outcome = { upid: string } | { error: Failure };

/** Each guest has its own outcome; the servers work side by side and do not wait for each other. */
export const runBulk: Handler<typeof runBulkVmAction> = async (
  { action, items, options },
  caller,
  { log, origin },
) => {
  await takeFromLimit(caller, "action", items.length);
  const entry = (
    guest: GuestReference,
    result: Pick<AuditEntry, "outcome" | "errorCode" | "upid">,
  ) => ({ ...auditSubject(action, guest, options), ...result });
  const attempts = items.map((item) => entry(item, { outcome: "attempt" }));
  // Both before anything is sent: what cannot be written down is not done.
  const [clientFor] = await Promise.all([
    findClients(caller, items),
    writeAudit(caller, origin, attempts),
  ]);
  const send = async (guest: GuestReference): Promise<string> => {
    const { node, type, vmid } = guest;
    const change = { node, type, vmid, action, options };
    return await changeGuestStatus(clientFor(guest), change);
  };

  const outcomes = new Map<GuestReference, Outcome>();
  const groups = groupByServer(items);
  await Promise.all(
    groups.map(async (guests) => {
      let stop: Failure | undefined;
      await forEachAtMost(atOncePerServer, guests, async (guest) => {
        if (stop) {
          outcomes.set(guest, { error: stop });
          return;
        }
        try {
          outcomes.set(guest, { upid: await send(guest) });
        } catch (error) {
          const failure = asFailure(error, log);
          outcomes.set(guest, { error: failure });
          if (!concernsOneGuest(failure.code)) stop ??= notSent(failure);
        }
      });
    }),
  );
  const results = items.map((item) =>
    entry(item, resultOf(outcomes.get(item))),
  );
  inBackground(writeAudit(caller, origin, results), log);
  return {
    results: items.map((item) => ({ ...item, ...outcomes.get(item) })),
  };
};

function resultOf(outcome: Outcome | undefined) {
  return outcome && "upid" in outcome
    ? { outcome: "ok" as const, upid: outcome.upid }
    : failed(outcome?.error.code ?? "internal");
}

function notSent({ code, message }: Failure): Failure {
  return {
    // Of what was never sent, the outcome is known.
    code: code === "unknown_outcome" ? "unreachable" : code,
    message: `Not sent, because of what came before: ${message}`,
  };
}

function asFailure(error: unknown, log: (error: unknown) => void): Failure {
  if (error instanceof AppError) return error.toFailure();
  log(error);
  return { code: "internal", message: "Something went wrong on our side" };
}

/** All servers that the guests name are read, and all their tokens opened, before the first is asked. */
async function findClients(
  caller: Caller,
  guests: readonly GuestReference[],
): Promise<ClientFor> {
  const ids = new Set(guests.map(({ serverId }) => serverId ?? null));
  const [servers, operator] = await Promise.all([
    listServers(caller, "own"),
    ids.has(null) ? readOperatorServer(caller) : undefined,
  ]);
  const named = servers.filter(({ id }) => ids.has(id));
  const active = named.filter((server) => server.is_active);
  const tokens = await openTokens(caller, active);

  return (guest) => {
    if (!guest.serverId) {
      if (!operator) throw noSuchServer();
      requirePermission(operator, "power", guest);
      return connect(operator.target());
    }
    const server = named.find(({ id }) => id === guest.serverId);
    if (!server) throw noSuchServer();
    if (!server.is_active) throw inactive(server);
    const token = tokens.get(server.id) ?? noSuchServer();
    if (token instanceof AppError) throw token;
    return connect(targetOf(server, token));
  };
}

function groupByServer(guests: readonly GuestReference[]): GuestReference[][] {
  const groups = new Map<string | null, GuestReference[]>();
  for (const guest of guests) {
    const key = guest.serverId ?? null;
    const group = groups.get(key);
    if (group) group.push(guest);
    else groups.set(key, [guest]);
  }
  return [...groups.values()];
}

async function forEachAtMost<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: limit }, worker));
}
