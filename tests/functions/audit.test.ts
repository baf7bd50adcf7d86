// @vitest-environment node
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  addressOf,
  asOperator,
  entryOf,
  failure,
  newToken,
  Person,
  product,
  useProduct,
} from "./product.ts";

let fake: FakeProxmox;
let owner: Person;

// Small enough to be reached by a test, large enough for the others.
useProduct(() =>
  Promise.resolve({
    MUSTER_LIMIT_TESTS_PER_MINUTE: "5",
    MUSTER_LIMIT_ADDS_PER_HOUR: "4",
    MUSTER_LIMIT_LISTS_PER_MINUTE: "6",
    MUSTER_LIMIT_ACTIONS_PER_MINUTE: "20",
  }),
);
beforeAll(async () => {
  [fake, owner] = await Promise.all([startFakeProxmox(), Person.signUp()]);
});
afterAll(() => fake.close());

interface Row {
  actor: string;
  owner: string;
  action: string;
  outcome: string;
  error_code: string | null;
  server_id: string | null;
  server_name: string | null;
  vmid: number | null;
  upid: string | null;
  request_id: string;
  ip: string | null;
  user_agent: string | null;
  detail: Record<string, unknown>;
}

/** What a person reads of the log, as the page does: over REST, under row-level security. */
async function logOf(person: Person, filter = ""): Promise<Row[]> {
  const response = await fetch(
    `${product.url}/rest/v1/audit_log?order=id${filter}`,
    {
      headers: {
        apikey: product.publishableKey,
        authorization: `Bearer ${person.accessToken}`,
      },
    },
  );
  expect(response.status).toBe(200);
  return (await response.json()) as Row[];
}

/** The entries of one call, once the second one is there: its answer does not wait for it. */
async function entriesOf(
  person: Person,
  answer: { headers: Headers },
  count = 2,
): Promise<Row[]> {
  const requestId = answer.headers.get("x-request-id") ?? "";
  const read = () => logOf(person, `&request_id=eq.${requestId}`);
  await expect.poll(read).toHaveLength(count);
  return await read();
}

const shown = (rows: Row[]) =>
  rows.map(({ action, outcome, error_code }) =>
    [action, outcome, error_code].filter(Boolean).join(" "),
  );

describe("the audit log", () => {
  test("every step of a server's life is written before and after, with who, from where and under which request", async () => {
    const person = await Person.signUp();
    const headers = { "user-agent": "A browser", "x-forwarded-for": "6.6.6.6" };
    const call = (method: string, path: string, body?: unknown) =>
      person.call(method, path, {
        headers,
        ...(body !== undefined && { body }),
      });

    const added = await call("POST", "proxmox-servers", entryOf(fake, "Rack"));
    const { server } = added.json as { server: { id: string } };
    const [attempt, done] = await entriesOf(person, added);
    expect(shown([attempt, done] as Row[])).toEqual([
      "server.add attempt",
      "server.add ok",
    ]);
    expect(done).toMatchObject({
      actor: person.id,
      owner: person.id,
      server_id: server.id,
      server_name: "Rack",
      ip: expect.stringMatching(/^(?:::ffff:)?127\.0\.0\.1$/) as string,
      user_agent: "A browser",
      detail: {
        host: "127.0.0.1",
        port: fake.port,
        tokenId: "root@pam!muster",
        trust: "ca",
      },
    });

    const path = `proxmox-servers/${server.id}`;
    const steps: [() => Promise<{ headers: Headers }>, string][] = [
      [() => call("PUT", path, { name: "Attic" }), "server.change"],
      [
        () => call("PUT", path, { trust: { mode: "insecure" } }),
        "server.trust",
      ],
      [
        () => call("POST", "proxmox-servers/test", { id: server.id }),
        "server.test",
      ],
    ];
    for (const [step, action] of steps) {
      const rows = await entriesOf(person, await step());
      expect(shown(rows)).toEqual([`${action} attempt`, `${action} ok`]);
      expect(rows[1]?.server_id).toBe(server.id);
    }
    const [trust] = await logOf(
      person,
      "&action=eq.server.trust&outcome=eq.ok",
    );
    expect(trust?.detail).toMatchObject({
      oldTrust: "ca",
      newTrust: "insecure",
    });
    const removed = await call("DELETE", path);
    expect(shown(await entriesOf(person, removed))).toEqual([
      "server.remove attempt",
      "server.remove ok",
    ]);
    expect((await entriesOf(person, removed))[1]?.server_name).toBe("Attic");
  });

  test("S03 what is refused is written down as refused, for whoever tried it and not for whose it is", async () => {
    const server = await owner.add(entryOf(fake, "Mine"));
    const stranger = await Person.signUp();
    for (const [method, body] of [
      ["PUT", { name: "theirs" }],
      ["DELETE", undefined],
    ] as const) {
      const answer = await stranger.call(
        method,
        `proxmox-servers/${server.id}`,
        body && { body },
      );
      failure(answer, 404, "not_found");
      const [, refused] = await entriesOf(stranger, answer);
      expect(refused).toMatchObject({
        outcome: "denied",
        error_code: "not_found",
        server_id: server.id,
        server_name: null,
      });
    }
    expect(await logOf(owner, `&actor=eq.${stranger.id}`)).toEqual([]);
    expect(await logOf(stranger, `&owner=eq.${owner.id}`)).toEqual([]);
  });

  test("an action is written with its guest before it is sent, and with its task after; a bulk for every guest", async () => {
    const server = await owner.add({ ...entryOf(fake), host: "localhost" });
    const guest = { serverId: server.id, node: "pve1", type: "qemu" };
    const one = await owner.call("POST", "vm-actions", {
      body: { ...guest, vmid: 102, action: "reboot" },
    });
    const { upid } = one.json as { upid: string };
    expect(await entriesOf(owner, one)).toMatchObject([
      { action: "guest.reboot", outcome: "attempt", vmid: 102, upid: null },
      { outcome: "ok", vmid: 102, upid, server_name: "pve", node: "pve1" },
    ]);

    const many = await owner.call("POST", "vm-actions", {
      body: {
        action: "reset",
        items: [
          { ...guest, vmid: 101 },
          { ...guest, serverId: randomUUID(), vmid: 101 },
        ],
      },
    });
    expect(shown(await entriesOf(owner, many, 4))).toEqual([
      "guest.reset attempt",
      "guest.reset attempt",
      "guest.reset ok",
      "guest.reset denied not_found",
    ]);
  });

  test("what cannot be written down is not done", async () => {
    const server = await owner.add({ ...entryOf(fake), host: "::1" });
    await asOperator(
      (sql) =>
        sql`alter table public.audit_log add constraint closed check (id < 0) not valid`,
    );
    try {
      const before = fake.seen.length;
      const answer = await owner.call("POST", "vm-actions", {
        body: {
          ...{ serverId: server.id, node: "pve1", type: "qemu" },
          ...{ vmid: 102, action: "stop" },
        },
      });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(fake.seen).toHaveLength(before);
    } finally {
      await asOperator(
        (sql) => sql`alter table public.audit_log drop constraint closed`,
      );
    }
  });

  test("A03 G03 a name cannot forge a line, and a token that somebody takes for a name is not kept", async () => {
    const person = await Person.signUp();
    const token = newToken();
    const forged = 'x","outcome":"ok"} {"actor":"admin';
    const answer = await person.call("POST", "proxmox-servers", {
      body: { ...entryOf(fake), name: forged },
    });
    const rows = await entriesOf(person, answer);
    expect(rows.map(({ server_name }) => server_name)).toEqual([
      forged,
      forged,
    ]);
    const slip = await person.call("POST", "proxmox-servers/test", {
      body: addressOf(fake),
      headers: { "user-agent": `curl ${token}` },
    });
    const text = JSON.stringify(await entriesOf(person, slip));
    expect(text).not.toContain(token.split("=")[1]);
    expect(text).toContain("[redacted]");
  });
});

