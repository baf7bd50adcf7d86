import type { MasterKey } from "./keys.ts";
import type { Server } from "../contract/serverList.ts";
import type { Caller } from "./caller.ts";
import { callerClient, serviceClient } from "./clients.ts";
import { dataOf, refusal } from "./databaseError.ts";
import { oneServer, serverColumns } from "./servers.ts";

/** What administrators read and do beyond what is theirs. Each caller here has been asked for by requireAdmin. */

/** Anybody's: the policy lets administrators read all. */
export async function readAnyServer(
  caller: Caller,
  serverId: string,
): Promise<Server> {
  const rows = await dataOf(
    callerClient(caller)
      .from("proxmox_servers")
      .select(serverColumns)
      .eq("id", serverId),
  );
  return oneServer(rows);
}

export async function deactivateServer(
  admin: Caller,
  serverId: string,
  reason: string,
): Promise<Server> {
  return oneServer(
    await dataOf(
      serviceClient()
        .rpc("deactivate_server", {
          p_admin_id: admin.userId,
          p_server_id: serverId,
          p_reason: reason,
        })
        .select(serverColumns),
    ),
  );
}

export async function reactivateServer(
  admin: Caller,
  serverId: string,
): Promise<Server> {
  return oneServer(
    await dataOf(
      serviceClient()
        .rpc("reactivate_server", {
          p_admin_id: admin.userId,
          p_server_id: serverId,
        })
        .select(serverColumns),
    ),
  );
}

export interface Owner {
  name: string;
  email: string | null;
}

/** A query holds so many ids. */
const idsAtOnce = 100;

export async function readOwners(
  caller: Caller,
  servers: readonly Server[],
): Promise<ReadonlyMap<string, Owner>> {
  const ids = [...new Set(servers.map(({ user_id }) => user_id))];
  const pages = Array.from(
    { length: Math.ceil(ids.length / idsAtOnce) },
    (_, page) =>
      dataOf(
        callerClient(caller)
          .from("profiles")
          .select("id,name,email")
          .in("id", ids.slice(page * idsAtOnce, (page + 1) * idsAtOnce)),
      ),
  );
  const profiles = (await Promise.all(pages)).flat();
  return new Map(profiles.map(({ id, ...owner }) => [id, owner]));
}

/** Settings and numbers of the installation; the database refuses whoever is no administrator. */
export async function readInstallationState(caller: Caller) {
  const [state] = await dataOf(callerClient(caller).rpc("installation_state"));
  if (!state) throw refusal("forbidden");
  return state;
}

export async function readUnsafeLogging(caller: Caller) {
  return await dataOf(callerClient(caller).rpc("log_safety"));
}

/** Under which keys tokens lie, and whether these are the same. */
export async function readVaultKeys(keys: readonly MasterKey[]) {
  return await dataOf(
    serviceClient().rpc("vault_keys", {
      p_key_checks: Object.fromEntries(
        keys.map(({ id, check }) => [id, check]),
      ),
    }),
  );
}
