import {
  act,
  fireEvent,
  render,
  screen,
  waitFor,
} from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { sampleAddress } from "@/test/samples.ts";
import { ConsoleFrame } from "./ConsoleFrame.tsx";

const address = { ...sampleAddress, kind: "vnc" } as const;

function setUp() {
  const handleFocus = vi.fn();
  render(
    <ConsoleFrame
      address={address}
      name="web"
      guest={{ node: "pve2", serverName: "Berlin" }}
      state={{ status: "connecting" }}
      onKind={undefined}
      onFocus={handleFocus}
      tools={
        <>
          <button disabled>Paste</button>
          <button>Full screen</button>
        </>
      }
    >
      <textarea aria-label="The console" />
    </ConsoleFrame>,
  );
  return { handleFocus, tool: screen.getByText("Full screen") };
}

test("the guest's name leads to its page, on the node where it is", () => {
  setUp();
  expect(screen.getByRole("link", { name: "web" })).toHaveAttribute(
    "href",
    `/guests/${address.serverId}/pve2/qemu/101`,
  );
});

test("Ctrl+Alt+Shift leads out of a console that takes every key, Escape back into it", async () => {
  const { handleFocus, tool } = setUp();
  const field = screen.getByLabelText("The console");
  act(() => {
    field.focus();
  });
  const all = { ctrlKey: true, altKey: true, shiftKey: true };
  fireEvent.keyDown(field, { key: "Shift", ...all });
  expect(field).toHaveFocus();
  fireEvent.keyUp(field, { key: "Shift" });
  await waitFor(() => {
    expect(tool).toHaveFocus();
  });
  fireEvent.keyDown(tool, { key: "Escape" });
  expect(handleFocus).toHaveBeenCalled();
});

test("a combination that has a key of its own is the guest's", () => {
  const { tool } = setUp();
  const field = screen.getByLabelText("The console");
  const all = { ctrlKey: true, altKey: true, shiftKey: true };
  vi.useFakeTimers();
  fireEvent.keyDown(field, { key: "Shift", ...all });
  fireEvent.keyDown(field, { key: "F1", ...all });
  fireEvent.keyUp(field, { key: "Control" });
  vi.runAllTimers();
  vi.useRealTimers();
  expect(tool).not.toHaveFocus();
});

test("a phone's keyboard makes the console smaller, two fingers do not", () => {
  const viewport = Object.assign(new EventTarget(), { height: 768, scale: 1 });
  vi.stubGlobal("visualViewport", viewport);
  vi.stubGlobal("innerHeight", 768);
  setUp();
  const frame = screen.getByRole("banner").parentElement;
  const resize = (height: number, scale: number) => {
    act(() => {
      Object.assign(viewport, { height, scale });
      viewport.dispatchEvent(new Event("resize"));
    });
  };
  resize(400, 1);
  expect(frame).toHaveStyle({ height: "400px" });
  resize(384, 2);
  expect(frame?.style.height).toBe("");
});
