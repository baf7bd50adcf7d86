import { expect, test } from "vitest";
import { inPieces } from "@/lib/assignments.ts";

const vmids = Array.from({ length: 2500 }, (_, index) => 100 + index);

test("a change of many guests goes in pieces, each guest once", async () => {
  const pieces: (readonly number[])[] = [];
  const { left, error } = await inPieces(vmids, (piece) => {
    pieces.push(piece);
    return Promise.resolve();
  });
  expect(pieces.map(({ length }) => length)).toEqual([1000, 1000, 500]);
  expect(pieces.flat()).toEqual(vmids);
  expect({ left, error }).toEqual({ left: [], error: undefined });
});

test("the first failure ends it, and what is left is told", async () => {
  const broken = new Error("broken");
  let calls = 0;
  const outcome = await inPieces(vmids, () => {
    calls += 1;
    return calls === 2 ? Promise.reject(broken) : Promise.resolve();
  });
  expect(calls).toBe(2);
  expect(outcome).toEqual({ left: vmids.slice(1000), error: broken });
});
