import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import postgres from "postgres";
import { startPostgres } from "../../local/postgres.ts";

/** One database of the scratch server, as a hosted Supabase project has it: `postgres` owns it and is no superuser. */
export interface ScratchDatabase {
  connectionString: string;
  /** Connections as `postgres`, closed with the server. */
  connect(options?: postgres.Options<Record<string, never>>): postgres.Sql;
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
  const connections: postgres.Sql[] = [];
  const stop = async () => {
    await Promise.all(connections.map((sql) => sql.end({ timeout: 1 })));
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  };

  const connect = (
    connectionString: string,
    options: postgres.Options<Record<string, never>> = {},
  ) => {
    const sql = postgres(connectionString, {
      max: 1,
      onnotice: () => undefined,
      ...options,
    });
    connections.push(sql);
    return sql;
  };
  const inDatabase = (connectionString: string, name: string) =>
    Object.assign(new URL(connectionString), { pathname: `/${name}` }).href;

  try {
    const admin = connect(server.superuserConnectionString);
    await admin.unsafe(`create database ${templateName} owner ${server.user}`);
    const template = connect(
      inDatabase(server.superuserConnectionString, templateName),
    );
    await template.unsafe(
      await readFile(new URL("hosted.sql", import.meta.url), "utf8"),
    );
    await template.unsafe(
      `set search_path = extensions; ${await readPgtap()}; reset search_path`,
    );
    await template.end();

    return {
      stop,
      async createDatabase(name) {
        await admin.unsafe(
          `create database ${name} template ${templateName} owner ${server.user}`,
        );
        const connectionString = inDatabase(server.connectionString, name);
        return {
          connectionString,
          connect: (options) => connect(connectionString, options),
        };
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** pgTAP is plain SQL, and PGlite's package carries it: nothing to install. */
async function readPgtap(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const archive = gunzipSync(
    await readFile(
      join(dirname(resolve("@electric-sql/pglite")), "pgtap.tar.gz"),
    ),
  );
  // A tar archive: headers of 512 bytes with name (100) and size (12, octal, at 124), each before its file, padded to 512.
  let newest = "";
  let script = "";
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    const field = (offset: number, length: number) =>
      archive
        .subarray(at + offset, at + offset + length)
        .toString()
        .replace(/\0.*$/s, "");
    const name = basename(field(0, 100));
    const size = parseInt(field(124, 12), 8);
    if (/^pgtap--\d+\.\d+\.\d+\.sql$/.test(name) && name > newest) {
      newest = name;
      script = archive.subarray(at + 512, at + 512 + size).toString();
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  if (script === "") throw new Error("PGlite's package holds no pgTAP");
  return script;
}
