import assert from "node:assert/strict";
import type { Assignment, Rule } from "./db/assignments.ts";
import {
  assignedServer,
  operatorTarget,
  requirePermission,
} from "./operatorServer.ts";

const token = "root@pam!muster=0b8f1c52-1111-4222-8333-944455556666";
const pem = "-----BEGIN CERTIFICATE-----\nMIIBfake\n-----END CERTIFICATE-----";

const targetFrom = (variables: Record<string, string>) => {
  const all: Record<string, string> = {
    PROXMOX_HOST: "pve1.example.org",
    PROXMOX_API_TOKEN: token,
    ...variables,
  };
  return operatorTarget({ get: (name) => all[name] });
};

Deno.test(
  "the operator's server has a host and a token; the rest is understood",
  () => {
    const target = targetFrom({ PROXMOX_HOST: " PVE1.example.org. " });
    assert.deepEqual(
      { ...target, token: target.token.reveal() },
      {
        serverId: null,
        name: "Shared server",
        host: "pve1.example.org",
        port: 8006,
        token,
        trust: { mode: "system" },
      },
    );
    assert.equal(targetFrom({ PROXMOX_PORT: "443" }).port, 443);
  },
);

Deno.test(
  "its certificate is checked unless the operator says no, by its authority if there is one",
  () => {
    const trustOf = (variables: Record<string, string>) =>
      targetFrom(variables).trust;
    assert.deepEqual(trustOf({ PROXMOX_VERIFY_SSL: "true" }), {
      mode: "system",
    });
    for (const no of ["false", "False", " FALSE "])
      assert.deepEqual(trustOf({ PROXMOX_VERIFY_SSL: no }), {
        mode: "insecure",
      });
    const authority = { mode: "ca", ca_certificate: pem };
    assert.deepEqual(trustOf({ PROXMOX_CA_CERT: pem }), authority);
    assert.deepEqual(
      trustOf({
        PROXMOX_CA_CERT: pem.replaceAll("\n", "\\n"),
        PROXMOX_VERIFY_SSL: "false",
      }),
      authority,
    );
  },
);

Deno.test(
  "a variable that is wrong is named, and its value is not said",
  () => {
    for (const [name, value] of [
      ["PROXMOX_HOST", "https://secret.example/"],
      ["PROXMOX_PORT", "secret"],
      ["PROXMOX_PORT", "0"],
      ["PROXMOX_API_TOKEN", "root@pam!muster=secret"],
      ["PROXMOX_API_TOKEN", ""],
      ["PROXMOX_VERIFY_SSL", "secret"],
      ["PROXMOX_CA_CERT", "/etc/secret.pem"],
    ] as const)
      assert.throws(
        () => targetFrom({ [name]: value }),
        ({ code, message }: { code: string; message: string }) =>
          code === "config_error" &&
          message.startsWith(name) &&
          !message.includes("secret"),
        name,
      );
  },
);

const view = { can_view: true, can_console: false, can_power: false };
const rule = (
  kind: Rule["kind"],
  value: string,
  more: Partial<Rule> = {},
): Rule => ({
  id: `${kind} ${value}`,
  kind,
  value,
  ...view,
  ...more,
});
const assignment = (
  vmid: number,
  more: Partial<Assignment> = {},
): Assignment => ({
  vmid,
  node: null,
  ...view,
  ...more,
});
const at = (vmid: number, node = "pve1") => ({ node, vmid });

/** A person's view of a server with three guests, and how often the server was asked. */
function serverWith(rights: { assignments?: Assignment[]; rules?: Rule[] }) {
  let asked = 0;
  const server = assignedServer(
    { assignments: [], rules: [], ...rights },
    () => targetFrom({}),
    () => {
      asked += 1;
      return Promise.resolve([
        { ...at(100), tags: "prod;web" },
        { ...at(101), tags: "db, Web", pool: "lab/a" },
        { ...at(102), pool: "laboratory" },
      ]);
    },
  );
  return { server, asked: () => asked };
}

