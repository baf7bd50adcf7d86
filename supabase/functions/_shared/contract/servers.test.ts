import assert from "node:assert/strict";
import {
  apiTokenSchema,
  serverInputSchema,
  serverNameSchema,
  testServer,
  tokenIdOf,
  trustFromInput,
  trustSchema,
} from "./servers.ts";

const secret = "0b8f1c52-9f5e-4a55-9a5e-6f1f5d7c2b11";
const token = `root@pam!muster=${secret}`;

const accepts = (schema: typeof apiTokenSchema, value: unknown) =>
  schema.safeParse(value).success;

Deno.test("a token is USER@REALM!TOKENID=UUID", () => {
  for (const value of [
    token,
    `${token}  `,
    `PVEAPIToken=${token}`,
    `Authorization: PVEAPIToken=${token}`,
  ])
    assert.equal(apiTokenSchema.parse(value), token, value);
  assert.ok(accepts(apiTokenSchema, `first.last+x@ldap-1!ci_1=${secret}`));
  assert.ok(accepts(apiTokenSchema, `a@b.org@pve!t1=${secret.toUpperCase()}`));
});

Deno.test("P05 a token that could change the header is refused", () => {
  const refused = [
    "",
    secret,
    `root@pam=${secret}`,
    `root!muster=${secret}`,
    `root@pam!m=${secret}`,
    `root@pam!muster=${secret.slice(1)}`,
    `root@pam!muster=${secret}0`,
    `root@pam!mus\r\nter=${secret}`,
    `ro;ot@pam!muster=${secret}`,
    `ro%20ot@pam!muster=${secret}`,
    `röt@pam!muster=${secret}`,
    `${"u".repeat(61)}@pam!muster=${secret}`,
    { toString: () => token },
    null,
  ];
  for (const value of refused)
    assert.ok(!accepts(apiTokenSchema, value), String(value));
});

Deno.test("the refusal of a token does not repeat it", () => {
  const result = apiTokenSchema.safeParse(`root@pam!muster=${secret}-more`);
  assert.ok(!JSON.stringify(result.error?.issues).includes(secret));
});

Deno.test("the part of a token before its secret is its id", () => {
  assert.equal(tokenIdOf(token), "root@pam!muster");
});

Deno.test(
  "X02 a name that deceives the eye is refused, a plain one is trimmed",
  () => {
    assert.equal(
      serverNameSchema.parse("  Home lab – Köln 🏠 "),
      "Home lab – Köln 🏠",
    );
    for (const name of [
      "",
      "   ",
      "a\u202eb",
      "a\u200bb",
      "a\nb",
      "a\u0000",
      "a\ufeffb",
      "x".repeat(101),
    ])
      assert.ok(
        !serverNameSchema.safeParse(name).success,
        JSON.stringify(name),
      );
  },
);

Deno.test(
  "P06 a field that is not part of a server is refused by its name",
  () => {
    const result = serverInputSchema.safeParse({
      name: "a",
      host: "pve1",
      api_token: token,
      user_id: "x",
      slot: 1,
    });
    const issue = result.error?.issues.find(
      ({ code }) => code === "unrecognized_keys",
    );
    assert.deepEqual(issue && "keys" in issue ? issue.keys : [], [
      "user_id",
      "slot",
    ]);
  },
);

Deno.test("N09 a port is a whole number from 1 to 65535", () => {
  const withPort = (port: unknown) =>
    serverInputSchema.safeParse({
      name: "a",
      host: "pve1",
      api_token: token,
      port,
    });
  assert.equal(withPort(undefined).data?.port, 8006);
  for (const port of [0, 65_536, -1, 8006.5, "8006", null, Number.NaN])
    assert.ok(!withPort(port).success, String(port));
});

Deno.test("trust names what it needs, and nothing else", () => {
  const pem = `-----BEGIN CERTIFICATE-----\n${"QUFB\n".repeat(20)}-----END CERTIFICATE-----\n`;
  const fingerprint = Array.from({ length: 32 }, () => "ab").join(":");
  const parse = (value: unknown) => trustSchema.safeParse(value);

  assert.ok(parse({ mode: "system" }).success);
  assert.ok(
    parse({ mode: "ca", ca_certificate: pem, server_name: "pve1" }).success,
  );
  assert.deepEqual(parse({ mode: "pin", fingerprint }).data, {
    mode: "pin",
    fingerprint: fingerprint.toUpperCase(),
  });
  for (const value of [
    { mode: "none" },
    { mode: "ca" },
    { mode: "ca", ca_certificate: "no PEM" },
    { mode: "ca", ca_certificate: `${pem}junk` },
    {
      mode: "ca",
      ca_certificate: pem.replaceAll("CERTIFICATE", "PRIVATE KEY"),
    },
    { mode: "pin", fingerprint: "AB:CD" },
    { mode: "system", fingerprint },
  ])
    assert.ok(!parse(value).success, JSON.stringify(value));
});

Deno.test("verify_ssl alone is the older way to name the trust", () => {
  assert.deepEqual(trustFromInput({ verify_ssl: false }), { mode: "insecure" });
  assert.deepEqual(trustFromInput({ verify_ssl: true }), { mode: "system" });
  assert.equal(trustFromInput({}), undefined);
});

Deno.test(
  "a test names a stored server or a whole connection, not a mixture",
  () => {
    const id = "6b9f5a1e-5f0e-4c62-9d5b-0d2f3f6f7c11";
    const parse = (value: unknown) =>
      testServer.request.safeParse(value).success;
    assert.ok(parse({ id }));
    assert.ok(parse({ host: "pve1", api_token: token }));
    assert.ok(!parse({ id, host: "elsewhere.example" }));
    assert.ok(!parse({ host: "pve1" }));
    assert.ok(!parse({}));
  },
);
