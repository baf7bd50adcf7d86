import assert from "node:assert/strict";
import * as z from "zod/mini";
import { defineEndpoint } from "../contract/endpoint.ts";
import { AppError, errorBodySchema } from "../contract/errors.ts";
import type { ReadCaller } from "./caller.ts";
import { maxBodyBytes } from "./input.ts";
import { asTheyComplete, Line, Lines } from "./lines.ts";
import { handle, respond } from "./serve.ts";

const rowSchema = z.object({ id: z.string() });
const listRows = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "",
  status: 200,
  request: z.strictObject({ only: z.optional(z.string()) }),
  response: z.object({ rows: z.array(rowSchema) }),
});
const addRow = defineEndpoint({
  functionName: "list-vms",
  method: "POST",
  path: "",
  status: 201,
  request: z.strictObject({
    name: z.string(),
    size: z._default(z.number(), 1),
  }),
  response: z.object({ name: z.string(), size: z.number() }),
});
const addRows = defineEndpoint({
  functionName: "list-vms",
  method: "POST",
  path: "",
  status: 207,
  request: z.strictObject({ items: z.array(z.string()) }),
  response: z.object({ added: z.number() }),
});
const removeRow = defineEndpoint({
  functionName: "list-vms",
  method: "DELETE",
  path: "/{id}",
  status: 204,
  request: z.strictObject({ id: z.string() }),
  response: z.undefined(),
});
const changeRow = defineEndpoint({
  functionName: "list-vms",
  method: "PUT",
  path: "/{id}",
  status: 200,
  request: z.strictObject({ id: z.string(), name: z.string() }),
  response: z.object({ id: z.string(), name: z.string() }),
});

const caller = { userId: "me", accessToken: "a.b.c", sessionId: undefined };
const checks: boolean[] = [];
const knownCaller: ReadCaller = (request, { sessionMustExist }) => {
  checks.push(sessionMustExist);
  return request.headers.has("authorization")
    ? Promise.resolve(caller)
    : Promise.reject(new AppError("unauthorized", "Sign in first"));
};

const rowWithSecret = { id: "1", api_token: "root@pam!a=secret" };
const serve = respond(
  [
    handle(listRows, ({ only }, _caller, { accepts }) => {
      if (only === "missing") throw new AppError("not_found", "No such row");
      if (only === "busy")
        throw new AppError("rate_limited", "Slowly", {
          retryAfterSeconds: 6.2,
        });
      if (only === "bug")
        throw new TypeError("x is not a function of root@pam");
      if (only === "wrong") return { rows: [{ id: 7 as unknown as string }] };
      if (accepts("application/x-ndjson"))
        return new Lines(
          asTheyComplete([Promise.resolve(new Line(rowSchema, rowWithSecret))]),
          () => undefined,
        );
      return { rows: [rowWithSecret] };
    }),
    handle(addRows, ({ items }) => ({ added: items.length }), {
      when: (input) => "items" in input,
    }),
    handle(addRow, (row) => row),
    handle(changeRow, (row) => row),
    handle(removeRow, () => undefined),
  ],
  knownCaller,
);

interface Init extends RequestInit {
  headers?: Record<string, string>;
}

const call = (path: string, init: Init = {}) =>
  serve(
    new Request(`http://localhost/list-vms${path}`, {
      ...init,
      headers: { authorization: "Bearer a.b.c", ...init.headers },
    }),
  );
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
  call("", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

/** The failure as its body tells it, and the lines it left in the log. */
async function failureOf(send: () => Promise<Response>) {
  const { error: original } = console;
  const logged: string[] = [];
  console.error = (line: string) => logged.push(line);
  try {
    const response = await send();
    const text = await response.text();
    const { error } = errorBodySchema.parse(JSON.parse(text));
    assert.equal(error.requestId, response.headers.get("x-request-id"));
    return { response, status: response.status, text, logged, ...error };
  } finally {
    console.error = original;
  }
}

Deno.test(
  "a call is answered with what the response's schema names, and with safe headers",
  async () => {
    const response = await call("");
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { rows: [{ id: "1" }] });
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.match(response.headers.get("x-request-id") ?? "", /^[\da-f-]{36}$/);
    assert.match(
      response.headers.get("content-type") ?? "",
      /^application\/json/,
    );
  },
);

