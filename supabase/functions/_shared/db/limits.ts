import { AppError } from "../contract/errors.ts";
import type { Caller } from "./caller.ts";
import { serviceClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

interface Limit {
  /** Where the operator sets another number. */
  variable: string;
  count: number;
  per: "minute" | "hour";
  /** What is limited, in words for people. */
  what: string;
}

/** How often one person may do what costs others something. Fifty servers in one sitting have to be possible. */
const limits = {
  test: {
    variable: "MUSTER_LIMIT_TESTS_PER_MINUTE",
    count: 30,
    per: "minute",
    what: "connection tests",
  },
  add: {
    variable: "MUSTER_LIMIT_ADDS_PER_HOUR",
    count: 120,
    per: "hour",
    what: "new servers",
  },
  change: {
    variable: "MUSTER_LIMIT_CHANGES_PER_HOUR",
    count: 600,
    per: "hour",
    what: "changes of servers",
  },
  list: {
    variable: "MUSTER_LIMIT_LISTS_PER_MINUTE",
    count: 60,
    per: "minute",
    what: "refreshes",
  },
  guest: {
    variable: "MUSTER_LIMIT_GUEST_READS_PER_MINUTE",
    count: 600,
    per: "minute",
    what: "looks at guests",
  },
  task: {
    variable: "MUSTER_LIMIT_TASK_READS_PER_MINUTE",
    count: 600,
    per: "minute",
    what: "looks at tasks",
  },
  action: {
    variable: "MUSTER_LIMIT_ACTIONS_PER_MINUTE",
    count: 600,
    per: "minute",
    what: "actions",
  },
  console: {
    variable: "MUSTER_LIMIT_CONSOLES_PER_MINUTE",
    count: 20,
    per: "minute",
    what: "consoles",
  },
} as const satisfies Record<string, Limit>;

const windows = {
  minute: { seconds: 60, words: "a minute" },
  hour: { seconds: 3600, words: "an hour" },
} as const;

/**
 * Takes from what the caller may still do, all of `count` or nothing. Where the database cannot say, nothing is done: without it there
 * would be no server and no token either, so a closed gate costs nobody anything.
 */
export async function takeFromLimit(
  caller: Caller,
  name: keyof typeof limits,
  count = 1,
): Promise<void> {
  const { per, what, variable, count: usual } = limits[name];
  const limit = limitFromEnvironment(variable) ?? usual;
  if (count > limit)
    throw new AppError(
      "payload_too_large",
      `${String(count)} ${what} at once are too many: at most ${String(limit)} ${windows[per].words} are allowed here`,
    );

  const seconds = await dataOf(
    serviceClient().rpc("take_from_limit", {
      p_user_id: caller.userId,
      p_action: name,
      p_limit: limit,
      p_window_seconds: windows[per].seconds,
      p_count: count,
    }),
  );
  if (seconds === 0) return;
  throw new AppError(
    "rate_limited",
    `Too many ${what}: at most ${String(limit)} ${windows[per].words} are allowed here. Try again in ${inWords(seconds)}`,
    { retryAfterSeconds: seconds },
  );
}

function inWords(seconds: number): string {
  return seconds <= 90
    ? `${String(seconds)} s`
    : `${String(Math.ceil(seconds / 60))} min`;
}

function limitFromEnvironment(variable: string): number | undefined {
  const text = Deno.env.get(variable)?.trim();
  if (!text) return undefined;
  // A limit that cannot be read is none that was meant: better no service than one without limits.
  if (!/^[1-9]\d{0,6}$/.test(text))
    throw new AppError("config_error", "Server configuration problem", {
      cause: new Error(`${variable} is not a number from 1 to 9999999`),
    });
  return Number(text);
}
