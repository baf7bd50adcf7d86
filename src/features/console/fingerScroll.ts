import type { Terminal } from "@xterm/xterm";
import { keySequence } from "./terminalKeys.ts";

/** Less is a tap. */
const leastDistance = 8;

/** xterm.js 6 knows no finger: what was said before would be out of reach on a phone. A program that fills the screen gets its cursor keys, as with a wheel. */
export function scrollWithFinger(
  terminal: Terminal,
  target: HTMLElement,
): void {
  let lastY: number | undefined;
  let isScrolling = false;

  function handleStart({ touches }: TouchEvent) {
    isScrolling = false;
    lastY = touches.length === 1 ? touches[0]?.clientY : undefined;
  }

  function handleMove(event: TouchEvent) {
    const y = event.touches[0]?.clientY;
    if (lastY === undefined || y === undefined) return;
    const rowHeight = target.clientHeight / terminal.rows;
    isScrolling ||= Math.abs(lastY - y) > leastDistance;
    if (!isScrolling) return;
    // The page itself would move, or be loaded anew.
    event.preventDefault();
    const lines = Math.trunc((lastY - y) / rowHeight);
    if (lines === 0) return;
    lastY -= lines * rowHeight;
    scroll(terminal, lines);
  }

  target.addEventListener("touchstart", handleStart, { passive: true });
  target.addEventListener("touchmove", handleMove, { passive: false });
}

function scroll(terminal: Terminal, lines: number): void {
  if (terminal.buffer.active.type === "normal") {
    terminal.scrollLines(lines);
    return;
  }
  const key = keySequence(
    lines < 0 ? "up" : "down",
    terminal.modes.applicationCursorKeysMode,
  );
  terminal.input(key.repeat(Math.abs(lines)));
}
