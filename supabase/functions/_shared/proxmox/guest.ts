import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import type { GuestType } from "../contract/vms.ts";
import type { ProxmoxClient } from "./client.ts";
import { looseNumber, rows } from "./loose.ts";
import { apiPath } from "./path.ts";

/** A guest and the node that it is on. */
export interface Guest {
  node: string;
  type: GuestType;
  vmid: number;
}

/** What may be done to a guest where it is: throws if not. An assignment may hold on one node alone. */
export type Permit = (guest: Guest) => void;

const whereSchema = rows(
  z.object({ type: z.string(), node: z.string(), vmid: looseNumber }),
);

/** Proxmox VE's words for a guest that is not, or not any more, on the node that was asked. */
export function isGone(error: unknown): error is AppError {
  return (
    error instanceof AppError &&
    error.code === "pve_error" &&
    /Configuration file 'nodes\/\S+\.conf' does not exist/.test(error.message)
  );
}

/** Where the guests of a cluster are now: this list knows of a migration at once. */
export async function locateGuests(
  client: ProxmoxClient,
  signal?: AbortSignal,
): Promise<(guest: Guest) => Guest | undefined> {
  const all = await client.get(
    apiPath`/cluster/resources`,
    { type: "vm" },
    { schema: whereSchema, signal },
  );
  const places = new Map(all.map((row) => [`${row.type}/${row.vmid}`, row]));
  return (guest) => {
    const node = places.get(`${guest.type}/${guest.vmid}`)?.node;
    return node === undefined ? undefined : { ...guest, node };
  };
}

/** The guest where it is now, after the node that was named has said that it is not there. */
export async function findMoved(
  client: ProxmoxClient,
  guest: Guest,
  permit: Permit,
): Promise<Guest> {
  const found = (await locateGuests(client))(guest);
  if (!found || found.node === guest.node)
    throw new AppError(
      "not_found",
      `"${client.target.name}" has no ${guest.type === "lxc" ? "container" : "VM"} ${guest.vmid}, or the API token may not see it.`,
    );
  permit(found);
  return found;
}

/** Asks about a guest where it is said to be, and once more where it has moved to. */
export async function askGuest<Result>(
  client: ProxmoxClient,
  guest: Guest,
  permit: Permit,
  ask: (guest: Guest) => Promise<Result>,
): Promise<Result & { node: string }> {
  try {
    return { ...(await ask(guest)), node: guest.node };
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  const moved = await findMoved(client, guest, permit);
  return { ...(await ask(moved)), node: moved.node };
}