describe("rate limits", () => {
  test("R01 of 30 tests at once as many go through as the limit says; the others learn when to come back", async () => {
    const person = await Person.signUp();
    const before = fake.seen.length;
    const answers = await Promise.all(
      Array.from({ length: 30 }, () =>
        person.call("POST", "proxmox-servers/test", {
          body: { ...addressOf(fake), port: 1024 },
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 429);
    // A window may end between the first and the last.
    expect(refused.length).toBeGreaterThanOrEqual(20);
    for (const answer of refused) {
      failure(answer, 429, "rate_limited");
      const seconds = Number(answer.headers.get("retry-after"));
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThanOrEqual(60);
    }
    expect(fake.seen).toHaveLength(before);
  });

  test("each person and each kind of call has a limit of its own", async () => {
    const [one, other] = [await Person.signUp(), await Person.signUp()];
    const list = (person: Person) => person.call("GET", "list-vms");
    const statuses = [];
    for (let n = 0; n < 13; n += 1) statuses.push((await list(one)).status);
    expect(statuses.slice(0, 6)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(statuses).toContain(429);
    expect((await list(other)).status).toBe(200);
    expect((await one.call("GET", "proxmox-servers")).status).toBe(200);
  });

  test("a new server counts when it is asked for, whatever becomes of it", async () => {
    const person = await Person.signUp();
    const add = (host: string) =>
      person.call("POST", "proxmox-servers", {
        body: { name: "x", host, api_token: newToken() },
      });
    for (const host of ["10.0.0.1", "10.0.0.2", "10.0.0.2", "127.0.0.2"])
      await add(host);
    const answer = await add("10.0.0.3");
    const { message } = failure(answer, 429, "rate_limited");
    expect(message).toMatch(/new servers: at most 4 an hour/);
  });

  test("a bulk counts its guests; one that no window could hold is told so at once", async () => {
    const person = await Person.signUp();
    const bulk = (length: number) =>
      person.call("POST", "vm-actions", {
        body: {
          action: "start",
          items: Array.from({ length }, (_, index) => ({
            serverId: randomUUID(),
            node: "pve1",
            type: "qemu",
            vmid: 100 + index,
          })),
        },
      });
    failure(await bulk(21), 413, "payload_too_large");
    expect((await bulk(15)).status).toBe(207);
    expect([207, 429]).toContain((await bulk(15)).status);
    failure(await bulk(15), 429, "rate_limited");
  });

  test("where the database cannot count, nothing is let through, and nobody is told why", async () => {
    const person = await Person.signUp();
    await asOperator(
      (sql) => sql`alter function public.take_from_limit rename to taken_away`,
    );
    try {
      const answer = await person.call("GET", "list-vms");
      expect(answer.status).toBeGreaterThanOrEqual(500);
      expect(answer.text).not.toMatch(/take_from_limit|PGRST/);
    } finally {
      await asOperator(
        (sql) =>
          sql`alter function public.taken_away rename to take_from_limit`,
      );
    }
    expect((await person.call("GET", "list-vms")).status).toBe(200);
  });
});
