// @vitest-environment node
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFakeProxmox, type FakeProxmox } from "./fakeProxmox.ts";
import {
  asOperator,
  entryOf,
  keepSecret,
  newToken,
  Person,
  product,
  useProduct,
} from "./product.ts";

/** As many as a person may have: most of them are silent. */
const deadCount = 45;
const liveCount = 5;
const reloads = 20;
const limit = 8;

/** They take a connection and say nothing. */
const silent: Server[] = [];
const open = new Set<Socket>();
const live: FakeProxmox[] = [];
let accepted = 0;
let person: Person;

useProduct(() =>
  Promise.resolve({ MUSTER_LIMIT_LISTS_PER_MINUTE: String(limit) }),
);
beforeAll(async () => {
  person = await Person.signUp();
  for (let n = 0; n < liveCount; n += 1) {
    const node = await startFakeProxmox();
    live.push(node);
    keepSecret(node.token);
    await person.add(entryOf(node, `live ${String(n)}`));
  }
  for (let n = 0; n < deadCount; n += 1) {
    const server = createServer((socket) => {
      accepted += 1;
      open.add(socket);
      socket.on("error", () => undefined);
      socket.once("close", () => open.delete(socket));
    });
    await new Promise<void>((done) =>
      server.listen(0, "127.0.0.1", () => done()),
    );
    silent.push(server);
    await person.add({
      name: `dead ${String(n)}`,
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      api_token: newToken(),
    });
  }
});
afterAll(async () => {
  await Promise.all(live.map((node) => node.close()));
  for (const socket of open) socket.destroy();
  for (const server of silent) server.close();
});

test("R06 20 reloads over 50 servers, 45 of them silent, do not become 20 times as many connections; who comes too often waits", async () => {
  const startedAt = performance.now();
  const statuses: (number | "left")[] = [];
  for (let n = 0; n < reloads; n += 1) {
    const leaving = new AbortController();
    const list = fetch(`${product.url}/functions/v1/list-vms`, {
      headers: {
        apikey: product.publishableKey,
        authorization: `Bearer ${person.accessToken}`,
        accept: "application/x-ndjson",
      },
      signal: leaving.signal,
    }).then(
      async (response) => {
        statuses.push(response.status);
        await response.text().catch(() => undefined);
      },
      () => statuses.push("left"),
    );
    await sleep(150);
    leaving.abort();
    await list;
  }
  // Who left before the answer's head cannot say what it would have been: the count in the database can.
  const counts = await asOperator(
    (sql) =>
      sql<{ used: number }[]>`
        select used from private.rate_limits where user_id = ${person.id} and action = 'list'`,
  );
  expect(counts.length).toBeGreaterThan(0);
  for (const { used } of counts) expect(used).toBeLessThanOrEqual(limit);
  expect(statuses).not.toContain(500);
  // At most four connections to a server at once, whoever has left; one that is not answered ends after 5 s.
  const rounds = 1 + Math.ceil((performance.now() - startedAt) / 5_000);
  expect(accepted).toBeLessThanOrEqual(4 * deadCount * rounds);
  // A server that answers is asked once a listing, whatever the others do.
  const listings = counts.reduce((sum, { used }) => sum + used, 0);
  for (const { seen } of live)
    expect(seen.length).toBeLessThanOrEqual(listings);
  // And the function still answers.
  const answer = await person.call("GET", "proxmox-servers");
  expect(answer.status).toBe(200);
});
