import * as z from "zod/mini";
import { AppError } from "@contract/errors.ts";
import { unreachableError } from "@/lib/errors.ts";

const configSchema = z.object({
  /** "" means the page's own origin. */
  supabaseUrl: z.string(),
  publishableKey: z.string().check(z.minLength(1)),
  demo: z.optional(z.object({ email: z.string(), password: z.string() })),
});
type Config = z.infer<typeof configSchema>;

export interface Environment {
  /** Without a final slash. */
  supabaseUrl: string;
  publishableKey: string;
  /** A login that the sign-in page may offer to everybody. */
  demo: Config["demo"];
}

let current: Environment | undefined;

/** Which Supabase project this is: named when the SPA was built, else by /config.json of the server that serves it. */
export async function loadEnvironment(): Promise<void> {
  const { VITE_SUPABASE_URL, VITE_SUPABASE_PUBLISHABLE_KEY } = import.meta.env;
  const config = VITE_SUPABASE_URL
    ? {
        supabaseUrl: VITE_SUPABASE_URL,
        publishableKey: VITE_SUPABASE_PUBLISHABLE_KEY,
      }
    : await fetchConfig();

  const parsed = configSchema.safeParse(config);
  if (!parsed.success) {
    throw new AppError(
      "config_error",
      "Muster does not know its Supabase project: name VITE_SUPABASE_URL and VITE_SUPABASE_PUBLISHABLE_KEY when it is built, or serve /config.json",
    );
  }
  const { supabaseUrl, publishableKey, demo } = parsed.data;
  setEnvironment({
    supabaseUrl: (supabaseUrl || window.location.origin).replace(/\/+$/, ""),
    publishableKey,
    demo,
  });
}

async function fetchConfig(): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch("/config.json");
  } catch (cause) {
    throw unreachableError(cause);
  }
  // A host without /config.json often answers with the page itself.
  return response.ok ? response.json().catch(() => undefined) : undefined;
}

export function setEnvironment(environment: Environment): void {
  current = environment;
}

export function environment(): Environment {
  if (!current) throw new Error("loadEnvironment() has not been awaited");
  return current;
}
