// @vitest-environment node
import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runVmAction } from "../../supabase/functions/_shared/contract/actions.ts";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  call,
  entryOf,
  failure,
  Person,
  product,
  success,
  type CallOptions,
  allowedOrigin,
  useProduct,
} from "./product.ts";

let fake: FakeProxmox;

useProduct();
beforeAll(async () => {
  fake = await startFakeProxmox();
});
afterAll(() => fake.close());

const everyCall: [string, string, object?][] = [
  ["GET", "proxmox-servers"],
  ["POST", "proxmox-servers", {}],
  ["PUT", `proxmox-servers/${randomUUID()}`, {}],
  ["DELETE", `proxmox-servers/${randomUUID()}`],
  ["POST", "proxmox-servers/test", {}],
  ["GET", `proxmox-servers/${randomUUID()}/permissions`],
  ["GET", "list-vms"],
  ["POST", "vm-actions", {}],
  ["GET", "vm-actions/tasks/UPID:x"],
];

async function refusedEverywhere(headers: Record<string, string>) {
  for (const [method, path, body] of everyCall) {
    const options: CallOptions = { headers, ...(body && { body }) };
    const answer = await call(method, path, options);
    const { fields } = failure(answer, 401, "unauthorized");
    expect(fields).toBeUndefined();
  }
}

const segment = (value: object) =>
  Buffer.from(JSON.stringify(value)).toString("base64url");

test("nobody may call anything, and learns nothing about it", async () => {
  await refusedEverywhere({});
});

test("J03 the project's keys are no sign-in, wherever they are put", async () => {
  for (const key of [product.publishableKey, product.secretKey]) {
    await refusedEverywhere({ authorization: `Bearer ${key}` });
    await refusedEverywhere({ apikey: key });
  }
});

test("J01 J02 a token that Auth did not sign, or not for now, is refused", async () => {
  const person = await Person.signUp();
  const [head = "", claims = "", signature = ""] =
    person.accessToken.split(".");
  const payload = JSON.parse(
    Buffer.from(claims, "base64url").toString(),
  ) as object;
  const sign = (header: object, body: object, secret: string) => {
    const signed = `${segment(header)}.${segment(body)}`;
    return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
  };
  const hs256 = { alg: "HS256", typ: "JWT" };
  const forged = {
    "no algorithm": `${segment({ alg: "none" })}.${claims}.`,
    "no algorithm, old signature": `${segment({ alg: "none" })}.${claims}.${signature}`,
    "another secret": sign(hs256, payload, "secret"),
    "no secret": sign(hs256, payload, ""),
    "an unknown key": sign({ ...hs256, kid: "x" }, payload, "secret"),
    "an algorithm with published keys": sign(
      { alg: "ES256", kid: "x" },
      payload,
      "secret",
    ),
    "another person": `${head}.${segment({ ...payload, sub: randomUUID() })}.${signature}`,
    "another role": `${head}.${segment({ ...payload, role: "service_role" })}.${signature}`,
    "later expiry": `${head}.${segment({ ...payload, exp: 4e9 })}.${signature}`,
    "no claims": `${head}..${signature}`,
    "no JSON": `${head}.e30x.${signature}`,
  };
  for (const [what, token] of Object.entries(forged))
    for (const path of ["proxmox-servers", "list-vms"]) {
      const answer = await call("GET", path, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(answer.status, `${what}: ${answer.text}`).toBe(401);
    }
  await person.call("GET", "list-vms");
});

test("J04 who has signed out can neither start, nor try, nor change anything", async () => {
  const person = await Person.signUp();
  const server = await person.add(entryOf(fake));
  const start = () =>
    person.call("POST", "vm-actions", {
      body: {
        serverId: server.id,
        node: "pve1",
        type: "qemu",
        vmid: 102,
        action: "reboot",
      },
    });
  success(await start(), runVmAction);
  await person.signOut();
  const before = fake.seen.length;
  failure(await start(), 401, "unauthorized");
  for (const [method, path, body] of [
    ["POST", "proxmox-servers/test", { id: server.id }],
    ["PUT", `proxmox-servers/${server.id}`, { name: "x" }],
    ["DELETE", `proxmox-servers/${server.id}`, undefined],
  ] as const)
    failure(
      await person.call(method, path, { ...(body && { body }) }),
      401,
      "unauthorized",
    );
  expect(fake.seen).toHaveLength(before);
});

test("O01 only pages of the listed origins may read answers, and never with credentials", async () => {
  const person = await Person.signUp();
  for (const method of ["GET", "OPTIONS"]) {
    const from = (origin: string) =>
      person.call(method, "list-vms", {
        headers: { origin, "access-control-request-method": "GET" },
      });
    const listed = (await from(allowedOrigin)).headers;
    expect(listed.get("access-control-allow-origin")).toBe(allowedOrigin);
    expect(listed.get("access-control-allow-credentials")).toBeNull();
    expect(listed.get("vary")).toMatch(/origin/);
    for (const origin of [
      "https://evil.example",
      `${allowedOrigin}.evil.example`,
      "null",
    ])
      expect(
        (await from(origin)).headers.get("access-control-allow-origin"),
      ).toBeNull();
  }
});

test("every answer says how it may be kept and what it is, and has an id of its own", async () => {
  const person = await Person.signUp();
  const ids = new Set<string | null>();
  for (const answer of [
    await person.call("GET", "proxmox-servers"),
    await person.call("GET", "list-vms/none"),
    await call("GET", "list-vms", { headers: { "x-request-id": "mine" } }),
  ]) {
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    ids.add(answer.headers.get("x-request-id"));
  }
  expect(ids.size).toBe(3);
  expect(ids).not.toContain("mine");
});
