import { audited } from "../_shared/audited.ts";
import { connectServer } from "../_shared/connectServer.ts";
import {
  deactivateServer,
  reactivateServer,
  readHealth,
} from "../_shared/contract/admin.ts";
import {
  listServers,
  serverPermissions,
} from "../_shared/contract/serverList.ts";
import {
  addServer,
  changeServer,
  readCertificate,
  removeServer,
  testServer,
} from "../_shared/contract/servers.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import * as db from "../_shared/db/servers.ts";
import { handle, respond } from "../_shared/http/serve.ts";
import { readPermissions } from "../_shared/proxmox/probe.ts";
import { add } from "./addServer.ts";
import { change } from "./changeServer.ts";
import { deactivate, reactivate } from "./deactivation.ts";
import { list } from "./listServers.ts";
import { readCertificateOf } from "./readCertificate.ts";
import { health } from "./readHealth.ts";
import { test } from "./testServer.ts";

export default {
  fetch: respond([
    handle(listServers, list),
    handle(addServer, add),
    handle(changeServer, change),
    handle(removeServer, async ({ id }, caller, context) => {
      await takeFromLimit(caller, "change");
      const subject = { action: "server.remove", serverId: id } as const;
      await audited(context, caller, subject, async (note) => {
        note({ serverName: (await db.readServer(caller, id)).name });
        await db.removeServer(caller, id);
      });
      return undefined;
    }),
    handle(testServer, test),
    handle(readCertificate, readCertificateOf),
    handle(serverPermissions, async ({ id }, caller) => {
      await takeFromLimit(caller, "list");
      const client = await connectServer(caller, id);
      return { permissions: await readPermissions(client) };
    }),
    handle(deactivateServer, deactivate),
    handle(reactivateServer, reactivate),
    handle(readHealth, health),
  ]),
};
