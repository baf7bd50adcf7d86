import assert from "node:assert/strict";
import * as z from "zod/mini";
import { asTheyComplete, Lines } from "./lines.ts";

const after = <T>(milliseconds: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));

const unexpected = (error: unknown) => {
  throw error;
};

async function* counting(
  upTo: number,
  onEnd: () => void,
): AsyncGenerator<{ n: number; secret: string }> {
  try {
    for (let n = 1; n <= upTo; n += 1) yield await after(0, { n, secret: "s" });
  } finally {
    onEnd();
  }
}

Deno.test("results come in the order in which they are known", async () => {
  const seen: string[] = [];
  const work = [after(60, "slow"), after(1, "fast"), after(30, "middle")];
  for await (const value of asTheyComplete(work)) seen.push(value);
  assert.deepEqual(seen, ["fast", "middle", "slow"]);
});

Deno.test("a line is what its schema names, and no more", async () => {
  const schema = z.object({ n: z.number() });
  const lines = new Lines(
    schema,
    counting(2, () => undefined),
  );
  const text = await new Response(lines.toStream(unexpected)).text();
  assert.equal(text, '{"n":1}\n{"n":2}\n');
});

Deno.test("a reader who leaves ends the work behind the lines", async () => {
  let ended = false;
  const lines = new Lines(
    z.object({ n: z.number() }),
    counting(1000, () => (ended = true)),
  );
  const reader = lines.toStream(unexpected).getReader();
  await reader.read();
  await reader.cancel();
  assert.ok(ended);
});

Deno.test(
  "a line that is not what it should be cuts the stream and is logged",
  async () => {
    const logged: unknown[] = [];
    const lines = new Lines(
      z.object({ n: z.string() }),
      counting(2, () => undefined),
    );
    const stream = lines.toStream((error) => logged.push(error));
    await assert.rejects(new Response(stream).text());
    assert.equal(logged.length, 1);
  },
);