Deno.test("a rule counts for the whole tag, as it is spelt", () => {
  const { server } = serverWith({ rules: [rule("tag", "web")] });
  const sees = (tags: string) => server.allows("view", { ...at(1), tags });
  for (const tags of ["web", "a;web;b", "a,web", "a web"])
    assert.equal(sees(tags), true, tags);
  for (const tags of ["", "Web", "webs", "a;web-2", "a.web"])
    assert.equal(sees(tags), false, tags);
});

Deno.test("a rule for a pool counts for the pools inside it", () => {
  const { server } = serverWith({ rules: [rule("pool", "lab")] });
  const sees = (pool: string) => server.allows("view", { ...at(1), pool });
  for (const pool of ["lab", "lab/a", "lab/a/b"])
    assert.equal(sees(pool), true, pool);
  for (const pool of ["", "laboratory", "a/lab", "Lab"])
    assert.equal(sees(pool), false, pool);
});

Deno.test("assignments and rules add up, and neither allows to manage", () => {
  const { server } = serverWith({
    assignments: [assignment(1, { can_console: true })],
    rules: [rule("tag", "web", { can_power: true })],
  });
  const may = (permission: "view" | "console" | "power" | "manage") =>
    server.allows(permission, { ...at(1), tags: "web" });
  assert.deepEqual(
    [may("view"), may("console"), may("power"), may("manage")],
    [true, true, true, false],
  );
});

Deno.test(
  "a guest by its address is judged by what the server says of it, and the server is asked once",
  async () => {
    const { server, asked } = serverWith({
      rules: [rule("tag", "web", { can_power: true }), rule("pool", "lab")],
    });
    assert.equal(server.allows("view", at(100)), false);
    await server.learn("power", [at(100)]);
    await server.learn("view", [at(101)]);
    assert.equal(asked(), 1);
    assert.equal(server.allows("power", at(100)), true);
    assert.equal(server.allows("view", at(101)), true);
    assert.equal(server.allows("power", at(101)), false);
    for (const vmid of [0, 102, 103])
      assert.equal(server.allows("view", at(vmid)), false);
    assert.equal(server.ruleFor("power", at(100)), "tag web");
    assert.equal(server.ruleFor("view", at(102)), null);
  },
);

Deno.test(
  "the server is not asked where an assignment decides, or no rule could",
  async () => {
    const direct = serverWith({
      assignments: [assignment(100, { can_power: true })],
      rules: [rule("tag", "web")],
    });
    await direct.server.learn("power", [at(100)]);
    assert.equal(direct.asked(), 0);
    assert.equal(direct.server.ruleFor("power", at(100)), null);
    await direct.server.learn("console", [at(100)]);
    assert.equal(direct.asked(), 1);

    const without = serverWith({ assignments: [assignment(100)] });
    await without.server.learn("power", [at(101)]);
    await without.server.learn("view");
    assert.equal(without.asked(), 0);
  },
);

Deno.test("a right that does not let one see allows nothing", () => {
  const { server } = serverWith({
    rules: [rule("tag", "web", { can_view: false, can_power: true })],
    assignments: [assignment(100, { can_view: false })],
  });
  assert.equal(server.allows("power", { ...at(1), tags: "web" }), false);
  assert.equal(server.allows("view", at(100)), false);
});

Deno.test(
  "what is not assigned is as absent as a foreign server; what may only be seen is forbidden",
  () => {
    const { server } = serverWith({
      assignments: [assignment(100, { node: "pve1" })],
    });
    const refused = (code: string, message: RegExp) => (error: unknown) => {
      const refusal = error as { code: string; message: string };
      return refusal.code === code && message.test(refusal.message);
    };
    for (const guest of [at(101), at(100, "pve2")])
      assert.throws(
        () => requirePermission(server, "power", guest),
        refused("not_found", /^There is no such server$/),
      );
    assert.throws(
      () => requirePermission(server, "power", at(100)),
      refused("forbidden", /guest 100/),
    );
    requirePermission(server, "view", at(100));
  },
);
