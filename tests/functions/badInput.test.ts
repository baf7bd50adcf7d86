// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listServers } from "../../supabase/functions/_shared/contract/serverList.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  entryOf,
  failure,
  newToken,
  Person,
  success,
  useProduct,
} from "./product.ts";

let fake: FakeProxmox;
let person: Person;
let serverId: string;

useProduct();
beforeAll(async () => {
  [fake, person] = await Promise.all([startFakeProxmox(), Person.signUp()]);
  serverId = (await person.add(entryOf(fake))).id;
});
// Whatever was refused has left no trace: nothing is stored, nothing was sent.
afterAll(async () => {
  const answer = await person.call("GET", "proxmox-servers");
  const { servers } = success(answer, listServers);
  expect(servers.map(({ id, version }) => [id, version])).toEqual([
    [serverId, 1],
  ]);
  expect(fake.seen).toEqual([]);
  await fake.close();
});

const uuid = "0b8f1c52-1111-4222-8333-944455556666";
const entry = (changes: object) => ({
  name: "pve1",
  host: "192.168.1.100",
  port: 8006,
  api_token: newToken(),
  ...changes,
});

async function refusedFields(method: string, path: string, body?: unknown) {
  const answer = await person.call(method, path, {
    ...(body !== undefined && { body }),
  });
  const { fields = {} } = failure(answer, 400, "validation_failed");
  for (const sentence of Object.values(fields))
    expect(sentence).toMatch(/^\p{Lu}.* .*/su);
  return Object.keys(fields).sort();
}

