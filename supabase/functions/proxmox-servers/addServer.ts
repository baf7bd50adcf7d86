import { audited } from "../_shared/audited.ts";
import { tokenIdOf, type addServer } from "../_shared/contract/servers.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import * as db from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import { checkAddress, trustOfInput } from "./input.ts";
import { withFinding } from "./withFinding.ts";

/** Saves without a word to Proxmox VE: whether it answers is for Test to say, whose receipt says it here. */
export const add: Handler<typeof addServer> = async (
  input,
  caller,
  context,
) => {
  await takeFromLimit(caller, "add");
  const { name, host, port, api_token } = input;
  const trust = (await trustOfInput(input)) ?? { mode: "system" };
  const tokenId = tokenIdOf(api_token);
  const subject = {
    action: "server.add",
    serverName: name,
    detail: { host, port, tokenId, trust: trust.mode },
  } as const;
  return await audited(context, caller, subject, async (note) => {
    await checkAddress(host, port);
    const added = { name, host, port, api_token, trust };
    const server = await db.addServer(caller, added);
    note({ serverId: server.id });
    const token = { given: api_token };
    return {
      server: await withFinding(server, input.receipt, token, caller, context),
    };
  });
};
