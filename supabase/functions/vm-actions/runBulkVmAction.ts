import { failed } from "../_shared/audited.ts";
import {
  inactive,
  noSuchServer,
  targetOf,
  type GuestAccess,
} from "../_shared/connectServer.ts";
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
import { locateGuests, type Guest } from "../_shared/proxmox/guest.ts";
import { statusTask } from "../_shared/proxmox/guests.ts";
import { startTask } from "../_shared/proxmox/guestTask.ts";
import { auditSubject } from "./auditSubject.ts";

/** Proxmox VE works on few calls at a time, those of its web interface among them. */
const atOncePerServer = 3;

/** The way to a guest; throws the reason why there is none. */
type OpenGuest = (guest: GuestReference) => GuestAccess;
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
  const [open] = await Promise.all([
    openServers(caller, items),
    writeAudit(caller, origin, attempts),
  ]);
  const outcomes = new Map<GuestReference, Outcome>();
  const groups = groupByServer(items);
  await Promise.all(
    groups.map(async (guests) => {
      const found = await locateAll(open, guests, log);
      let stop = found.failure && notSent(found.failure);
      await forEachAtMost(atOncePerServer, guests, async (guest) => {
        try {
          const { proxmox, permit } = open(guest);
          if (stop) {
            outcomes.set(guest, { error: stop });
            return;
          }
          const at = found.locate(guest) ?? guest;
          permit(at);
          const request = statusTask({ ...at, action, options });
          outcomes.set(guest, { upid: await startTask(proxmox, at, request) });
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

interface Located {
  locate: (guest: Guest) => Guest | undefined;
  /** Why the server could not say where its guests are. Then nothing is sent to it. */
  failure?: Failure;
}

/** Where the guests of one server are now, asked once for all of them: some may have moved since they were chosen. */
async function locateAll(
  open: OpenGuest,
  guests: readonly GuestReference[],
  log: (error: unknown) => void,
): Promise<Located> {
  const nowhere = { locate: () => undefined };
  const proxmox = firstClient(open, guests);
  if (!proxmox) return nowhere;
  try {
    return { locate: await locateGuests(proxmox) };
  } catch (error) {
    const failure = asFailure(error, log);
    return concernsOneGuest(failure.code) ? nowhere : { ...nowhere, failure };
  }
}

/** Of a server that opens to none of the guests, each of them is told why. */
function firstClient(
  open: OpenGuest,
  guests: readonly GuestReference[],
): ProxmoxClient | undefined {
  for (const guest of guests) {
    try {
      return open(guest).proxmox;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return undefined;
}

/** All servers that the guests name are read, and all their tokens opened, before the first is asked. */
async function openServers(
  caller: Caller,
  guests: readonly GuestReference[],
): Promise<OpenGuest> {
  const ids = new Set(guests.map(({ serverId }) => serverId ?? null));
  const [servers, operator] = await Promise.all([
    listServers(caller, "own"),
    ids.has(null) ? readOperatorServer(caller) : undefined,
  ]);
  const named = servers.filter(({ id }) => ids.has(id));
  const active = named.filter((server) => server.is_active);
  const onOperators = guests.filter(({ serverId }) => !serverId);
  const [tokens, notLearnt] = await Promise.all([
    openTokens(caller, active),
    operator?.learn("power", onOperators).catch((error: unknown) => error),
  ]);

  return (guest) => {
    if (!guest.serverId) {
      if (!operator) throw noSuchServer();
      const permit: GuestAccess["permit"] = (at) => {
        // Guests that are assigned one by one need no rule.
        if (notLearnt instanceof Error && !operator.allows("power", at))
          throw notLearnt;
        requirePermission(operator, "power", at);
      };
      permit(guest);
      return { proxmox: connect(operator.target()), permit };
    }
    const server = named.find(({ id }) => id === guest.serverId);
    if (!server) throw noSuchServer();
    if (!server.is_active) throw inactive(server);
    const token = tokens.get(server.id) ?? noSuchServer();
    if (token instanceof AppError) throw token;
    return {
      proxmox: connect(targetOf(server, token)),
      permit: () => undefined,
    };
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
