import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere } from "./files.ts";
import { repository } from "./paths.ts";
import { runCommand } from "./process.ts";

/** Everything that goes into the SPA. */
const sources = [
  ".env",
  ".env.local",
  ".env.production",
  ".env.production.local",
  "index.html",
  "package-lock.json",
  "public",
  "src",
  "supabase/functions/_shared/contract",
  "tailwind.config.ts",
  "tsconfig.json",
  "vite.config.ts",
];
const stampName = ".sources";

/** The folder with the built SPA; builds it when its sources have changed since. */
export async function builtSite(options: {
  say: (text: string) => void;
  signal?: AbortSignal | undefined;
}): Promise<string> {
  const directory = join(repository, "dist");
  const stamp = await fingerprint();
  if ((await readIfThere(join(directory, stampName))) === stamp)
    return directory;

  options.say("Building the web pages; this takes a few seconds …");
  const fresh = `${directory}.${randomBytes(6).toString("hex")}`;
  const old = `${fresh}.old`;
  try {
    await build(fresh, options.signal);
    await writeFile(join(fresh, stampName), stamp);
    await rename(directory, old).catch(() => undefined);
    await rename(fresh, directory);
  } finally {
    await rm(fresh, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
  return directory;
}

async function build(
  outDirectory: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await runCommand(
      process.execPath,
      [
        join(repository, "node_modules", "vite", "bin", "vite.js"),
        "build",
        "--logLevel=warn",
        // The other loaders write into node_modules, which may be somebody else's.
        "--configLoader=runner",
        `--outDir=${outDirectory}`,
        "--emptyOutDir",
      ],
      {
        cwd: repository,
        signal,
        // A test runner's, or somebody's own, would have React's slow and large development version built in.
        env: { ...process.env, NODE_ENV: "production" },
      },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `The web pages could not be built:\n${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** By content: the time of a file says little after a checkout. */
async function fingerprint(): Promise<string> {
  const hash = createHash("sha256");
  for (const [name, value] of Object.entries(process.env).sort())
    if (name.startsWith("VITE_")) hash.update(`${name}=${String(value)}\0`);
  for (const source of sources)
    for (const file of await filesUnder(join(repository, source)))
      hash.update(`${file}\0`).update(await readFile(file));
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, {
      recursive: true,
      withFileTypes: true,
    });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return [];
    throw error;
  }
}
