import assert from "node:assert/strict";
import * as z from "zod/mini";
import { asTheyComplete, Line, Lines } from "./lines.ts";

const after = <T>(milliseconds: number, value: T) =>
  new Promise<T>((resolve) => setTimeout(() => resolve(value), milliseconds));

const unexpected = (error: unknown) => {
  throw error;
};

async function* counting(upTo: number, schema: z.ZodMiniType) {
  for (let n = 1; n <= upTo; n += 1)
    yield new Line(schema, await after(0, { n, secret: "s" }));
}

const nothing = () => undefined;

Deno.test("results come in the order in which they are known", async () => {
  const seen: string[] = [];
  const work = [after(60, "slow"), after(1, "fast"), after(30, "middle")];
  for await (const value of asTheyComplete(work)) seen.push(value);
  assert.deepEqual(seen, ["fast", "middle", "slow"]);
});

Deno.test("a failure comes in its turn, after what came before", async () => {
  const seen: string[] = [];
  const failing = after(10, "").then(() => Promise.reject(new Error("no")));
  const later = after(20, "").then(() => Promise.reject(new Error("unseen")));
  await assert.rejects(async () => {
    for await (const value of asTheyComplete([failing, after(1, "a"), later]))
      seen.push(value);
  }, /no/);
  assert.deepEqual(seen, ["a"]);
  await later.catch(() => undefined);
});

Deno.test("a line is what its schema names, and no more", async () => {
  const schema = z.object({ n: z.number() });
  const lines = new Lines(counting(2, schema), nothing);
  const text = await new Response(lines.toStream(unexpected)).text();
  assert.equal(text, '{"n":1}\n{"n":2}\n');
});

Deno.test(
  "a reader who leaves is noticed at once, also between two lines",
  async () => {
    const schema = z.object({ n: z.number() });
    async function* twoValues() {
      yield new Line(schema, { n: 1 });
      yield new Line(schema, await after(20, { n: 2 }));
    }
    let left = false;
    const logged: unknown[] = [];
    const lines = new Lines(twoValues(), () => (left = true));
    const stream = lines.toStream((error) => logged.push(error));
    const reader = stream.getReader();
    await reader.read();
    const waiting = reader.read();
    await reader.cancel();
    assert.ok(left);

    // What comes too late is nobody's failure.
    await waiting;
    await after(30, undefined);
    assert.deepEqual(logged, []);
  },
);

Deno.test(
  "a line that is not what it should be cuts the stream and is logged",
  async () => {
    const logged: unknown[] = [];
    const lines = new Lines(counting(2, z.object({ n: z.string() })), nothing);
    const stream = lines.toStream((error) => logged.push(error));
    await assert.rejects(new Response(stream).text());
    assert.equal(logged.length, 1);
  },
);
