import { audited } from "../_shared/audited.ts";
import {
  tokenIdOf,
  type changeServer,
  type Trust,
} from "../_shared/contract/servers.ts";
import type { AuditDetail } from "../_shared/db/audit.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { checkAddress, newTrustOf } from "./input.ts";
import { withFinding } from "./withFinding.ts";

/** Changes what is named, and refuses to take a stored token along to another host or port. */
export const change: Handler<typeof changeServer> = async (
  input,
  caller,
  context,
) => {
  await takeFromLimit(caller, "change");
  const { id, name, host, port, api_token, is_active, version } = input;
  const changesTrust =
    input.trust !== undefined || input.verify_ssl !== undefined;
  const subject = {
    action: changesTrust ? "server.trust" : "server.change",
    serverId: id,
    detail: {
      name,
      host,
      port,
      isActive: is_active,
      tokenId: api_token && tokenIdOf(api_token),
    },
  } as const;
  return await audited(context, caller, subject, async (note) => {
    const server = await db.readServer(caller, id);
    note({ serverName: server.name });
    const trust = await newTrustOf(server, input);
    if (trust)
      note({
        detail: {
          ...trustDetail("old", db.trustOf(server)),
          ...trustDetail("new", trust),
        },
      });
    if (host !== undefined || port !== undefined)
      await checkAddress(host ?? server.host, port ?? server.port);
    const changes = { name, host, port, api_token, trust, is_active, version };
    const changed = await db.changeServer(caller, server, changes);
    const token =
      api_token === undefined ? { storedOf: id } : { given: api_token };
    return {
      server: await withFinding(changed, input.receipt, token, caller, context),
    };
  });
};

/** An authority is too long for an entry; that it was another one is what counts. */
function trustDetail(age: "old" | "new", trust: Trust): AuditDetail {
  return {
    [`${age}Trust`]: trust.mode,
    ...(trust.mode === "pin" && { [`${age}Fingerprint`]: trust.fingerprint }),
  };
}
