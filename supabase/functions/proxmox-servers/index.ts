import { connectServer } from "../_shared/connectServer.ts";
import {
  addServer,
  changeServer,
  listServers,
  maxServersPerUser,
  removeServer,
  serverPermissions,
  testServer,
} from "../_shared/contract/servers.ts";
import * as db from "../_shared/db/servers.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { readPermissions } from "../_shared/proxmox/probe.ts";
import { add } from "./addServer.ts";
import { change } from "./changeServer.ts";
import { test } from "./testServer.ts";

export default {
  fetch: respond([
    handle(listServers, async ({ scope }, caller) => ({
      servers: await db.listServers(caller, scope),
      limit: maxServersPerUser,
    })),
    handle(addServer, add),
    handle(changeServer, change),
    handle(removeServer, async ({ id }, caller) => {
      await db.removeServer(caller, id);
      return undefined;
    }),
    handle(testServer, test),
    handle(serverPermissions, async ({ id }, caller) => ({
      permissions: await readPermissions(await connectServer(caller, id)),
    })),
  ]),
};
