import { AppError } from "./contract/errors.ts";

/** What these functions cannot work without. People are told that something is wrong; which variable it is, the log tells. */
export function requiredVariable(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw misconfigured(`${name} is not set`);
  return value;
}

/** Supabase gives its keys as JSON, by name. */
export function defaultKey(name: string): string {
  const json = requiredVariable(name);
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
