import { inactive, targetOf } from "../_shared/connectServer.ts";
import type { EndpointRequest } from "../_shared/contract/endpoint.ts";
import { AppError } from "../_shared/contract/errors.ts";
import type { Server } from "../_shared/contract/servers.ts";
import type { listVms, Vm } from "../_shared/contract/vms.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { listServers, readServer } from "../_shared/db/servers.ts";
import { openTokens } from "../_shared/db/vault.ts";
import {
  operatorServerName,
  readOperatorServer,
  type OperatorServer,
} from "../_shared/operatorServer.ts";
import type { Resources } from "../_shared/proxmox/resources.ts";
import type { ProxmoxTarget } from "../_shared/proxmox/target.ts";

/** One server to ask. What keeps it from being asked is thrown by `target`, and becomes that server's outcome. */
export interface Source {
  serverId: string | null;
  serverName: string;
  target(): ProxmoxTarget;
  /** What of the answer is the caller's to see. */
  visible(resources: Resources): Resources;
}

export interface Sources {
  asked: Source[];
  /** Ids of those that the caller does without. */
  notAsked: (string | null)[];
}

type Request = EndpointRequest<typeof listVms>;

/** The one server that was named, or all active ones of the caller, and the operator's as far as it is open to them. */
export async function findSources(
  caller: Caller,
  { serverId, except = new Map<string | null, number>() }: Request,
): Promise<Sources> {
  if (serverId !== undefined) {
    const server = await readServer(caller, serverId);
    if (!server.is_active) throw inactive(server);
    return { asked: await savedSources(caller, [server]), notAsked: [] };
  }
  const [servers, operator] = await Promise.all([
    listServers(caller, "own"),
    readOperatorServer(caller),
  ]);
  const active = servers.filter((server) => server.is_active);
  const isLeftOut = (server: Server) =>
    isUntouchedSince(server, except.get(server.id));
  const asked = await savedSources(
    caller,
    active.filter((server) => !isLeftOut(server)),
  );
  const notAsked: Sources["notAsked"] = active
    .filter(isLeftOut)
    .map(({ id }) => id);
  if (operator) {
    if (except.has(null)) notAsked.push(null);
    else asked.push(operatorSource(operator));
  }
  return { asked, notAsked };
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

async function savedSources(
  caller: Caller,
  servers: Server[],
): Promise<Source[]> {
  const tokens = await openTokens(caller, servers);
  return servers.map((server) => ({
    serverId: server.id,
    serverName: server.name,
    target: () => {
      const token =
        tokens.get(server.id) ??
        new AppError("not_found", `"${server.name}" was removed meanwhile`);
      if (token instanceof AppError) throw token;
      return targetOf(server, token);
    },
    visible: (resources) => resources,
  }));
}

function operatorSource(operator: OperatorServer): Source {
  return {
    serverId: null,
    serverName: operatorServerName,
    target: () => operator.target(),
    visible: (resources) =>
      operator.seesAll
        ? resources
        : {
            vms: resources.vms.filter((vm) =>
              operator.allows("view", vm as Vm),
            ),
            nodes: [],
            storages: [],
          },
  };
}
