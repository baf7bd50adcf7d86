import type { GoTrueClient, GoTrueClientOptions } from "@supabase/auth-js";
import * as z from "zod/mini";
import { environment } from "@/lib/env.ts";

/** The key under which Supabase's own clients keep a session, so that theirs and ours are one. */
export function storageKey(): string {
  const [firstLabel = ""] = new URL(environment().supabaseUrl).hostname.split(
    ".",
  );
  return `sb-${firstLabel}-auth-token`;
}

const storedSessionSchema = z.object({
  access_token: z.string(),
  /** Seconds since 1970. */
  expires_at: z.number(),
  user: z.object({
    id: z.string(),
    email: z.optional(z.string()),
    user_metadata: z.optional(z.record(z.string(), z.unknown())),
    factors: z.optional(
      z.array(
        z.object({
          id: z.string(),
          status: z.string(),
          factor_type: z.string(),
          friendly_name: z.optional(z.string()),
          created_at: z.string(),
        }),
      ),
    ),
  }),
});
export type StoredSession = z.infer<typeof storedSessionSchema>;

/** What Auth's client left in the browser, read without it: a page whose token is still good does not need its 23 KB. */
export function storedSession(): StoredSession | undefined {
  try {
    const text = localStorage.getItem(storageKey()) ?? "";
    return storedSessionSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Before the environment is known: is it worth loading what only a signed-in person sees? */
export function mayHaveSession(): boolean {
  return Object.keys(localStorage).some((key) =>
    /^sb-.+-auth-token$/.test(key),
  );
}

/** The address that the link of a mail leads to brings a session, or the reason why not. */
export function isReturnFromMail(): boolean {
  const { hash, search } = window.location;
  return /[#?&](?:access_token|error_description)=/.test(`${search}&${hash}`);
}

/** Auth comes as a file of its own: nobody waits for it who only looks at the sign-in page, or has a token that is still good. */
export async function createAuthClient(
  options: GoTrueClientOptions = {},
): Promise<GoTrueClient> {
  const { AuthClient } = await import("@supabase/auth-js");
  const { supabaseUrl, publishableKey } = environment();
  return new AuthClient({
    url: `${supabaseUrl}/auth/v1`,
    headers: { apikey: publishableKey },
    storageKey: storageKey(),
    // The session of a link shall work on the device where the mail is read, not only where it was asked for.
    flowType: "implicit",
    ...options,
  });
}
