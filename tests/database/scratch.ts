import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { startPostgres } from "../../local/postgres.ts";
import { readPgtap } from "./pgtap.ts";

type Options = postgres.Options<Record<string, never>>;

/** One database of the scratch server, as a hosted Supabase project has it: `postgres` owns it and is no superuser. */
export interface ScratchDatabase {
  connectionString: string;
  logFile: string;
  /** A connection as `postgres`; `max` asks for more. */
  connect(options?: Options): postgres.Sql;
  /** Ends all that `connect` has given. */
  disconnect(): Promise<void>;
}

export interface ScratchServer {
  /** A new database with everything a project has before its first migration. */
  createDatabase(name: string): Promise<ScratchDatabase>;
  stop(): Promise<void>;
}

const templateName = "project_template";

export async function startScratchServer(): Promise<ScratchServer> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-database-"));
  const server = await startPostgres({ dataDirectory });
  const database = (connectionString: string, name: string) =>
    openDatabase(
      Object.assign(new URL(connectionString), { pathname: `/${name}` }).href,
      join(dataDirectory, "postgres.log"),
    );
  const admin = openDatabase(server.superuserConnectionString, "");
  const databases = [admin];
  const stop = async () => {
    await Promise.all(databases.map((each) => each.disconnect()));
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };

  try {
    const sql = admin.connect();
    await sql.unsafe(`create database ${templateName} owner ${server.user}`);
    await fillTemplate(
      database(server.superuserConnectionString, templateName),
    );
    // As a hosted project logs, unlike ours: errors, their statements, and what else Postgres knows of them.
    await sql.unsafe(`
      alter role ${server.user} set log_min_messages = 'warning';
      alter role ${server.user} set log_min_error_statement = 'error';
      alter role ${server.user} set log_error_verbosity = 'default';
    `);
    return {
      stop,
      async createDatabase(name) {
        await sql.unsafe(
          `create database ${name} template ${templateName} owner ${server.user}`,
        );
        const created = database(server.connectionString, name);
        databases.push(created);
        return created;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fillTemplate(template: ScratchDatabase): Promise<void> {
  const sql = template.connect();
  await sql.unsafe(
    await readFile(new URL("hosted.sql", import.meta.url), "utf8"),
  );
  await sql.unsafe(
    `set search_path = extensions; ${await readPgtap()}; reset search_path`,
  );
  await template.disconnect();
}

function openDatabase(
  connectionString: string,
  logFile: string,
): ScratchDatabase {
  const connections: postgres.Sql[] = [];
  return {
    connectionString,
    logFile,
    connect(options) {
      const sql = postgres(connectionString, {
        max: 1,
        onnotice: () => undefined,
        ...options,
      });
      connections.push(sql);
      return sql;
    },
    async disconnect() {
      await Promise.all(
        connections.splice(0).map((sql) => sql.end({ timeout: 1 })),
      );
    },
  };
}
