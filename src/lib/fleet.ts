import { writeExcept } from "@contract/vms.ts";
import type { ErrorCode, Failure, ProxmoxNode, Vm } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";
import type { ReadLine, ServerRows } from "@/lib/vmLines.ts";

/** What came of one server in one sweep. */
export type ServerAnswer = Omit<Extract<ReadLine, { type: "server" }>, "type">;

/** A server with its last good data; there is none until it has answered once. */
export interface FleetServer extends ServerRows {
  key: string;
  serverId: string | null;
  serverName: string;
  /** When the data was read, by this device's clock: an age must not depend on two clocks. */
  readAt: number | undefined;
  /** Set while the newest attempts have failed. */
  failure: ServerFailure | undefined;
}

export interface ServerFailure {
  error: Failure;
  /** How many attempts in a row have failed. */
  count: number;
  /** When the first of them failed. */
  since: number;
  /** When the newest failed, by the functions' clock. */
  failedAt: string;
  /** How many have failed since somebody last wished to try anew: with each, the server is left alone for longer. */
  attempts: number;
  /** Sweeps leave it out until then. */
  askAgainAt: number;
}

/** Everything the caller's servers have told, and how they are doing. */
export interface Fleet {
  servers: readonly FleetServer[];
  /** All servers' guests. The same array for as long as no guest has changed. */
  vms: readonly Vm[];
  /** Whether every server has been heard once: only then does "no guests" mean it. */
  isComplete: boolean;
}

export const emptyFleet: Fleet = { servers: [], vms: [], isComplete: false };

/**
 * "late": the newest attempt failed, the one before it did not. One failure is no outage, and so nothing changes on the screen yet.
 * A server that has never answered has nothing to keep showing, and is down at once.
 */
export type ServerHealth = "up" | "late" | "down";

export function serverHealth(server: FleetServer): ServerHealth {
  if (!server.failure) return "up";
  if (server.readAt === undefined) return "down";
  return server.failure.count > 1 ? "down" : "late";
}

/** Machines that their cluster cannot reach, as far as it answers itself. What it said before it fell silent is the past. */
export function offlineNodes(server: FleetServer): readonly ProxmoxNode[] {
  return serverHealth(server) === "down"
    ? []
    : server.nodes.filter(({ status }) => status === "offline");
}

/** A failure has to repeat to count, so the first is not waited after. The last holds for all that follow. */
const waitsMs = [0, 30_000, 60_000, 300_000] as const;

function waitMs(attempts: number): number {
  return waitsMs[attempts - 1] ?? 300_000;
}

/** The servers that the next sweep does without, as list-vms wants to be told. */
export function exceptNow(fleet: Fleet, now: number): string | undefined {
  const waiting = fleet.servers.flatMap(({ serverId, failure }) =>
    failure && failure.askAgainAt > now
      ? [{ serverId, failedAt: failure.failedAt }]
      : [],
  );
  return waiting.length > 0 ? writeExcept(waiting) : undefined;
}

/** The next sweep asks everybody, or this one, whatever has failed before. What is shown stays until there is an answer. */
export function askAnew(fleet: Fleet, key?: string): Fleet {
  return {
    ...fleet,
    servers: fleet.servers.map((server) =>
      server.failure && (key === undefined || key === server.key)
        ? {
            ...server,
            failure: { ...server.failure, attempts: 0, askAgainAt: 0 },
          }
        : server,
    ),
  };
}

const onTheWay: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "dns_failed",
  "refused",
  "unreachable",
  "timeout",
  "reset",
]);

/** Not one server can be reached, and each time the way to it is what failed: seldom the fault of all of them at once. */
export function isOutOfReach({ servers, isComplete }: Fleet): boolean {
  return (
    isComplete &&
    servers.length > 0 &&
    servers.every(
      (server) =>
        serverHealth(server) === "down" &&
        server.failure &&
        onTheWay.has(server.failure.error.code),
    )
  );
}

/** When anything was last read from any server. */
export function lastReadAt(fleet: Fleet): number | undefined {
  const times = fleet.servers.map(({ readAt }) => readAt ?? 0);
  return Math.max(0, ...times) || undefined;
}

/** When servers have answered, by their keys; undefined for those that were not asked. */
export type Heard = ReadonlyMap<string, number | undefined>;

/** The fleet after these servers have been heard. What did not change keeps its identity, so that it is not drawn again. */
export function hearServers(
  fleet: Fleet,
  answers: readonly ServerAnswer[],
  now: number,
): Fleet {
  const heard = answers.map(({ serverId }) => serverKey(serverId));
  return rememberReading(
    hearNews(fleet, answers, now),
    new Map(heard.map((key) => [key, now])),
  );
}

/**
 * The same, but the very same fleet where none has told anything new: that they have answered at all is known at the end of the sweep, and
 * nothing is drawn for it fifty times meanwhile.
 */
