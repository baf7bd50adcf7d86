import { inactive, noSuchServer } from "../_shared/connectServer.ts";
import type { requestConsole } from "../_shared/contract/console.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { issueConsoleTicket } from "../_shared/db/consoles.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { readServer } from "../_shared/db/servers.ts";
import type { Handler } from "../_shared/http/serve.ts";
import {
  readOperatorServer,
  requirePermission,
} from "../_shared/operatorServer.ts";

/** Whether the caller may is decided here, by their session; what is to be opened stays in the ticket. Proxmox VE is not asked yet. */
export const issueTicket: Handler<typeof requestConsole> = async (
  { serverId = null, node, type, vmid, kind, replaces },
  caller,
) => {
  await takeFromLimit(caller, "console");
  let ruleId: string | null = null;
  if (serverId === null) ruleId = await requireConsole(caller, { node, vmid });
  else {
    const server = await readServer(caller, serverId);
    if (!server.is_active) throw inactive(server);
  }
  const target = { serverId, node, type, vmid, kind };
  return await issueConsoleTicket(caller, target, { replaces, ruleId });
};

/** The rule that opens it, with which it ends, if one does. */
async function requireConsole(
  caller: Caller,
  guest: { node: string; vmid: number },
): Promise<string | null> {
  const operator = await readOperatorServer(caller);
  if (!operator) throw noSuchServer();
  await operator.learn("console", [guest]);
  requirePermission(operator, "console", guest);
  return operator.ruleFor("console", guest);
}
