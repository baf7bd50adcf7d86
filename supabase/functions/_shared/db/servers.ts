import * as z from "zod/mini";
import type { ErrorCode } from "../contract/errors.ts";
import {
  serverSchema,
  type Certificate,
  type Server,
} from "../contract/serverList.ts";
import type { Trust } from "../contract/servers.ts";
import type { Caller } from "./caller.ts";
import { callerClient, serviceClient } from "./clients.ts";
import { dataOf, refusal } from "./databaseError.ts";
import { requireAdmin } from "./roles.ts";
import { sealingArguments } from "./vault.ts";

export interface NewServer {
  name: string;
  host: string;
  port: number;
  api_token: string;
  trust: Trust;
}

/** What is undefined stays as it is. */
export interface ServerChanges {
  name?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  api_token?: string | undefined;
  trust?: Trust | undefined;
  is_active?: boolean | undefined;
  /** The version that the change is based on, if the caller has seen one. */
  version?: number | undefined;
}

export interface Outcome {
  serverId: string;
  /** Null: it answered. */
  errorCode: ErrorCode | null;
  proxmoxVersion?: string;
}

/** All of them by name, so that a column to come is nobody's by accident. */
export const serverColumns =
  "id,user_id,name,host,port,verify_ssl,is_active,slot,token_id,trust_mode,ca_certificate,server_name,fingerprint,proxmox_version,last_connected_at,last_error_code,deactivated_at,deactivated_by,deactivated_reason,cluster_name,token_expires_at,pinned_certificate,version,created_at,updated_at";

/** As much as PostgREST gives at once (config.toml, max_rows). */
const pageSize = 1000;

const serversSchema = z.array(serverSchema);

export async function listServers(
  caller: Caller,
  scope: "own" | "all",
): Promise<Server[]> {
  if (scope === "all") await requireAdmin(caller);

  const client = callerClient(caller);
  const servers: Server[] = [];
  for (;;) {
    let query = client.from("proxmox_servers").select(serverColumns);
    // Also for administrators, whose policy lets them see everybody's: their own list is theirs.
    if (scope === "own") query = query.eq("user_id", caller.userId);
    const page = await dataOf(
      query
        .order("created_at")
        .order("id")
        .range(servers.length, servers.length + pageSize - 1),
    );
    servers.push(...z.parse(serversSchema, page));
    if (page.length < pageSize) return servers;
  }
}

/** One of the caller's own. A foreign one is answered exactly as one that does not exist, by the same query. */
export async function readServer(
  caller: Caller,
  serverId: string,
): Promise<Server> {
  const rows = await dataOf(
    callerClient(caller)
      .from("proxmox_servers")
      .select(serverColumns)
      .eq("user_id", caller.userId)
      .eq("id", serverId),
  );
  return oneServer(rows);
}

export async function addServer(
  caller: Caller,
  { name, host, port, api_token, trust }: NewServer,
): Promise<Server> {
  const userId = caller.userId;
  // Made here, because the key of the row is derived from it.
  const serverId = crypto.randomUUID();
  return oneServer(
    await dataOf(
      serviceClient()
        .rpc("add_server", {
          p_user_id: userId,
          p_server_id: serverId,
          p_name: name,
          p_host: host,
          p_port: port,
          p_trust: trust,
          ...(await sealingArguments(
            { userId, serverId, host, port },
            api_token,
          )),
        })
        .select(serverColumns),
    ),
  );
}

export async function changeServer(
  caller: Caller,
  server: Server,
  changes: ServerChanges,
): Promise<Server> {
  if (changes.version !== undefined && changes.version !== server.version)
    throw refusal("version_conflict");

  const { host = server.host, port = server.port, api_token } = changes;
  const row = { userId: caller.userId, serverId: server.id, host, port };
  return oneServer(
    await dataOf(
      serviceClient()
        .rpc("change_server", {
          p_user_id: caller.userId,
          p_server_id: server.id,
          p_version: server.version,
          p_name: changes.name ?? server.name,
          p_host: host,
          p_port: port,
          p_trust: changes.trust ?? trustOf(server),
          p_is_active: changes.is_active ?? server.is_active,
          ...(api_token !== undefined &&
            (await sealingArguments(row, api_token))),
        })
        .select(serverColumns),
    ),
  );
}

export async function removeServer(
  caller: Caller,
  serverId: string,
): Promise<void> {
  await dataOf(
    serviceClient().rpc("remove_server", {
      p_user_id: caller.userId,
      p_server_id: serverId,
    }),
  );
}

/** Notes how servers did, many in one call. It changes nothing that a person has set, nor `version` and `updated_at`. */
export async function recordOutcomes(
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await dataOf(
    serviceClient().rpc("record_outcomes", {
      p_outcomes: outcomes.map((outcome) => ({ ...outcome })),
    }),
  );
}

/** What a test that went well has found out about a server. */
export interface Finding {
  version: string;
  cluster: string | null;
  tokenExpiresAt: string | null;
  certificate: Certificate | null;
}

/** Notes it at one of the caller's servers, which is answered as it is then. */
export async function recordTest(
  caller: Caller,
  serverId: string,
  finding: Finding,
): Promise<Server> {
  return oneServer(
    await dataOf(
      serviceClient()
        .rpc("record_test", {
          p_user_id: caller.userId,
          p_server_id: serverId,
          p_finding: { ...finding },
        })
        .select(serverColumns),
    ),
  );
}

export function trustOf(server: Server): Trust {
  const { trust_mode: mode, ca_certificate, server_name, fingerprint } = server;
  if (mode === "ca" && ca_certificate !== null)
    return {
      mode,
      ca_certificate,
      ...(server_name !== null && { server_name }),
    };
  if (mode === "pin" && fingerprint !== null) return { mode, fingerprint };
  if (mode === "system" || mode === "insecure") return { mode };
  throw new Error(
    `Server ${server.id} has trust "${mode}" without what belongs to it`,
  );
}

/** The server that a query was for. A foreign one is no row, and so as absent as one that does not exist. */
export function oneServer(rows: unknown[]): Server {
  if (rows.length === 0) throw refusal("not_found");
  return z.parse(serverSchema, rows[0]);
}
