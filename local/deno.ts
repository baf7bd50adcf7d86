import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "./paths.ts";

/** "edge" is the version Supabase's edge runtime is built on and runs the functions; "current" checks their types. */
export type DenoVersion = "edge" | "current";

const packageNames: Record<DenoVersion, string> = {
  edge: "deno",
  current: "deno-current",
};

/**
 * The Deno binary itself. npm's `deno` command is a Node wrapper around it: its pid is not Deno's, and it needs the package's
 * postinstall script, which people switch off.
 */
export function denoPath(version: DenoVersion): string {
  // Through the real path: under deno-current, npm nests a platform package of its own version.
  const manifest = realpathSync(
    join(repository, "node_modules", packageNames[version], "package.json"),
  );
  const target = `${platform()}-${arch()}${platform() === "linux" ? "-glibc" : ""}`;
  const platformManifest = createRequire(manifest).resolve(
    `@deno/${target}/package.json`,
  );
  return join(
    dirname(platformManifest),
    platform() === "win32" ? "deno.exe" : "deno",
  );
}
