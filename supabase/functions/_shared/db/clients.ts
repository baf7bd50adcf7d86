import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { defaultKey, requiredVariable } from "../environment.ts";
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
    requiredVariable("SUPABASE_URL"),
    defaultKey("SUPABASE_PUBLISHABLE_KEYS"),
    { ...options, accessToken: () => Promise.resolve(caller.accessToken) },
  );
}

let service: Client | undefined;

/** Calls the functions of the database that are closed to people. Used in this folder only. */
export function serviceClient(): Client {
  service ??= createClient<Database>(
    requiredVariable("SUPABASE_URL"),
    defaultKey("SUPABASE_SECRET_KEYS"),
    options,
  );
  return service;
}
