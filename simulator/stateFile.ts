import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterIdentity } from "./fleet.ts";

/** What a client has learnt to trust, and so must find again after a restart. */
export interface SavedCluster {
  identity: ClusterIdentity;
  /** By node. */
  ports: Record<string, number>;
}

export type SavedState = Record<string, SavedCluster>;

const fileName = "simulator.json";
const ownerOnly = 0o600;

export async function readState(directory: string): Promise<SavedState> {
  try {
    return JSON.parse(
      await readFile(join(directory, fileName), "utf8"),
    ) as SavedState;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      return {};
    throw error;
  }
}

/** All or nothing: a crash in between leaves the file as it was. */
export async function writeState(
  directory: string,
  state: SavedState,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, fileName);
  await writeFile(`${path}.new`, JSON.stringify(state), { mode: ownerOnly });
  await rename(`${path}.new`, path);
}
