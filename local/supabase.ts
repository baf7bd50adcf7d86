import { type EmailDriver } from "@supabase/lite";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { redirecting, withRedirect } from "./email-redirect.ts";
import { type Keys } from "./keys.ts";
import { App, createPostgresConnection } from "./lite.ts";
import { withoutSecrets } from "./lite-log.ts";
import { applyMigrations } from "./migrations.ts";
import { repository } from "./paths.ts";
import { toPostgrestError } from "./postgrest-error.ts";
import { type RunningPostgres } from "./postgres.ts";

export interface Supabase {
  /** Auth under /auth/v1 and REST under /rest/v1, as Supabase answers. */
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

export interface SupabaseOptions {
  database: RunningPostgres;
  keys: Keys;
  /** Where people find Muster; links in e-mails begin with it. */
  siteUrl: string;
  /** Further origins by which people reach us: the link of an e-mail may lead back to any. */
  origins: string[];
  email: EmailDriver;
}

/** Auth and REST by @supabase/lite, with what it calls alpha mended; the tests beside this file say what that is. */
export async function startSupabase(
  options: SupabaseOptions,
): Promise<Supabase> {
  const { database, keys, siteUrl, email } = options;
  const origins = [siteUrl, ...options.origins];
  await runScript(database, "prelude.sql");

  const connection = harden(
    createPostgresConnection({
      url: database.connectionString,
      postgresOptions: {
        max: 20,
        onnotice: () => undefined,
        connection: { statement_timeout: 15_000 },
        types: postgrestTypes,
      },
    }),
  );
  try {
    const app = new App({
      connection,
      api: { enabled: true, schemas: ["public"], max_rows: 1000 },
      auth: {
        enabled: true,
        jwt_secret: keys.jwtSecret,
        publishable_key: keys.publishableKey,
        secret_key: keys.secretKey,
        site_url: siteUrl,
        additional_redirect_urls: origins.map((origin) => `${origin}/**`),
        minimum_password_length: 8,
      },
      studio: { enabled: false },
      storage: { enabled: false },
      options: {
        // Off by default here, but it would make keyless requests of this machine the service role's.
        server: { admin: false, disableStudio: true, disableFallback: true },
        drivers: { email: redirecting(email) },
      },
    });
    await withoutSecrets(() => app.ensureSystemSchema());
    await runScript(database, "auth.sql");
    await applyMigrations(database.connectionString);
    await connection.introspect();
    return {
      fetch: (request) =>
        withoutSecrets(() =>
          withRedirect(request, origins, async () => await app.fetch(request)),
        ),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function runScript(
  database: RunningPostgres,
  name: string,
): Promise<void> {
  const sql = postgres(database.superuserConnectionString, {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    await sql.unsafe(await readFile(join(repository, "local", name), "utf8"));
  } finally {
    await sql.end();
  }
}

interface Hardened {
  ensureRlsContext(): Promise<boolean>;
  normalizeDbError(error: unknown): unknown;
}

function harden<Connection>(connection: Connection): Connection {
  // Both methods exist, the first as a private one: lite offers no option for either.
  const internals = connection as Hardened;
  // Its own version grants ALL on every table to anon, authenticated and service_role at the first request of every start.
  internals.ensureRlsContext = () => Promise.resolve(true);
  internals.normalizeDbError = toPostgrestError;
  return connection;
}

/** Postgres writes "2026-11-23 01:27:24.555+00" and Buffers; PostgREST, which clients know, ISO 8601 and "\x…". */
const postgrestTypes = {
  json: { to: 114, from: [114], serialize: toJson, parse: fromJson },
  jsonb: { to: 3802, from: [3802], serialize: toJson, parse: fromJson },
  bytea: {
    to: 17,
    from: [17],
    serialize: (value: unknown) => String(value),
    parse: (text: string) => text,
  },
  timestamptz: {
    to: 1184,
    from: [1184],
    serialize: (value: unknown) => value,
    parse: (text: string) =>
      text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
  },
  timestamp: {
    to: 1114,
    from: [1114],
    serialize: (value: unknown) => value,
    parse: (text: string) => text.replace(" ", "T"),
  },
};

/**
 * lite passes JSON as text, whatever the driver, and postgres.js would encode that text once more: {"a":1} would arrive as a string.
 * A string that is no JSON can only be meant as one.
 */
function toJson(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}

function fromJson(text: string): unknown {
  return JSON.parse(text);
}
