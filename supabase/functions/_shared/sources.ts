import { inactive, noSuchServer, targetOf } from "./connectServer.ts";
import { AppError } from "./contract/errors.ts";
import type { Server } from "./contract/serverList.ts";
import type { Vm } from "./contract/vms.ts";
import type { Caller } from "./db/caller.ts";
import { listServers, readServer } from "./db/servers.ts";
import { openTokensWhile } from "./db/openTokensWhile.ts";
import { openTokens, type Tokens } from "./db/vault.ts";
import {
  operatorServerName,
  readOperatorServer,
  type OperatorServer,
} from "./operatorServer.ts";
import type { ProxmoxTarget } from "./proxmox/target.ts";

/** One server to ask. What keeps it from being asked is thrown by `target`, and becomes that server's outcome. */
export interface Source {
  serverId: string | null;
  serverName: string;
  target(): ProxmoxTarget;
  /** Whose guest it is to see. Undefined where all of the server is the caller's. */
  sees: ((guest: { node: string; vmid: number }) => boolean) | undefined;
  /** What the caller may do with a guest that is theirs to see. Undefined as above. */
  rightsTo:
    | ((guest: {
        node: string;
        vmid: number;
      }) => Required<Pick<Vm, "canConsole" | "canPower">>)
    | undefined;
  /** Before `sees` is asked about guests of which only the address is known. */
  learn(): Promise<void>;
}

export interface Sources {
  asked: Source[];
  /** Ids of those that the caller does without. */
  notAsked: (string | null)[];
}

interface Wanted {
  serverId?: string | undefined;
  /** Id of a server that the caller does without -> milliseconds at which it had failed. */
  except?: ReadonlyMap<string | null, number> | undefined;
}

/** The one server that was named, or all active ones of the caller, and the operator's as far as it is open to them. */
export async function findSources(
  caller: Caller,
  { serverId, except = new Map<string | null, number>() }: Wanted,
): Promise<Sources> {
  if (serverId !== undefined) {
    const server = await readServer(caller, serverId);
    if (!server.is_active) throw inactive(server);
    const tokens = await openTokens(caller, [server]);
    return { asked: [savedSource(server, tokens)], notAsked: [] };
  }
  const notAsked: Sources["notAsked"] = [];
  const reading = listServers(caller, "own").then((servers) =>
    servers.filter((server) => {
      if (!server.is_active) return false;
      const isLeftOut = isUntouchedSince(server, except.get(server.id));
      if (isLeftOut) notAsked.push(server.id);
      return !isLeftOut;
    }),
  );
  const [servers, tokens, operator] = await Promise.all([
    reading,
    openTokensWhile(caller, reading),
    readOperatorServer(caller),
  ]);
  const asked = servers.map((server) => savedSource(server, tokens));
  if (operator) {
    if (except.has(null)) notAsked.push(null);
    else asked.push(operatorSource(operator));
  }
  return { asked, notAsked };
}

/** One server: the caller's own, or without an id the operator's. */
export async function findSource(
  caller: Caller,
  serverId: string | null | undefined,
): Promise<Source> {
  if (serverId) {
    const { asked } = await findSources(caller, { serverId });
    const [source] = asked;
    if (source) return source;
  }
  const operator = serverId ? undefined : await readOperatorServer(caller);
  if (!operator) throw noSuchServer();
  return operatorSource(operator);
}

/** What a caller knows of a failure is out of date once the server was changed, or answered somebody: another tab, device, or a test. */
function isUntouchedSince(
  { updated_at, last_connected_at }: Server,
  failedAt: number | undefined,
): boolean {
  return (
    failedAt !== undefined &&
    Date.parse(updated_at) <= failedAt &&
    (last_connected_at === null || Date.parse(last_connected_at) <= failedAt)
  );
}

function savedSource(server: Server, tokens: Tokens): Source {
  return {
    serverId: server.id,
    serverName: server.name,
    target: () => {
      const token =
        tokens.get(server.id) ??
        new AppError("not_found", `"${server.name}" was removed meanwhile`);
      if (token instanceof AppError) throw token;
      return targetOf(server, token);
    },
    sees: undefined,
    rightsTo: undefined,
    learn: () => Promise.resolve(),
  };
}

function operatorSource(operator: OperatorServer): Source {
  return {
    serverId: null,
    serverName: operatorServerName,
    target: () => operator.target(),
    sees: operator.seesAll
      ? undefined
      : (guest) => operator.allows("view", guest),
    rightsTo: operator.seesAll
      ? undefined
      : (guest) => ({
          canConsole: operator.allows("console", guest),
          canPower: operator.allows("power", guest),
        }),
    learn: () => operator.learn("view"),
  };
}
