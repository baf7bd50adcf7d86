import assert from "node:assert/strict";
import { withoutSecrets } from "../withoutSecrets.ts";
import { describeCause } from "./log.ts";

const value = "0b8f1c52-1111-4222-8333-944455556666";
const key = btoa("0123456789abcdef0123456789abcdef");

Deno.test("G01 whatever shape a secret has, the log does not show it", () => {
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  const secrets = [
    [`PVEAPIToken=root@pam!muster=${value}`, value],
    [`PVEAPIToken root@pam!muster ${value}`, value],
    [`Authorization: Bearer ${jwt}`, jwt],
    ["apikey sb_secret_abcDEF-123_x", "abcDEF"],
    [`PROXMOX_ENCRYPTION_KEY=1:${key}`, key],
    [`row key ${"0a".repeat(32)}`, "0a0a"],
  ] as const;
  for (const [text, secret] of secrets)
    assert.ok(!withoutSecrets(`x ${text} y`).includes(secret), text);
});

Deno.test("what is not secret stays readable", () => {
  for (const text of [
    "root@pam!muster is refused",
    `server ${value} is gone`,
    "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99",
  ])
    assert.equal(withoutSecrets(text), text);
});

Deno.test(
  "a failure is logged with what led to it, secrets cut out at every depth",
  () => {
    const inner = new Error(`header was PVEAPIToken=root@pam!muster=${value}`);
    const outer = new Error("call failed", { cause: inner });
    const text = describeCause(outer);
    assert.match(
      text,
      /call failed[\s\S]*caused by[\s\S]*root@pam!muster=\[redacted\]/,
    );
    assert.ok(!text.includes(value));
    assert.ok(describeCause(new Error("x".repeat(9000))).length <= 2000);
  },
);

Deno.test("an object that is no error is named by its type alone", () => {
  assert.equal(describeCause({ authorization: "secret" }), "object");
});