Deno.test("the gateway's prefix and a final slash change nothing", async () => {
  for (const path of ["/list-vms", "/list-vms/", "/functions/v1/list-vms"]) {
    const response = await serve(
      new Request(`http://localhost${path}`, {
        headers: { authorization: "Bearer a.b.c" },
      }),
    );
    assert.equal(response.status, 200, path);
  }
});

Deno.test("the same comes as lines for who accepts lines", async () => {
  const response = await call("", {
    headers: { accept: "application/json;q=0.5, application/x-ndjson" },
  });
  assert.equal(response.headers.get("content-type"), "application/x-ndjson");
  assert.match(response.headers.get("vary") ?? "", /accept/);
  assert.equal(await response.text(), '{"id":"1"}\n');
});

Deno.test(
  "of two endpoints on one path and method, the one that is meant answers",
  async () => {
    const many = await post('{"items":["a","b"]}');
    assert.equal(many.status, 207);
    assert.deepEqual(await many.json(), { added: 2 });
    const one = await post('{"name":"a"}');
    assert.equal(one.status, 201);
    assert.deepEqual(await one.json(), { name: "a", size: 1 });
  },
);

Deno.test("a removal answers with nothing", async () => {
  const response = await call("/7", { method: "DELETE" });
  assert.equal(response.status, 204);
  assert.equal(response.body, null);
});

Deno.test(
  "a read may rest on the signature, everything else asks for the session",
  async () => {
    checks.length = 0;
    await call("");
    await post('{"name":"a"}');
    await call("/7", { method: "DELETE" });
    assert.deepEqual(checks, [false, true, true]);
  },
);

Deno.test(
  "no caller: 401 before anything is said about the request",
  async () => {
    const refused = await failureOf(() =>
      serve(
        new Request("http://localhost/list-vms", {
          method: "POST",
          body: "not even JSON",
        }),
      ),
    );
    assert.equal(refused.status, 401);
    assert.equal(refused.response.headers.get("www-authenticate"), "Bearer");
  },
);

Deno.test("a path that is not there, a method that is not taken", async () => {
  for (const path of ["/a/b", "x", "/../vm-actions"])
    assert.equal((await failureOf(() => call(path))).code, "not_found", path);
  const refused = await failureOf(() => call("/7", { method: "POST" }));
  assert.equal(refused.status, 405);
  assert.equal(refused.response.headers.get("allow"), "PUT, DELETE");
  for (const method of ["HEAD", "PATCH", "PROPFIND"])
    assert.equal((await call("", { method })).status, 405, method);
});

Deno.test("O02 only JSON is a body", async () => {
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonp",
    "",
  ]) {
    const refused = await failureOf(() =>
      post('{"name":"a"}', { "content-type": type }),
    );
    assert.equal(refused.status, 415, type);
  }
  const compressed = () => post('{"name":"a"}', { "content-encoding": "gzip" });
  assert.equal((await failureOf(compressed)).status, 415);
  const withCharset = { "content-type": "Application/JSON; charset=utf-8" };
  assert.equal((await post('{"name":"ü"}', withCharset)).status, 201);
});

Deno.test("what is not a JSON object is refused, and not quoted", async () => {
  const token = "root@pam!a=0b8f1c52-1111-4222-8333-944455556666";
  for (const body of [
    "",
    "{",
    `{"api_token":"${token}",}`,
    "[1]",
    "null",
    '"x"',
    "7",
    new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
  ]) {
    const refused = await failureOf(() => post(body));
    assert.equal(refused.code, "validation_failed", String(body));
    assert.ok(!refused.text.includes(token));
    assert.ok(!refused.logged.join("").includes(token));
  }
});

