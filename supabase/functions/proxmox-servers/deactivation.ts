import { audited } from "../_shared/audited.ts";
import type {
  deactivateServer,
  reactivateServer,
} from "../_shared/contract/admin.ts";
import type { Server } from "../_shared/contract/serverList.ts";
import type { AuditSubject } from "../_shared/db/audit.ts";
import type { Caller } from "../_shared/db/caller.ts";
import * as admin from "../_shared/db/admin.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { requireAdmin } from "../_shared/db/roles.ts";
import type { CallContext, Handler } from "../_shared/http/serve.ts";

/** Switches anybody's server off until an administrator switches it on again. */
export const deactivate: Handler<typeof deactivateServer> = (
  { id, reason },
  caller,
  context,
) =>
  asAdmin(
    { action: "server.deactivate", serverId: id, detail: { reason } },
    caller,
    context,
    () => admin.deactivateServer(caller, id, reason),
  );

export const reactivate: Handler<typeof reactivateServer> = (
  { id },
  caller,
  context,
) =>
  asAdmin({ action: "server.reactivate", serverId: id }, caller, context, () =>
    admin.reactivateServer(caller, id),
  );

/** Its owner finds in their own log what was done; that somebody only tried concerns nobody else. */
async function asAdmin(
  subject: AuditSubject & { serverId: string },
  caller: Caller,
  context: CallContext,
  work: () => Promise<Server>,
): Promise<{ server: Server }> {
  await takeFromLimit(caller, "change");
  return await audited(context, caller, subject, async (note) => {
    await requireAdmin(caller);
    const { name, user_id } = await admin.readAnyServer(
      caller,
      subject.serverId,
    );
    note({ serverName: name, ownerId: user_id });
    return { server: await work() };
  });
}
