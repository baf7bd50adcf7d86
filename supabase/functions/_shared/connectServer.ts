import { AppError } from "./contract/errors.ts";
import type { Server } from "./contract/serverList.ts";
import type { Caller } from "./db/caller.ts";
import { refusal } from "./db/databaseError.ts";
import type { Secret } from "./db/secret.ts";
import { readServer, trustOf } from "./db/servers.ts";
import { openTokens } from "./db/vault.ts";
import {
  readOperatorServer,
  requirePermission,
  type Permission,
} from "./operatorServer.ts";
import { connect, type ProxmoxClient } from "./proxmox/client.ts";
import type { ProxmoxTarget } from "./proxmox/target.ts";

/** A guest as people name it: no server's id means the operator's own server. */
export interface GuestAddress {
  serverId?: string | null | undefined;
  node: string;
  vmid: number;
}

/** In the very words of the database: what is not there and what is not the caller's is answered alike. */
export function noSuchServer(): AppError {
  return refusal("not_found");
}

export function inactive(server: Server): AppError {
  if (server.deactivated_at !== null)
    return new AppError(
      "server_deactivated",
      `An administrator has switched "${server.name}" off: ${server.deactivated_reason ?? ""}`,
    );
  return new AppError(
    "server_inactive",
    `"${server.name}" is switched off in Muster: switch it on under Servers first`,
  );
}

export function targetOf(server: Server, token: Secret): ProxmoxTarget {
  return {
    serverId: server.id,
    name: server.name,
    host: server.host,
    port: server.port,
    trust: trustOf(server),
    isTrustSaved: true,
    token,
  };
}

export async function openToken(
  caller: Caller,
  server: Server,
): Promise<Secret> {
  // A server that its owner has switched off may be tested; this one is not reached at all.
  if (server.deactivated_at !== null) throw inactive(server);
  const token = (await openTokens(caller, [server])).get(server.id);
  if (token === undefined) throw noSuchServer();
  if (token instanceof AppError) throw token;
  return token;
}

/** One of the caller's own servers, ready to be asked. */
export async function connectServer(
  caller: Caller,
  serverId: string,
): Promise<ProxmoxClient> {
  const server = await readServer(caller, serverId);
  if (!server.is_active) throw inactive(server);
  return connect(targetOf(server, await openToken(caller, server)));
}

/** A guest's server, as far as the caller may do one thing there. */
export interface GuestAccess {
  proxmox: ProxmoxClient;
  /** Throws for a guest to which, or for a node on which, the caller may not do it. */
  permit: (guest: Pick<GuestAddress, "node" | "vmid">) => void;
}

/** The server of a guest: the caller's own, or the operator's as far as the caller may do this to this guest there. */
export async function openGuest(
  caller: Caller,
  guest: GuestAddress,
  permission: Permission,
): Promise<GuestAccess> {
  if (guest.serverId)
    return {
      proxmox: await connectServer(caller, guest.serverId),
      permit: () => undefined,
    };
  const operator = await readOperatorServer(caller);
  if (!operator) throw noSuchServer();
  await operator.learn(permission, [guest]);
  const permit: GuestAccess["permit"] = (at) =>
    requirePermission(operator, permission, at);
  permit(guest);
  return { proxmox: connect(operator.target()), permit };
}

export async function connectGuest(
  caller: Caller,
  guest: GuestAddress,
  permission: Permission,
): Promise<ProxmoxClient> {
  return (await openGuest(caller, guest, permission)).proxmox;
}
