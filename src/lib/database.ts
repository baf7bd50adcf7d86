import type { PostgrestClient, PostgrestError } from "@supabase/postgrest-js";
import * as z from "zod/mini";
import { AppError, errorStatus, type ErrorCode } from "@contract/errors.ts";
import { environment } from "@/lib/env.ts";
import {
  MusterError,
  errorWords,
  hasName,
  unreachableError,
} from "@/lib/errors.ts";
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
const known: Partial<Record<string, ErrorCode>> = {
  PGRST116: "not_found",
  "42501": "forbidden",
  "23514": "validation_failed",
  "23505": "version_conflict",
};

const sentences: Partial<Record<ErrorCode, string>> = {
  not_found: "There is no such entry, or it is not yours",
  forbidden: "The database does not allow you to do that",
  validation_failed: "The database refuses one of the values",
  version_conflict: "Somebody else has changed it meanwhile",
  last_admin: "Without this one, nobody could look after this Muster",
  recent_sign_in_required: "You have been signed in for more than ten minutes",
  second_factor_required: "You signed in with your password alone",
  db_unavailable: "The database did not answer as it should",
};

/** A failed request has been made an AppError already; what is left is PostgREST's own refusal. */
function databaseError(error: unknown): unknown {
  if (!hasName(error, "PostgrestError")) return error;
  const code = codeOf(error as PostgrestError);
  const message = sentences[code] ?? errorWords[code].title;
  return new AppError(code, message, { cause: error });
}

/** Our own functions raise PTnnn, which PostgREST answers with the status nnn, and name the code in the hint. */
function codeOf({ code, hint }: PostgrestError): ErrorCode {
  if (/^PT\d{3}$/.test(code) && isErrorCode(hint)) return hint;
  return known[code] ?? "db_unavailable";
}

function isErrorCode(hint: string | null): hint is ErrorCode {
  return hint !== null && Object.hasOwn(errorStatus, hint);
}
