// @vitest-environment node
import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newToken, Person, product, useProduct } from "./product.ts";

const count = 25;
const reloads = 20;

/** They take a connection and say nothing. */
const silent: Server[] = [];
const open = new Set<Socket>();
let accepted = 0;
let person: Person;

useProduct(() => Promise.resolve({ MUSTER_LIMIT_LISTS_PER_MINUTE: "8" }));
beforeAll(async () => {
  person = await Person.signUp();
  for (let n = 0; n < count; n += 1) {
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
afterAll(() => {
  for (const socket of open) socket.destroy();
  for (const server of silent) server.close();
});

test("R06 20 reloads over silent servers do not become 20 times as many connections; who comes too often waits", async () => {
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
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  // At most four connections to a server at once, whoever has left: the rest waits its turn.
  expect(accepted).toBeLessThanOrEqual(4 * 2 * count);
  // And the function still answers.
  const answer = await person.call("GET", "proxmox-servers");
  expect(answer.status).toBe(200);
});