Deno.test("R04 deep nesting and __proto__ end as refused fields", async () => {
  const deep = `{"name":"a","x":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  assert.deepEqual((await failureOf(() => post(deep))).fields, {
    x: "There is no such field",
  });
  const polluted = '{"name":"a","__proto__":{"polluted":true}}';
  assert.equal((await failureOf(() => post(polluted))).status, 400);
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

Deno.test("a body has a limit, announced or not", async () => {
  const body = JSON.stringify({ name: "x".repeat(maxBodyBytes) });
  assert.equal((await failureOf(() => post(body))).status, 413);
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      sent += 64 * 1024;
      controller.enqueue(new Uint8Array(64 * 1024).fill(32));
    },
  });
  assert.equal((await failureOf(() => post(endless))).status, 413);
  assert.ok(sent <= maxBodyBytes + 3 * 64 * 1024, "and is not read to its end");
  const largest = JSON.stringify({ name: "x".repeat(maxBodyBytes - 11) });
  assert.equal((await post(largest)).status, 201);
});

Deno.test("every refused field is named; unknown ones too", async () => {
  const refused = await failureOf(() => post('{"size":"big","admin":true}'));
  assert.equal(refused.status, 400);
  assert.deepEqual(refused.fields, {
    name: "This field is required",
    size: "Expected a number",
    admin: "There is no such field",
  });
  const query = await failureOf(() => call("?only=a&only=b"));
  assert.deepEqual(query.fields, { only: "Say this once" });
  const unknown = await failureOf(() => call("?user_id=7"));
  assert.deepEqual(unknown.fields, { user_id: "There is no such field" });
});

Deno.test(
  "a field of the path is said in the path alone, a field of the body in the body alone",
  async () => {
    const json = { "content-type": "application/json" };
    const twice = await failureOf(() =>
      call("/7", {
        method: "PUT",
        body: '{"id":"8","name":"a"}',
        headers: json,
      }),
    );
    assert.deepEqual(Object.keys(twice.fields ?? {}), ["id"]);
    const inAddress = await failureOf(() =>
      call("?size=3", { method: "POST", body: '{"name":"a"}', headers: json }),
    );
    assert.deepEqual(Object.keys(inAddress.fields ?? {}), ["size"]);
  },
);

Deno.test(
  "a foreseen failure keeps its code, its words and when to come back",
  async () => {
    const missing = await failureOf(() => call("?only=missing"));
    assert.equal(missing.status, 404);
    assert.equal(missing.message, "No such row");
    const busy = await failureOf(() => call("?only=busy"));
    assert.equal(busy.status, 429);
    assert.equal(busy.response.headers.get("retry-after"), "7");
  },
);

Deno.test(
  "F28 an unforeseen failure says nothing of itself, but the log does",
  async () => {
    for (const kind of ["bug", "wrong"]) {
      const failed = await failureOf(() => call(`?only=${kind}`));
      assert.equal(failed.status, 500);
      assert.equal(failed.message, "Something went wrong on our side");
      assert.ok(!failed.text.includes("pam"));
      const [line, ...more] = failed.logged;
      assert.equal(more.length, 0);
      const record = JSON.parse(line ?? "") as Record<string, string>;
      assert.deepEqual(
        { ...record, cause: "" },
        {
          requestId: failed.requestId,
          function: "list-vms",
          method: "GET",
          path: "",
          code: "internal",
          cause: "",
        },
      );
      assert.match(record["cause"] ?? "", /TypeError|ZodError/);
    }
  },
);

Deno.test(
  "A03 a failure is one line in the log, by template, without what was sent",
  async () => {
    const { logged } = await failureOf(() =>
      call("/secret%0aid", {
        method: "PUT",
        body: '{"token":"hush"}',
        headers: { "content-type": "application/json", cookie: "c=hush" },
      }),
    );
    assert.equal(logged.length, 1);
    assert.match(
      logged[0] ?? "",
      /"path":"\/\{id\}","code":"validation_failed"/,
    );
    assert.doesNotMatch(logged[0] ?? "", /hush|secret|\n/);
  },
);

Deno.test(
  "O01 a preflight needs no sign-in, and permits what the path takes to listed origins alone",
  async () => {
    const ask = (origin: string) =>
      serve(
        new Request("http://localhost/list-vms/7", {
          method: "OPTIONS",
          headers: { origin, "access-control-request-method": "PUT" },
        }),
      );
    Deno.env.set("MUSTER_ALLOWED_ORIGINS", "https://muster.example.org");
    try {
      const listed = await ask("https://muster.example.org");
      assert.equal(listed.status, 204);
      assert.deepEqual(
        [...listed.headers].filter(([name]) => /^access-control/.test(name)),
        [
          [
            "access-control-allow-headers",
            "authorization, apikey, content-type, accept, x-client-info",
          ],
          ["access-control-allow-methods", "PUT, DELETE"],
          ["access-control-allow-origin", "https://muster.example.org"],
          ["access-control-expose-headers", "x-request-id, retry-after"],
          ["access-control-max-age", "3600"],
        ],
      );
      const { headers } = await ask("https://evil.example");
      assert.equal(headers.get("access-control-allow-origin"), null);
    } finally {
      Deno.env.delete("MUSTER_ALLOWED_ORIGINS");
    }
  },
);
