import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Secret } from "./secret.ts";

const secret = new Secret("hunter2");

Deno.test("a secret gives its value to who asks for it by name", () => {
  assert.equal(secret.reveal(), "hunter2");
});

Deno.test("G02: no other way of writing a secret shows its value", () => {
  const error = new Error(`token ${String(secret)}`, { cause: { secret } });
  const written = [
    String(secret),
    ["token", secret].join(" "),
    JSON.stringify({ secret }),
    Deno.inspect({ secret }, { depth: 9, showHidden: true }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    Deno.inspect(error),
    Deno.inspect(structuredClone(secret)),
    Object.values(secret).join(),
    new URLSearchParams({ token: String(secret) }).toString(),
  ];
  for (const text of written) assert.doesNotMatch(text, /hunter2/);
});
