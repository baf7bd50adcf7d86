import assert from "node:assert/strict";
import { loopTurns } from "./loopTurns.ts";

Deno.test(
  "what waits for the network goes on while somebody takes turns",
  async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const accepted = listener.accept();
    using from = await Deno.connect({ port: listener.addr.port });
    using to = await accepted;
    const turns = loopTurns();
    const seen = { byte: false };
    const reading = to.read(new Uint8Array(1)).then(() => {
      seen.byte = true;
    });
    await from.write(new Uint8Array(1));
    // Many, for a busy machine; a loop that is never turned would not be in any number of them.
    for (let turn = 0; turn < 10_000 && !seen.byte; turn++) await turns.next();
    assert.ok(seen.byte);
    await reading;
    turns.close();
  },
);

Deno.test("whoever waits for a turn is let go at the end", async () => {
  const turns = loopTurns();
  const waiting = turns.next();
  turns.close();
  await waiting;
});
