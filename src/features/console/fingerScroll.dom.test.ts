import type { Terminal } from "@xterm/xterm";
import { fireEvent } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { scrollWithFinger } from "./fingerScroll.ts";

/** Rows of 20 pixels. */
function setUp(type: "normal" | "alternate") {
  const target = document.createElement("div");
  Object.defineProperty(target, "clientHeight", { value: 480 });
  const terminal = {
    rows: 24,
    buffer: { active: { type } },
    modes: { applicationCursorKeysMode: true },
    scrollLines: vi.fn(),
    input: vi.fn(),
  };
  scrollWithFinger(terminal as unknown as Terminal, target);
  const touch = (name: "touchStart" | "touchMove", ...ys: number[]) =>
    fireEvent[name](target, { touches: ys.map((clientY) => ({ clientY })) });
  return { terminal, touch };
}

test("a finger pulls what was said before into view, line by line", () => {
  const { terminal, touch } = setUp("normal");
  touch("touchStart", 100);
  expect(touch("touchMove", 130)).toBe(false);
  touch("touchMove", 145);
  touch("touchMove", 105);
  expect(terminal.scrollLines.mock.calls).toEqual([[-1], [-1], [1]]);
});

test("a program that fills the screen gets its cursor keys", () => {
  const { terminal, touch } = setUp("alternate");
  touch("touchStart", 100);
  touch("touchMove", 60);
  expect(terminal.input).toHaveBeenCalledExactlyOnceWith("\u001bOB\u001bOB");
});

test("a tap and two fingers scroll nothing", () => {
  const { terminal, touch } = setUp("normal");
  touch("touchStart", 100);
  expect(touch("touchMove", 104)).toBe(true);
  touch("touchStart", 100, 200);
  touch("touchMove", 150, 250);
  expect(terminal.scrollLines).not.toHaveBeenCalled();
});
