import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

interface LockedPackage {
  version?: string;
  optionalDependencies?: Record<string, string>;
}

// npm has left out what it could not see when the file was written, and then refuses to install from it, on every machine.
test("the lock file names the packages of every platform, not only of the one it was written on", async () => {
  const file = await readFile(
    new URL("../package-lock.json", import.meta.url),
    "utf8",
  );
  const { packages } = JSON.parse(file) as {
    packages: Record<string, LockedPackage>;
  };
  const missing = Object.entries(packages).flatMap(([path, locked]) =>
    Object.keys(locked.optionalDependencies ?? {}).filter(
      (name) => !folders(path).some((folder) => packages[`${folder}${name}`]),
    ),
  );
  expect(missing).toEqual([]);
});

/** Where Node looks for what the package at `path` asks for, from the inside out. */
function folders(path: string): string[] {
  const parts = path.split("/node_modules/");
  return parts
    .map(
      (_, index) =>
        `${parts.slice(0, index + 1).join("/node_modules/")}/node_modules/`,
    )
    .reverse()
    .concat("node_modules/");
}
