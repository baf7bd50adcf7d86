import type { changeServer } from "../_shared/contract/servers.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { checkAddress, newTrustOf } from "./input.ts";

/** Changes what is named, and refuses to take a stored token along to another host or port. */
export const change: Handler<typeof changeServer> = async (input, caller) => {
  const { id, name, host, port, api_token, is_active, version } = input;
  const server = await db.readServer(caller, id);
  const trust = await newTrustOf(server, input);
  if (host !== undefined || port !== undefined)
    await checkAddress(host ?? server.host, port ?? server.port);
  const changes = { name, host, port, api_token, trust, is_active, version };
  return { server: await db.changeServer(caller, server, changes) };
};
