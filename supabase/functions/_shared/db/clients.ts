import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { AppError } from "../contract/errors.ts";
import type { Caller } from "./caller.ts";
import type { Database } from "./database.types.ts";

type Client = SupabaseClient<Database>;

const databaseTimeoutMs = 10_000;

const options = {
  auth: {
    persistSession: false,
    autoRefreshToken: false,
    detectSessionInUrl: false,
  },
  db: { timeout: databaseTimeoutMs },
} as const;

/** Reads as the person who calls: row-level security decides what there is. */
export function callerClient(caller: Caller): Client {
  return createClient<Database>(
    environment("SUPABASE_URL"),
    defaultKey("SUPABASE_PUBLISHABLE_KEYS"),
    { ...options, accessToken: () => Promise.resolve(caller.accessToken) },
  );
}

let service: Client | undefined;

/** Calls the functions of the database that are closed to people. Used in this folder only. */
export function serviceClient(): Client {
  service ??= createClient<Database>(
    environment("SUPABASE_URL"),
    defaultKey("SUPABASE_SECRET_KEYS"),
    options,
  );
  return service;
}

function environment(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw misconfigured(`${name} is not set`);
  return value;
}

/** Supabase gives the keys as JSON, by name. */
function defaultKey(name: string): string {
  const json = environment(name);
  try {
    const keys = JSON.parse(json) as { default?: unknown } | null;
    if (typeof keys?.default === "string") return keys.default;
  } catch {
    // Said below, without the text: a part of it may be a key.
  }
  throw misconfigured(`${name} is no JSON with a key "default"`);
}

function misconfigured(reason: string): AppError {
  return new AppError("config_error", "Server configuration problem", {
    cause: new Error(reason),
  });
}
