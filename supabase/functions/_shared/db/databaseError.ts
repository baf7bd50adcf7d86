import { AppError, errorStatus, type ErrorCode } from "../contract/errors.ts";
import { maxServersPerUser } from "../contract/servers.ts";
import { vaultMisconfigured } from "./keys.ts";

/** What PostgREST answers instead of data, as supabase-js hands it over. */
export interface DatabaseError {
  /** A SQLSTATE, a code of PostgREST (PGRSTnnn), or nothing when no answer came. */
  code: string;
  message: string;
  hint: string | null;
}

type Answer<Data> =
  | { data: Data; error: null }
  | { data: null; error: DatabaseError; status: number };

/** The data of an answer; the one place where an error of the database becomes one of ours. */
export async function dataOf<Data>(
  answer: PromiseLike<Answer<Data>>,
): Promise<Data> {
  const result = await answer;
  if (result.error) throw toAppError(result.error, result.status);
  return result.data;
}

export function toAppError(error: DatabaseError, status: number): AppError {
  const code = codeOf(error, status);
  // Not the details: they may hold a whole row.
  const cause = new Error(
    `Database error ${error.code || String(status)}: ${error.message}`,
  );
  return code === "config_error"
    ? vaultMisconfigured(error.message)
    : refusal(code, cause);
}

/** Why the database says no, in the words for people. */
export function refusal(code: ErrorCode, cause?: Error): AppError {
  const known = code in said ? code : "internal";
  const { sentence, fields } = said[known]!;
  return new AppError(known, sentence, { cause, ...(fields && { fields }) });
}

interface Said {
  sentence: string;
  fields?: Record<string, string>;
}

const said: Partial<Record<ErrorCode, Said>> = {
  server_exists: {
    sentence: "You have a server with this host and port already",
    fields: { host: "You have a server with this host and port already" },
  },
  limit_reached: {
    sentence: `You have ${String(maxServersPerUser)} servers, which is the limit. Remove one to add another.`,
  },
  not_found: { sentence: "There is no such server" },
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
  validation_failed: { sentence: "The database refused one of these values" },
  unauthorized: { sentence: "Sign in again" },
  forbidden: { sentence: "You may not do this" },
  db_unavailable: {
    sentence: "The database does not answer right now, try again soon",
  },
  internal: { sentence: "Something went wrong on our side" },
};

/** SQLSTATEs by their start (Postgres, appendix A) and codes of PostgREST (its documentation, "Errors"). */
const codes: readonly [start: string, code: ErrorCode][] = [
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

function codeOf({ code, message, hint }: DatabaseError, status: number) {
  // Raised by our own functions, which name the code in the hint.
  if (/^PT\d{3}$/.test(code))
    return isErrorCode(hint) ? hint : ("internal" as const);
  if (status === 401) return "unauthorized";
  if (code === "23505")
    return message.includes("proxmox_servers_user_id_host_port_key")
      ? "server_exists"
      : "internal";
  const known = codes.find(([start]) => code.startsWith(start))?.[1];
  if (known) return known;
  const isGateway = status === 0 || (status >= 502 && status <= 504);
  return isGateway ? "db_unavailable" : "internal";
}

function isErrorCode(text: string | null): text is ErrorCode {
  return text !== null && Object.hasOwn(errorStatus, text);
}
