import assert from "node:assert/strict";
import { AppError, type ErrorCode } from "../contract/errors.ts";
import { dataOf, toAppError } from "./databaseError.ts";

const duplicate = (constraint: string) =>
  `duplicate key value violates unique constraint "${constraint}"`;

const cases: [
  what: string,
  error: { code: string; message?: string; hint?: string },
  status: number,
  code: ErrorCode,
][] = [
  [
    "our own limit",
    { code: "PT409", hint: "limit_reached" },
    409,
    "limit_reached",
  ],
  ["our own 404", { code: "PT404", hint: "not_found" }, 404, "not_found"],
  [
    "an older version",
    { code: "PT409", hint: "version_conflict" },
    409,
    "version_conflict",
  ],
  [
    "a host without its token",
    { code: "PT422", hint: "token_required" },
    422,
    "token_required",
  ],
  [
    "too many at once",
    { code: "PT429", hint: "rate_limited" },
    429,
    "rate_limited",
  ],
  [
    "a mistyped key",
    { code: "PT503", hint: "config_error" },
    503,
    "config_error",
  ],
  [
    "a hint that is no code",
    { code: "PT409", hint: "rm -rf" },
    409,
    "internal",
  ],
  ["a hint of Object's", { code: "PT409", hint: "toString" }, 409, "internal"],
  [
    "a hint that others wrote",
    { code: "23514", hint: "not_found" },
    400,
    "validation_failed",
  ],
  [
    "a server twice",
    {
      code: "23505",
      message: duplicate("proxmox_servers_user_id_host_port_key"),
    },
    409,
    "server_exists",
  ],
  [
    "an id twice",
    { code: "23505", message: duplicate("proxmox_servers_pkey") },
    409,
    "internal",
  ],
  ["a broken check", { code: "23514" }, 400, "validation_failed"],
  ["text for a number", { code: "22P02" }, 400, "validation_failed"],
  ["a deleted account", { code: "23503" }, 409, "unauthorized"],
  ["no right, signed in", { code: "42501" }, 403, "forbidden"],
  ["no right, not signed in", { code: "42501" }, 401, "unauthorized"],
  ["an expired JWT", { code: "PGRST303" }, 401, "unauthorized"],
  ["a refused JWT", { code: "PGRST301" }, 401, "unauthorized"],
  [
    "PostgREST without its database",
    { code: "PGRST001" },
    503,
    "db_unavailable",
  ],
  ["too many connections", { code: "53300" }, 503, "db_unavailable"],
  ["a statement that took too long", { code: "57014" }, 500, "db_unavailable"],
  ["a deadlock", { code: "40P01" }, 500, "db_unavailable"],
  [
    "no network",
    { code: "", message: "TypeError: fetch failed" },
    0,
    "db_unavailable",
  ],
  ["a gateway's page", { code: "", message: "<html>" }, 502, "db_unavailable"],
  ["a function that is not there", { code: "PGRST202" }, 404, "internal"],
  ["a broken query", { code: "42703" }, 400, "internal"],
  ["anything else", { code: "XX000" }, 500, "internal"],
];

for (const [what, error, status, code] of cases)
  Deno.test(`${what} (${error.code || String(status)}) is ${code}`, () => {
    const mapped = toAppError(
      { message: "as Postgres says", hint: null, ...error },
      status,
    );
    assert.ok(mapped instanceof AppError);
    assert.equal(mapped.code, code);
    assert.doesNotMatch(mapped.message, /as Postgres says|duplicate key|html/);
  });

Deno.test("a form learns which field to ask about", () => {
  const of = (code: string, hint: string) =>
    Object.keys(toAppError({ code, hint, message: "" }, 409).fields ?? {});
  assert.deepEqual(of("PT422", "token_required"), ["api_token"]);
  assert.deepEqual(of("PT409", "server_exists"), ["host"]);
  assert.deepEqual(of("PT404", "not_found"), []);
});

Deno.test(
  "G02: the details of an error, which may print a row, go nowhere",
  () => {
    const error = {
      code: "23514",
      message: "violates check constraint",
      details: "Failing row contains (hunter2)",
      hint: null,
    };
    const mapped = toAppError(error, 400);
    assert.doesNotMatch(
      `${mapped.message} ${String(mapped.cause)} ${Deno.inspect(mapped)}`,
      /hunter2/,
    );
  },
);

Deno.test("an answer without an error is its data", async () => {
  assert.deepEqual(
    await dataOf(Promise.resolve({ data: [1], error: null })),
    [1],
  );
});
