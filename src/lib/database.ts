import type { PostgrestClient, PostgrestError } from "@supabase/postgrest-js";
import * as z from "zod/mini";
import { AppError, type ErrorCode } from "@contract/errors.ts";
import { environment } from "@/lib/env.ts";
import { MusterError, hasName, unreachableError } from "@/lib/errors.ts";
import { authorizedFetch } from "@/lib/session.ts";

let client: Promise<PostgrestClient> | undefined;

/** PostgREST's client comes as a file of its own: no first paint waits for what it reads. */
function database(): Promise<PostgrestClient> {
  client ??= import("@supabase/postgrest-js").then(
    ({ PostgrestClient }) =>
      new PostgrestClient(`${environment().supabaseUrl}/rest/v1`, {
        fetch: authorizedFetch,
        // TanStack Query decides what is asked again.
        retry: false,
      }),
    (cause: unknown) => {
      client = undefined;
      throw unreachableError(cause);
    },
  );
  return client;
}

/** Asks the tables that people may read or change themselves; row-level security decides which rows. */
export async function queryDatabase<Schema extends z.ZodMiniType>(
  schema: Schema,
  ask: (database: PostgrestClient) => PromiseLike<{ data: unknown }>,
): Promise<z.output<Schema>> {
  const opened = await database();
  let data: unknown;
  try {
    ({ data } = await ask(opened));
  } catch (error) {
    throw databaseError(error);
  }
  const parsed = z.safeParse(schema, data);
  if (parsed.success) return parsed.data;
  throw new MusterError(
    "invalid_response",
    "The database's answer is not what this page expects. Reload the page: it may be older than the server",
    { cause: parsed.error },
  );
}

/** PostgreSQL's and PostgREST's codes that a person can do something about. */
const known: Partial<Record<string, [ErrorCode, string]>> = {
  PGRST116: ["not_found", "There is no such entry, or it is not yours"],
  "42501": ["forbidden", "The database does not allow you to do that"],
  "23514": ["validation_failed", "The database refuses one of the values"],
};

/** A failed request has been made an AppError already; what is left is PostgREST's own refusal. */
function databaseError(error: unknown): unknown {
  if (!hasName(error, "PostgrestError")) return error;
  const { code } = error as PostgrestError;
  const [errorCode, message] = known[code] ?? [
    "db_unavailable",
    "The database did not answer as it should",
  ];
  return new AppError(errorCode, message, { cause: error });
}
