import { spawn, type ChildProcess } from "node:child_process";
import {
  chown,
  mkdir,
  realpath,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { openLog, privateDirectory, readIfThere, readLog } from "./files.ts";
import { keysFile, readKeys } from "./keys.ts";
import { acquireLock } from "./lock.ts";
import {
  postgresAccount,
  workingDirectoryName,
  type Account,
} from "./postgres-account.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import {
  runCommand,
  endChild,
  endProcess,
  endWithUs,
  isAlive,
  worksIn,
} from "./process.ts";

const host = "127.0.0.1";
const database = "postgres";
/** As on Supabase: `postgres` owns the database and runs the migrations, and is no superuser. */
const owner = "postgres";
const superuser = "supabase_admin";

const startDeadlineMs = 30_000;

/** Fast shutdown, immediate shutdown, then no more asking. */
const stopSteps = [
  { signal: "SIGINT", waitMs: 10_000 },
  { signal: "SIGQUIT", waitMs: 5_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;

const settings = {
  listen_addresses: host,
  unix_socket_directories: "",
  password_encryption: "scram-sha-256",
  max_connections: "60",
  shared_buffers: "64MB",
  jit: "off",
  // Errors quote what they refuse, statements and rows hold secrets: callers are told, the log is not. It keeps what concerns the server.
  log_min_messages: "log",
  log_checkpoints: "off",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
  log_parameter_max_length: "0",
  log_parameter_max_length_on_error: "0",
};

export interface RunningPostgres {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  connectionString: string;
  /** For what even the owner of a Supabase database may not do. */
  superuserConnectionString: string;
  /** Resolves when the server has ended, wanted or not. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

interface Cluster {
  directory: string;
  dataDirectory: string;
  logFile: string;
  binaries: string;
  account: Account | undefined;
  password: string;
}

/** Starts the Postgres whose files are in `dataDirectory`/postgres, and makes them on the first start. */
export async function startPostgres(options: {
  dataDirectory: string;
  signal?: AbortSignal | undefined;
}): Promise<RunningPostgres> {
  const { signal } = options;
  const installation = resolve(options.dataDirectory);
  await privateDirectory(installation);
  const directory = join(await realpath(installation), "postgres");
  const lock = await acquireLock(join(installation, "postgres.lock"));
  try {
    const account = await postgresAccount(directory);
    const dataDirectory = join(directory, "data");
    const isNew =
      (await readIfThere(join(dataDirectory, "PG_VERSION"))) === undefined;
    if (!isNew && (await readIfThere(keysFile(installation))) === undefined)
      throw new Error(
        `${keysFile(installation)} is missing beside the database in ${directory}. Restore it from a backup: the database does not open without it.`,
      );
    const cluster: Cluster = {
      directory,
      dataDirectory,
      logFile: join(installation, "postgres.log"),
      binaries: await postgresBinaries(account),
      account,
      password: (await readKeys(installation)).postgresPassword,
    };
    if (isNew) await createCluster(cluster, signal);
    else await endOrphan(dataDirectory);

    signal?.throwIfAborted();
    const { child, port } = await startServer(cluster, signal);
    const ended = new Promise<void>((done) => child.once("exit", () => done()));
    const stop = async () => {
      await endChild(child, stopSteps);
      await ended;
      await lock.release();
    };
    try {
      const connectionString = (user: string) =>
        `postgresql://${user}:${encodeURIComponent(cluster.password)}@${host}:${String(port)}/${database}`;
      await createOwner(connectionString(superuser), cluster.password);
      return {
        host,
        port,
        user: owner,
        password: cluster.password,
        database,
        connectionString: connectionString(owner),
        superuserConnectionString: connectionString(superuser),
        ended,
        stop,
      };
    } catch (error) {
      await stop();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** initdb works in a folder beside the final one: a start that was cut short leaves no half cluster behind. */
async function createCluster(
  { directory, dataDirectory, binaries, account, password }: Cluster,
  signal: AbortSignal | undefined,
): Promise<void> {
  const fresh = join(directory, "new");
  const passwordFile = join(directory, "password");
  await privateDirectory(directory);
  await rm(fresh, { recursive: true, force: true });
  await rm(dataDirectory, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account)
      for (const path of [directory, fresh, passwordFile])
        await chown(path, account.uid, account.gid);
    await runCommand(
      join(binaries, "bin", "initdb"),
      [
        `--pgdata=${workingDirectoryName(fresh, account)}`,
        `--username=${superuser}`,
        "--pwfile=../password",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
      ],
      { cwd: fresh, env: {}, ...account, signal },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(
      `Postgres could not make its files in ${directory}: ${(error as Error).message}`,
      { cause: error },
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, dataDirectory);
}

/** After kill -9 of Muster its Postgres lives on: it is ended, and found by the folder it works in. */
async function endOrphan(dataDirectory: string): Promise<void> {
  const pidFile = join(dataDirectory, "postmaster.pid");
  const pid = Number((await readIfThere(pidFile))?.split("\n", 1)[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  if (await worksIn(pid, dataDirectory)) await endProcess(pid, stopSteps);
  // Postgres would take whoever has that pid now for its former self, and refuse to start.
  else await rm(pidFile, { force: true });
}

async function startServer(
  cluster: Cluster,
  signal: AbortSignal | undefined,
): Promise<{ child: ChildProcess; port: number }> {
  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    const port = await freePort();
    const { child, logStart } = await spawnServer(cluster, port);
    if (await isReady(child, cluster.dataDirectory, deadline, signal))
      return { child, port };
    await endChild(child, stopSteps);
    signal?.throwIfAborted();
    const log = await readLog(cluster.logFile, logStart);
    // Another program took the port meanwhile, or backends of a killed postmaster hold its shared memory for a moment longer.
    const passes =
      /could not bind|could not create any TCP|shared memory|lock file/.test(
        log,
      );
    if (!passes || Date.now() > deadline)
      throw new Error(
        `Postgres did not start. ${cluster.logFile} says:
${log}`,
      );
    await sleep(250);
  }
}

async function spawnServer(
  { binaries, dataDirectory, logFile, account }: Cluster,
  port: number,
): Promise<{ child: ChildProcess; logStart: number }> {
  const { log, start: logStart } = await openLog(logFile);
  try {
    const child = spawn(
      join(binaries, "bin", "postgres"),
      [
        `-D${workingDirectoryName(dataDirectory, account)}`,
        `-p${String(port)}`,
        ...Object.entries(settings).map(
          ([name, value]) => `-c${name}=${value}`,
        ),
      ],
      {
        cwd: dataDirectory,
        env: {},
        stdio: ["ignore", log.fd, log.fd],
        // Ctrl-C reaches every process of the terminal's group; Postgres is to end last, when we tell it.
        detached: true,
        ...account,
      },
    );
    endWithUs(child, "SIGINT");
    return { child, logStart };
  } finally {
    await log.close();
  }
}

/** Postgres writes its state into the eighth line of postmaster.pid (pg_ctl reads it there, too). */
async function isReady(
  child: ChildProcess,
  dataDirectory: string,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const over = new AbortController();
  child.once("error", () => over.abort());
  child.once("exit", () => over.abort());
  while (!over.signal.aborted && !signal?.aborted && Date.now() < deadline) {
    const lines = (
      await readIfThere(join(dataDirectory, "postmaster.pid"))
    )?.split("\n");
    if (lines?.[0] === String(child.pid) && lines[7]?.trim() === "ready")
      return true;
    await sleep(10);
  }
  return false;
}

async function createOwner(
  superuserConnection: string,
  password: string,
): Promise<void> {
  const sql = postgres(superuserConnection, {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    const [role] =
      await sql`select 1 from pg_catalog.pg_roles where rolname = ${owner}`;
    if (role) return;
    // DDL takes no parameters; the password is ours, base64url.
    await sql.unsafe(`
      create role ${owner} login createrole createdb replication bypassrls password '${password}';
      alter database ${database} owner to ${owner};
    `);
  } finally {
    await sql.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(0, host, done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
