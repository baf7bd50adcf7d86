import type { listServers } from "../_shared/contract/serverList.ts";
import { maxServersPerUser } from "../_shared/contract/servers.ts";
import { readOwners } from "../_shared/db/admin.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { isOperatorServerSet } from "../_shared/operatorServer.ts";

/** The caller's own; everybody's, with whose they are, for administrators. */
export const list: Handler<typeof listServers> = async ({ scope }, caller) => {
  const servers = await db.listServers(caller, scope);
  const limit = maxServersPerUser;
  if (scope === "own")
    return { servers, limit, hasOperatorServer: isOperatorServerSet() };
  const owners = await readOwners(caller, servers);
  return {
    servers: servers.map((server) => ({
      ...server,
      owner: owners.get(server.user_id),
    })),
    limit,
  };
};
