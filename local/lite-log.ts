import { AsyncLocalStorage } from "node:async_hooks";
import { isCallersMistake, PostgrestError } from "./postgrest-error.ts";

/**
 * @supabase/lite prints every database error, with its query and its bound parameters: passwords' hashes, e-mail addresses, API
 * tokens on their way into the vault. It has no option against that, so what it prints while it works for a request is caught here.
 */
const inLite = new AsyncLocalStorage<true>();
const methods = ["debug", "info", "log", "warn", "error"] as const;
let isWatching = false;

export function withoutSecrets<Result>(
  work: () => Promise<Result>,
): Promise<Result> {
  watchConsole();
  return inLite.run(true, work);
}

function watchConsole(): void {
  if (isWatching) return;
  isWatching = true;
  for (const method of methods) {
    const print = console[method].bind(console);
    console[method] = (...values: unknown[]) => {
      if (!inLite.getStore()) {
        print(...values);
        return;
      }
      const line = values.map(withoutText).filter(Boolean).join(" ");
      if (line) print(`supabase/lite: ${line}`);
    };
  }
}

/** Of a failure its kind and where it was thrown; of anything else nothing. */
function withoutText(value: unknown): string {
  if (!(value instanceof Error) || isCallersMistake(value)) return "";
  if (value instanceof PostgrestError) return `SQLSTATE ${value.sqlState}`;
  const { code } = value as NodeJS.ErrnoException;
  const frame = value.stack?.split("\n").find((line) => /^\s+at /.test(line));
  return [value.name, code, frame?.trim()].filter(Boolean).join(" ");
}
