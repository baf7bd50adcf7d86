import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** An exchange with a real Proxmox VE, as it was on the wire. */
export interface Recording {
  name: string;
  note: string;
  request: {
    method: string;
    path: string;
    headers: [string, string][];
    body: string | null;
  };
  response: {
    status: number | null;
    reason: string | null;
    headers: [string, string][];
    body: string | null;
  };
  websocket_frames?: WebsocketEvent[] | null;
}

export interface WebsocketEvent {
  dir: "client" | "server";
  opcode?: number;
  hex?: string;
  event?: string;
}

/** Owed to where it was recorded, not to Proxmox VE. */
export const isEnvironment = ({ note }: Recording) =>
  note.includes("ENVIRONMENT");

export async function readRecordings(directory: string): Promise<Recording[]> {
  const names = (await readdir(directory))
    .filter((name) => name.endsWith(".json"))
    .sort();
  return Promise.all(
    names.map(
      async (name) =>
        JSON.parse(await readFile(join(directory, name), "utf8")) as Recording,
    ),
  );
}
