import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Typist, typingPauseMs } from "./typist.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function begin() {
  const pressed: string[] = [];
  const left: number[] = [];
  const typist = new Typist(
    (character) => pressed.push(character),
    (count) => left.push(count),
  );
  return { typist, pressed, left };
}

test("a text is typed as fast as a guest follows, in its order", () => {
  const { typist, pressed, left } = begin();
  typist.type("ab");
  typist.type("\r\n😀");
  expect(pressed).toEqual(["a"]);
  vi.advanceTimersByTime(typingPauseMs);
  expect(pressed).toEqual(["a", "b"]);
  vi.advanceTimersByTime(10 * typingPauseMs);
  expect(pressed).toEqual(["a", "b", "\n", "😀"]);
  expect(left).toEqual([1, 2, 1, 0]);
  typist.type("c");
  expect(pressed.at(-1)).toBe("c");
});

test("it ends when somebody has enough of it", () => {
  const { typist, pressed, left } = begin();
  typist.type("rm -rf");
  typist.stop();
  vi.advanceTimersByTime(1_000);
  expect(pressed).toEqual(["r"]);
  expect(left.at(-1)).toBe(0);
});
