import type { GoTrueClient } from "@supabase/auth-js";
import { environment } from "@/lib/env.ts";

/** The key under which Supabase's own clients keep a session, so that theirs and ours are one. */
export function storageKey(): string {
  const [firstLabel = ""] = new URL(environment().supabaseUrl).hostname.split(
    ".",
  );
  return `sb-${firstLabel}-auth-token`;
}

/** Whether Auth could find a session here: one that is stored, or the link of an e-mail that brings one. */
export function mayHaveSession(): boolean {
  const link = `${window.location.hash}&${window.location.search}`;
  return (
    /[#?&](?:access_token|error_description)=/.test(link) ||
    Object.keys(localStorage).some((key) => /^sb-.+-auth-token$/.test(key))
  );
}

/** Auth comes as a file of its own (23 KB): whoever opens the sign-in page for the first time does not wait for it. */
export async function createAuthClient(): Promise<GoTrueClient> {
  const { AuthClient } = await import("@supabase/auth-js");
  const { supabaseUrl, publishableKey } = environment();
  return new AuthClient({
    url: `${supabaseUrl}/auth/v1`,
    headers: { apikey: publishableKey },
    storageKey: storageKey(),
    // The session of a link shall work on the device where the mail is read, not only where it was asked for.
    flowType: "implicit",
  });
}
