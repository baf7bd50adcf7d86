import { expect, test } from "vitest";
import { TerminalFeed } from "./terminalFeed.ts";

/** A terminal that draws when it is told to. */
function slowTerminal() {
  const written: (Uint8Array | string)[] = [];
  const dones: (() => void)[] = [];
  const feed = new TerminalFeed((bytes, done) => {
    written.push(bytes);
    dones.push(done);
  });
  return {
    feed,
    written,
    drawAll: () => {
      for (let done = dones.shift(); done; done = dones.shift()) done();
    },
  };
}

const megabyte = (value: number) => new Uint8Array(1_000_000).fill(value);

test("what a terminal can take passes as it comes", () => {
  const { feed, written } = slowTerminal();
  feed.push(new Uint8Array([1]));
  feed.push(new Uint8Array([2]));
  expect(written).toEqual([new Uint8Array([1]), new Uint8Array([2])]);
});

test("the rest waits until it has drawn, in its order", () => {
  const { feed, written, drawAll } = slowTerminal();
  for (const value of [1, 2, 3]) feed.push(megabyte(value));
  expect(written).toHaveLength(1);
  drawAll();
  expect(written.map((bytes) => bytes[0])).toEqual([1, 2, 3]);
});

test("of a flood the end arrives, and what is left out is said once", () => {
  const { feed, written, drawAll } = slowTerminal();
  for (let value = 1; value <= 100; value++) feed.push(megabyte(value));
  drawAll();
  const notes = written.filter((bytes) => typeof bytes === "string");
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/\d\d MB came too fast/);
  expect(written.at(-1)?.[0]).toBe(100);
  expect(written.length).toBeLessThan(15);
});
