import assert from "node:assert/strict";
import { allowedOriginsFromEnvironment, corsHeaders } from "./cors.ts";

const allowed = allowedOriginsFromEnvironment(
  " https://muster.example.org/, https://other.example.org ,*",
);
const from = (origin: string) =>
  new Request("http://localhost/list-vms", { headers: { origin } });

Deno.test("an origin of the list may read the answers", () => {
  for (const origin of [
    "https://muster.example.org",
    "https://other.example.org",
  ])
    assert.equal(
      corsHeaders(from(origin), allowed)["access-control-allow-origin"],
      origin,
    );
});

Deno.test(
  "O01 any other origin gets no permission, however near it comes",
  () => {
    for (const origin of [
      "https://evil.example",
      "https://muster.example.org.evil.example",
      "http://muster.example.org",
      "https://muster.example.org:8443",
      "https://MUSTER.example.org",
      "null",
      "*",
    ])
      assert.deepEqual(corsHeaders(from(origin), allowed), { vary: "origin" });
  },
);

Deno.test("without a list no other origin is let in", () => {
  assert.equal(allowedOriginsFromEnvironment("").size, 0);
});
