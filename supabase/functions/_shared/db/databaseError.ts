import { AppError } from "../contract/errors.ts";
import { maxServersPerUser } from "../contract/servers.ts";
import { vaultMisconfigured } from "./keys.ts";

/** What PostgREST answers instead of data, as supabase-js hands it over. */
export interface DatabaseError {
  /** A SQLSTATE, a code of PostgREST (PGRSTnnn), or empty when no answer came. */
  code: string;
  message: string;
  hint: string | null;
}

type Answer<Data> =
  | { data: Data; error: null }
  | { data: null; error: DatabaseError; status: number };

/** The data of an answer; here alone an error of the database becomes one of ours. */
export async function dataOf<Data>(
  answer: PromiseLike<Answer<Data>>,
): Promise<Data> {
  const result = await answer;
  if (result.error) throw toAppError(result.error, result.status);
  return result.data;
}

export function toAppError(error: DatabaseError, status: number): AppError {
  const code = codeOf(error, status);
  if (code === "config_error") return vaultMisconfigured(error.message);
  // Without the details: they may hold a whole row.
  const cause = new Error(
    `Database error ${error.code || String(status)}: ${error.message}`,
  );
  return refusal(code, cause);
}

/** What the database says no to, in words for people. */
export function refusal(code: Refusal, cause?: Error): AppError {
  const { sentence, fields } = refusals[code];
  return new AppError(code, sentence, { cause, ...(fields && { fields }) });
}

type Refusal =
  | "server_exists"
  | "limit_reached"
  | "not_found"
  | "server_deactivated"
  | "version_conflict"
  | "token_required"
  | "validation_failed"
  | "rate_limited"
  | "unauthorized"
  | "forbidden"
  | "db_unavailable"
  | "internal";

interface Said {
  sentence: string;
  fields?: Record<string, string>;
}

const refusals: Record<Refusal, Said> = {
  server_exists: {
    sentence: "You have a server with this host and port already",
    fields: { host: "You have a server with this host and port already" },
  },
  limit_reached: {
    sentence: `You have ${String(maxServersPerUser)} servers, which is the limit. Remove one to add another.`,
  },
  not_found: { sentence: "There is no such server" },
  server_deactivated: {
    sentence:
      "An administrator has switched this server off. It stays as it is until they switch it on again.",
  },
  version_conflict: {
    sentence:
      "This server was changed meanwhile. Look at it again before you change it.",
  },
  token_required: {
    sentence: "A new host or port needs the API token again",
    fields: {
      api_token: "Enter the token again: the host or port is a new one",
    },
  },
  rate_limited: { sentence: "Too many requests, try again soon" },
  validation_failed: { sentence: "The database refused one of these values" },
  unauthorized: { sentence: "Sign in again" },
  forbidden: { sentence: "You may not do this" },
  db_unavailable: {
    sentence: "The database does not answer right now, try again soon",
  },
  internal: { sentence: "Something went wrong on our side" },
};

/** SQLSTATEs by their start (Postgres, appendix A), and codes of PostgREST (its documentation, "Errors"). */
const codes: readonly [start: string, code: Refusal][] = [
  ["PGRST00", "db_unavailable"],
  ["PGRST30", "unauthorized"],
  ["08", "db_unavailable"],
  ["22", "validation_failed"],
  ["23502", "validation_failed"],
  // The only parent that can be missing is the person: the account was deleted, its JWT lives on.
  ["23503", "unauthorized"],
  ["23514", "validation_failed"],
  ["40", "db_unavailable"],
  ["42501", "forbidden"],
  ["53", "db_unavailable"],
  ["55P03", "db_unavailable"],
  ["57", "db_unavailable"],
];

function codeOf(
  { code, message, hint }: DatabaseError,
  status: number,
): Refusal | "config_error" {
  // Raised by our own functions, which name the code in the hint.
  if (/^PT\d{3}$/.test(code)) {
    const isKnown = hint === "config_error" || isRefusal(hint);
    return isKnown ? hint : "internal";
  }
  if (status === 401) return "unauthorized";
  if (code === "23505")
    return message.includes("proxmox_servers_user_id_host_port_key")
      ? "server_exists"
      : "internal";
  const known = codes.find(([start]) => code.startsWith(start));
  if (known) return known[1];
  // No answer at all, or one of a gateway that got none.
  return status === 0 || (status >= 502 && status <= 504)
    ? "db_unavailable"
    : "internal";
}

function isRefusal(hint: string | null): hint is Refusal {
  return hint !== null && Object.hasOwn(refusals, hint);
}