describe("proxmox-servers", () => {
  const badHosts: unknown[] = [
    ...["", " ", "https://pve1", "pve1/", "pve1:8006", "pve1#x", "pve1?x"],
    ...["root@pve1", "root:pw@pve1", "pve1\r\nx: y", "pve1\\x", "a b", "-pve1"],
    // N01 N02 N03: addresses in disguise
    ...["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "①②⑦.0.0.1"],
    ...["127。0。0。1", "fe80::1%eth0", "1.2.3.4.5", "x".repeat(300)],
    ...[7, null, ["pve1"], { toString: "pve1" }],
  ];
  test.each(badHosts)("N08 host %j is refused at its field", async (host) => {
    const body = entry({ host });
    expect(await refusedFields("POST", "proxmox-servers", body)).toEqual([
      "host",
    ]);
  });

  test.each([0, -1, 65536, 8006.5, "8006", null, 1e21])(
    "N09 port %j is refused at its field",
    async (port) => {
      const body = entry({ port });
      expect(await refusedFields("POST", "proxmox-servers", body)).toEqual([
        "port",
      ]);
    },
  );

  test.each(["", "   ", "x".repeat(101), "a\u202eb", "a\u200bb", "a\nb", 7])(
    "X02 name %j is refused at its field",
    async (name) => {
      const body = entry({ name });
      expect(await refusedFields("POST", "proxmox-servers", body)).toEqual([
        "name",
      ]);
    },
  );

  test.each([
    "",
    uuid,
    `root@pam=${uuid}`,
    `root!muster=${uuid}`,
    "root@pam!muster",
    "root@pam!muster=secret",
    `root@pam!muster=${uuid}\r\nX-Evil: 1`,
    `root@pam!mus;ter=${uuid}`,
    `ro%6ft@pam!muster=${uuid}`,
    `röot@pam!muster=${uuid}`,
    `root@pam!m=${uuid}`,
    7,
  ])("P05 token %j is refused at its field", async (api_token) => {
    const body = entry({ api_token });
    expect(await refusedFields("POST", "proxmox-servers", body)).toEqual([
      "api_token",
    ]);
  });

  test("P06 fields that are nobody's to set are refused by name", async () => {
    for (const field of [
      ...["id", "user_id", "slot", "created_at", "token_id", "is_admin"],
      ...["last_connected_at", "version", "constructor", "Name"],
    ])
      expect(
        await refusedFields("POST", "proxmox-servers", entry({ [field]: 1 })),
      ).toEqual([field]);
    for (const field of ["user_id", "slot", "created_at"])
      expect(
        await refusedFields("PUT", `proxmox-servers/${serverId}`, {
          [field]: randomUUID(),
        }),
      ).toEqual([field]);
  });

  test("an id belongs to the path, and is said once", async () => {
    const id = randomUUID();
    expect(
      await refusedFields("PUT", `proxmox-servers/${serverId}`, { id }),
    ).toEqual(["id"]);
    expect(
      await refusedFields("DELETE", `proxmox-servers/${serverId}?id=${id}`),
    ).toEqual(["id"]);
  });

  test("every wrong field is named at once", async () => {
    expect(
      await refusedFields("POST", "proxmox-servers", {
        name: "",
        host: "http://x",
        port: "x",
        trust: { mode: "ca", ca_certificate: "none", extra: 1 },
      }),
    ).toEqual([
      ...["api_token", "host", "name", "port"],
      ...["trust.ca_certificate", "trust.extra"],
    ]);
  });

  test("what looks like a CA certificate and is none is refused", async () => {
    const pem = (base64: string) =>
      `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----`;
    for (const base64 of ["AAAA", "=", btoa("not DER"), "MIIB"])
      expect(
        await refusedFields(
          "POST",
          "proxmox-servers",
          entry({ trust: { mode: "ca", ca_certificate: pem(base64) } }),
        ),
      ).toEqual(["trust.ca_certificate"]);
  });

  test("S06 an id is a UUID", async () => {
    for (const id of ["7", "null", "test2", `${uuid}x`, "%00", "a%2Fb"]) {
      expect(await refusedFields("DELETE", `proxmox-servers/${id}`)).toEqual([
        "id",
      ]);
      expect(
        await refusedFields("POST", "proxmox-servers/test", { id }),
      ).toEqual(["id"]);
    }
    expect(await refusedFields("DELETE", "proxmox-servers/%zz")).toEqual([
      "id",
    ]);
  });

  test("a scope is one of two", async () => {
    expect(await refusedFields("GET", "proxmox-servers?scope=every")).toEqual([
      "scope",
    ]);
    expect(
      await refusedFields("GET", "proxmox-servers?scope=own&scope=all"),
    ).toEqual(["scope"]);
    expect(await refusedFields("GET", "proxmox-servers?user_id=1")).toEqual([
      "user_id",
    ]);
  });
});

describe("list-vms", () => {
  test("S06 serverId is a UUID, said once", async () => {
    for (const query of [
      "serverId=",
      "serverId=7",
      "serverId=null",
      `serverId=${"a".repeat(10_000)}`,
      `serverId=${uuid}&serverId=${uuid}`,
      `serverId[]=${uuid}`,
    ])
      expect(
        (await refusedFields("GET", `list-vms?${query}`)).map((field) =>
          field.slice(0, 8),
        ),
      ).toEqual(["serverId"]);
  });
});

describe("vm-actions", () => {
  const action = (changes: object) => ({
    serverId,
    node: "pve1",
    type: "qemu",
    vmid: 100,
    action: "start",
    ...changes,
  });

  test.each([
    ...["../../access", "%2e%2e", "..", ".", "pve1?x", "pve1#", "pve1/qemu/1"],
    ...["", "pve1\n", "-pve1", "x".repeat(64), 7, null],
  ])("P01 node %j is refused at its field", async (node) => {
    expect(await refusedFields("POST", "vm-actions", action({ node }))).toEqual(
      ["node"],
    );
  });

  test.each([99, 1e10, 100.5, "100", "100/..", "١٠٠", -100, null])(
    "P02 vmid %j is refused at its field",
    async (vmid) => {
      expect(
        await refusedFields("POST", "vm-actions", action({ vmid })),
      ).toEqual(["vmid"]);
    },
  );

  test.each(["delete", "START", "start/../../config", "", "__proto__", 1])(
    "P04 action %j is refused at its field",
    async (name) => {
      expect(
        await refusedFields("POST", "vm-actions", action({ action: name })),
      ).toEqual(["action"]);
    },
  );

  test("P04 a kind of guest is one of two, and containers have no reset and no hibernation", async () => {
    for (const type of ["vm", "QEMU", "../qemu"])
      expect(
        await refusedFields("POST", "vm-actions", action({ type })),
      ).toEqual(["type"]);
    for (const name of ["reset", "hibernate"])
      expect(
        await refusedFields(
          "POST",
          "vm-actions",
          action({ type: "lxc", action: name }),
        ),
      ).toEqual(["action"]);
  });

  test("P03 a UPID is one", async () => {
    const upid = "UPID:pve1:0000AB12:00C0FFEE:65A1B2C3:qmstart:101:root@pam:";
    for (const spelt of [
      ...["7", upid.slice(0, -1), `${upid}%0a`, upid.replace("pve1", "..")],
      ...[upid.replace("101", "1%2F..%2F2"), encodeURIComponent(upid + upid)],
      // decoded once, and no more
      encodeURIComponent(encodeURIComponent(upid)),
    ])
      expect(
        await refusedFields(
          "GET",
          `vm-actions/tasks/${spelt}?serverId=${serverId}`,
        ),
      ).toEqual(["upid"]);
  });

  test("S06 serverId is a UUID or null; unknown fields and options are named", async () => {
    for (const id of ["7", "", 7, [serverId], {}, "x".repeat(10_000)])
      expect(
        await refusedFields("POST", "vm-actions", action({ serverId: id })),
      ).toEqual(["serverId"]);
    expect(
      await refusedFields(
        "POST",
        "vm-actions",
        action({ host: "x", options: { timeout: -1, skiplock: true } }),
      ),
    ).toEqual(["host", "options.skiplock", "options.timeout"]);
    expect(
      await refusedFields(
        "POST",
        `vm-actions?serverId=${serverId}`,
        action({}),
      ),
    ).toEqual(["serverId"]);
  });

  test("a bulk names each wrong guest by its place, and has its limits", async () => {
    const { action: start, ...guest } = action({});
    const bulk = (items: unknown) =>
      refusedFields("POST", "vm-actions", { action: start, items });
    expect(await bulk([])).toEqual(["items"]);
    expect(await bulk("all")).toEqual(["items"]);
    expect(await bulk(Array.from({ length: 501 }, () => guest))).toEqual([
      "items",
    ]);
    expect(
      await bulk([guest, { ...guest, vmid: 1 }, { ...guest, action: "stop" }]),
    ).toEqual(["items.1.vmid", "items.2.action"]);
  });
});

describe("every function", () => {
  test.each([
    ["PATCH", "proxmox-servers", "GET, POST"],
    ["POST", `proxmox-servers/${uuid}`, "PUT, DELETE"],
    ["GET", "proxmox-servers/test", "POST"],
    ["PUT", `proxmox-servers/${uuid}/permissions`, "GET"],
    ["POST", "list-vms", "GET"],
    ["GET", "vm-actions", "POST"],
    ["PUT", "vm-actions/tasks/x", "GET, DELETE"],
  ])(
    "%s %s is not taken, and what is taken is said",
    async (method, path, allow) => {
      const answer = await person.call(method, path);
      failure(answer, 405, "method_not_allowed");
      expect(answer.headers.get("allow")).toBe(allow);
    },
  );

  test("an address that is not there is not found", async () => {
    for (const path of [
      "proxmox-servers/a/b/c",
      "list-vms/x",
      "vm-actions/nothing",
      "vm-actions/tasks/x/y",
    ])
      failure(await person.call("GET", path), 404, "not_found");
  });

  test("O02 a body is JSON, says so, and is not larger than it may be", async () => {
    const send = (path: string, body: string, type: string) =>
      person.call("POST", path, { body, headers: { "content-type": type } });
    for (const path of [
      "proxmox-servers",
      "proxmox-servers/test",
      "vm-actions",
    ]) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded"])
        failure(await send(path, "{}", type), 415, "unsupported_media_type");
      for (const body of [
        "{",
        "",
        "[]",
        "null",
        `{"api_token":"${newToken()}"`,
      ])
        failure(
          await send(path, body, "application/json"),
          400,
          "validation_failed",
        );
      const large = JSON.stringify({ name: "x".repeat(300_000) });
      failure(
        await send(path, large, "application/json"),
        413,
        "payload_too_large",
      );
    }
  });
});
