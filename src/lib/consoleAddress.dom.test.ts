import { expect, test, vi } from "vitest";
import { sampleAddress as guest } from "@/test/samples.ts";
import { consolePath, openConsoleWindow } from "./consoleAddress.ts";

function browserWindow(pathname: string) {
  return { location: { pathname, assign: vi.fn() }, focus: vi.fn() };
}

test("a console opens in a window of its own", () => {
  const opened = browserWindow("blank");
  const open = vi
    .spyOn(window, "open")
    .mockReturnValue(opened as unknown as Window);
  openConsoleWindow(guest);
  openConsoleWindow(guest, "terminal");
  expect(opened.location.assign.mock.calls).toEqual([
    [consolePath(guest)],
    [consolePath(guest, "terminal")],
  ]);
  const names = open.mock.calls.map(([, name]) => name);
  expect(new Set(names).size).toBe(2);
});

test("a second click brings the console that is open to the front, and does not load it anew", () => {
  const opened = browserWindow(consolePath(guest));
  vi.spyOn(window, "open").mockReturnValue(opened as unknown as Window);
  openConsoleWindow(guest);
  expect(opened.location.assign).not.toHaveBeenCalled();
  expect(opened.focus).toHaveBeenCalled();
});

test("a console takes this window where the browser lets none open", () => {
  const here = browserWindow("/dashboard");
  vi.stubGlobal("window", { open: () => null, location: here.location });
  openConsoleWindow(guest);
  expect(here.location.assign).toHaveBeenCalledWith(consolePath(guest));
});
