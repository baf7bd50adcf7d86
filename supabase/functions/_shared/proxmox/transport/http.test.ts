import assert from "node:assert/strict";
import { loopbackPolicy } from "../testing/target.ts";
import { exchange, openPool } from "./http.ts";

/** Takes connections and says nothing; `drop` ends the oldest one. */
function silentServer() {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open: Deno.Conn[] = [];
  const arrivals: (() => void)[] = [];
  let count = 0;
  const accepting = (async () => {
    for await (const connection of listener) {
      count += 1;
      open.push(connection);
      arrivals.shift()?.();
    }
  })();
  return {
    port: listener.addr.port,
    count: () => count,
    /** The next connection, also one that is there already. */
    arrival: () =>
      open.length > 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => arrivals.push(resolve)),
    drop: () => open.shift()?.close(),
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of open) connection.close();
    },
  };
}

Deno.test(
  "nobody dials for a request that was given up while it waited for its turn",
  async () => {
    await using server = silentServer();
    const pool = openPool(
      "127.0.0.1",
      server.port,
      { mode: "insecure" },
      loopbackPolicy,
    );
    const request = (signal: AbortSignal) =>
      exchange(pool, { method: "GET", path: "/", headers: {}, signal });

    const givenUp = new AbortController();
    const abandoned = Array.from({ length: 12 }, () => request(givenUp.signal));
    const live = request(new AbortController().signal);
    while (server.count() < 4) await new Promise((go) => setTimeout(go, 5));
    givenUp.abort();
    for (const result of await Promise.allSettled(abandoned))
      assert.equal(result.status, "rejected");

    const over = live.then(
      () => true,
      () => true,
    );
    const arrived = () => server.arrival().then(() => false);
    while (!(await Promise.race([over, arrived()]))) server.drop();
    assert.equal(server.count(), 5);
    await pool.destroy();
  },
);
