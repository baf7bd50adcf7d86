import { inactive, targetOf } from "../_shared/connectServer.ts";
import { AppError } from "../_shared/contract/errors.ts";
import type { Server } from "../_shared/contract/servers.ts";
import type { Vm } from "../_shared/contract/vms.ts";
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

/** The one server that was named, or all active ones of the caller, and the operator's as far as it is open to them. */
export async function findSources(
  caller: Caller,
  serverId: string | undefined,
): Promise<Source[]> {
  if (serverId !== undefined) {
    const server = await readServer(caller, serverId);
    if (!server.is_active) throw inactive(server);
    return await savedSources(caller, [server]);
  }
  const [servers, operator] = await Promise.all([
    listServers(caller, "own"),
    readOperatorServer(caller),
  ]);
  const sources = await savedSources(
    caller,
    servers.filter((server) => server.is_active),
  );
  return operator ? [...sources, operatorSource(operator)] : sources;
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
