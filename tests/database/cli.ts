import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { format } from "prettier";
import { repository } from "../../local/paths.ts";
import type { Tests } from "./report.ts";
import type { ScratchDatabase } from "./scratch.ts";

const project = join(repository, "supabase");
const typesFile = join(
  project,
  "functions",
  "_shared",
  "db",
  "database.types.ts",
);

/** An empty database for the real Supabase CLI to work on. The tests go on where the one before stopped. */
export const cliTests: Tests<ScratchDatabase> = {
  "supabase db push applies every migration and the seed, and then has nothing left to do":
    async (database) => {
      await supabase(database, "db", "push", "--include-seed");
      const names = await readdir(join(project, "migrations"));
      const [history] = await database.connect()`
        select array_agg(version || '_' || name || '.sql' order by version) as files
        from supabase_migrations.schema_migrations`;
      assert.deepEqual(history?.["files"], names.toSorted());
      assert.match(await supabase(database, "db", "push"), /up to date/i);
    },

  "supabase migration list shows every migration on both sides": async (
    database,
  ) => {
    const list = await supabase(database, "migration", "list");
    for (const name of await readdir(join(project, "migrations"))) {
      const [version = ""] = name.split("_");
      assert.equal(list.split(version).length - 1, 2, `${version} in\n${list}`);
    }
  },

  "supabase gen types gives the types that the functions are written against":
    async (database) => {
      const generated = await supabase(
        database,
        "gen",
        "types",
        "typescript",
        "--schema=public",
      );
      assert.equal(
        await format(generated, { filepath: typesFile }),
        await readFile(typesFile, "utf8"),
        `write the output of supabase gen types to ${typesFile}`,
      );
    },

  "supabase db advisors finds nothing above INFO": async (database) => {
    const advisors = () =>
      supabase(database, "db", "advisors", "--level=warn", "--fail-on=warn");
    await advisors();

    const sql = database.connect();
    await sql`create table public.without_row_security (id integer primary key)`;
    await sql`grant select on public.without_row_security to anon`;
    await assert.rejects(advisors, /without_row_security/);
    await sql`drop table public.without_row_security`;
  },

  "config.toml names every function, each with the one import map and a check of its own":
    async () => {
      const config = await readFile(join(project, "config.toml"), "utf8");
      const entries = await readdir(join(project, "functions"), {
        withFileTypes: true,
      });
      const functions = entries
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
        .map(({ name }) => name);
      const sections = [
        ...config.matchAll(/^\[functions\.([\w-]+)\]\n((?:.+\n)*)/gm),
      ].map(([, name, body]) => ({ name, body }));
      assert.deepEqual(
        sections.map(({ name }) => name).toSorted(),
        functions.toSorted(),
      );
      for (const { name, body } of sections) {
        assert.match(body ?? "", /^import_map = "\.\/functions\/deno\.json"$/m);
        assert.match(body ?? "", /^verify_jwt = false$/m);
        assert.ok(body?.includes(`"./functions/${name ?? ""}/index.ts"`));
      }
    },
};

/** Runs the CLI in a copy of what it reads: it leaves notes beside it. Only a local database is ever named to it. */
async function supabase(
  { connectionString }: ScratchDatabase,
  ...args: string[]
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "muster-cli-"));
  try {
    for (const name of ["config.toml", "seed.sql", "migrations"])
      await cp(join(project, name), join(directory, "supabase", name), {
        recursive: true,
      });
    const { resolve } = createRequire(import.meta.url);
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [
        join(dirname(resolve("supabase/package.json")), "dist", "supabase.js"),
        ...args,
        `--remote=${connectionString}?sslmode=disable`,
        "--yes",
      ],
      {
        cwd: directory,
        env: {
          PATH: process.env["PATH"],
          HOME: directory,
          SUPABASE_TELEMETRY_DISABLED: "1",
          SUPABASE_NO_UPDATE_NOTIFIER: "1",
          DO_NOT_TRACK: "1",
          NO_COLOR: "1",
        },
      },
    );
    return args[0] === "gen" ? stdout : `${stdout}\n${stderr}`;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as {
      stdout?: string;
      stderr?: string;
    };
    throw new Error(
      `supabase ${args.join(" ")} failed:\n${stdout}\n${stderr}`,
      { cause: error },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
