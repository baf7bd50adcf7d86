import { stat } from "node:fs/promises";
import { platform } from "node:os";
import { readIfThere } from "./files.ts";

/** The account Postgres runs under; undefined: our own. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. Started by root, it runs as the account that owns the cluster, and a new one is `nobody`'s:
 * an account that is there on every machine, so that none has to be made.
 */
export async function postgresAccount(
  clusterDirectory: string,
): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(clusterDirectory).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };

  const passwd = (await readIfThere("/etc/passwd")) ?? "";
  const nobody = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(passwd);
  if (!nobody)
    throw new Error(
      "Postgres refuses to run as root, and this machine has no account `nobody` to run it as. Start Muster as an ordinary user.",
    );
  return { uid: Number(nobody[1]) >>> 0, gid: Number(nobody[2]) >>> 0 };
}

/**
 * How a process of another account names the folder it was started in. A folder of root's is often closed to others (/root), but a
 * process may go on using the one it stands in, and Linux gives that a name which no closed parent bars.
 */
export function workingDirectoryName(
  directory: string,
  account: Account | undefined,
): string {
  return account && platform() === "linux" ? "/proc/self/cwd" : directory;
}