export function hearNews(
  fleet: Fleet,
  answers: readonly ServerAnswer[],
  now: number,
): Fleet {
  const servers = new Map(fleet.servers.map((server) => [server.key, server]));
  for (const answer of answers) {
    const key = serverKey(answer.serverId);
    servers.set(key, hearServer(key, servers.get(key), answer, now));
  }
  const heard = assemble(
    fleet,
    [...servers.values()].sort(byName),
    fleet.isComplete,
  );
  // What kept all of them away is over.
  return isOutOfReach(fleet) && !isOutOfReach(heard) ? askAnew(heard) : heard;
}

/** After a whole sweep: whoever was neither heard nor left out is no longer among the caller's active servers. */
export function endSweep(fleet: Fleet, heard: Heard): Fleet {
  const still = assemble(
    fleet,
    fleet.servers.filter((server) => heard.has(server.key)),
    true,
  );
  return rememberReading(still, heard);
}

/** What a server that does not fail has told is as old as its newest answer, even if that brought nothing new. */
export function rememberReading(fleet: Fleet, heard: Heard): Fleet {
  const servers = fleet.servers.map((server) => {
    const readAt = heard.get(server.key) ?? 0;
    return server.failure || readAt <= (server.readAt ?? 0)
      ? server
      : { ...server, readAt };
  });
  return assemble(fleet, servers, fleet.isComplete);
}

function hearServer(
  key: string,
  before: FleetServer | undefined,
  answer: ServerAnswer,
  now: number,
): FleetServer {
  const { serverId, serverName } = answer;
  if (!answer.ok) {
    const error = answer.error ?? {
      code: "internal",
      message: "No reason was given",
    };
    const attempts = (before?.failure?.attempts ?? 0) + 1;
    return {
      key,
      serverId,
      serverName,
      vms: before?.vms ?? [],
      nodes: before?.nodes ?? [],
      storages: before?.storages ?? [],
      told: before?.told,
      readAt: before?.readAt,
      failure: {
        error,
        count: (before?.failure?.count ?? 0) + 1,
        since: before?.failure?.since ?? now,
        failedAt: answer.fetchedAt,
        attempts,
        askAgainAt: now + waitMs(attempts),
      },
    };
  }
  const vms = keepRows(before?.vms ?? [], answer.vms);
  const nodes = keepRows(before?.nodes ?? [], answer.nodes);
  const storages = keepRows(before?.storages ?? [], answer.storages);
  const hasNews =
    before?.readAt === undefined ||
    before.failure !== undefined ||
    before.serverName !== serverName ||
    before.told !== answer.told ||
    before.vms !== vms ||
    before.nodes !== nodes ||
    before.storages !== storages;
  return hasNews
    ? {
        key,
        serverId,
        serverName,
        vms,
        nodes,
        storages,
        told: answer.told,
        readAt: now,
        failure: undefined,
      }
    : before;
}

function assemble(
  before: Fleet,
  servers: readonly FleetServer[],
  isComplete: boolean,
): Fleet {
  const isSame = (same: (a: FleetServer, b: FleetServer) => boolean) =>
    servers.length === before.servers.length &&
    servers.every((server, index) => {
      const known = before.servers[index];
      return known !== undefined && same(server, known);
    });
  if (isComplete === before.isComplete && isSame((a, b) => a === b))
    return before;
  return {
    servers,
    vms: isSame((a, b) => a.vms === b.vms)
      ? before.vms
      : servers.flatMap((server) => server.vms),
    isComplete,
  };
}

/** Made once: localeCompare() with options makes one for each comparison. */
const names = new Intl.Collator(undefined, { numeric: true });

function byName(a: FleetServer, b: FleetServer): number {
  return (
    names.compare(a.serverName, b.serverName) || a.key.localeCompare(b.key)
  );
}

/** The new rows, but the old object wherever a row says what it said before, and the old array if all do. */
function keepRows<Row extends { id: string }>(
  before: readonly Row[],
  after: readonly Row[],
): readonly Row[] {
  if (before === after) return before;
  if (before.length === 0) return after.length === 0 ? before : after;
  let known: Map<string, Row> | undefined;
  const rows = after.map((row, index) => {
    let old = before[index];
    // Most often a server tells of the same guests in the same order.
    if (old?.id !== row.id) {
      known ??= new Map(before.map((each) => [each.id, each]));
      old = known.get(row.id);
    }
    return old && isSameRow(old, row) ? old : row;
  });
  const isUnchanged =
    rows.length === before.length &&
    rows.every((row, index) => row === before[index]);
  return isUnchanged ? before : rows;
}

/** Rows of /cluster/resources are flat. Runs for every field of every guest every 10 s, so it makes few lists of them. */
function isSameRow(a: object, b: object): boolean {
  const before = a as Record<string, unknown>;
  const after = b as Record<string, unknown>;
  let fields = 0;
  for (const field in after) {
    if (!Object.is(before[field], after[field])) return false;
    fields += 1;
  }
  return fields === Object.keys(before).length;
}
