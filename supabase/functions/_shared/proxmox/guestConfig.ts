import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import type { ProxmoxClient } from "./client.ts";
import type { Guest } from "./guest.ts";
import { apiPath } from "./path.ts";

export interface GuestChange {
  /** Of the configuration that the change was made for. */
  digest?: string | undefined;
  tags?: string[] | undefined;
  description?: string | undefined;
}

/** Tags and notes. What is empty goes. */
export async function changeConfig(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
  { digest, tags, description }: GuestChange,
): Promise<void> {
  const wanted = { tags: tags?.join(";"), description };
  const set = Object.entries(wanted).filter(([, value]) => value);
  const gone = Object.entries(wanted)
    .filter(([, value]) => value === "")
    .map(([key]) => key);
  try {
    await client.put(
      apiPath`/nodes/${node}/${type}/${vmid}/config`,
      {
        ...Object.fromEntries(set),
        delete: gone.length > 0 ? gone.join(",") : undefined,
        digest,
      },
      { schema: z.unknown() },
    );
  } catch (error) {
    const isStale =
      error instanceof AppError &&
      error.code === "pve_error" &&
      /checksum mismatch/.test(error.message);
    if (!isStale) throw error;
    throw new AppError(
      "version_conflict",
      `Somebody else has changed the configuration of guest ${vmid} meanwhile. Look at it, and try again.`,
      { cause: error },
    );
  }
}
