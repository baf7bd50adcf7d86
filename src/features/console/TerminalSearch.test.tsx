import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { FindOptions, Matches } from "./TerminalScreen.tsx";
import TerminalSearch from "./TerminalSearch.tsx";

function setUp(matches?: Matches) {
  const handleFind = vi.fn<(text: string, options: FindOptions) => void>();
  const handleClose = vi.fn();
  render(
    <TerminalSearch
      matches={matches}
      onFind={handleFind}
      onClose={handleClose}
    />,
  );
  const field = screen.getByLabelText("Search the terminal");
  fireEvent.change(field, { target: { value: "error" } });
  return { field, handleFind, handleClose };
}

const options = { direction: "previous", isCaseSensitive: false };

test("it looks for the newest while one types, and goes both ways from there", () => {
  const { field, handleFind, handleClose } = setUp();
  expect(field).toHaveFocus();
  expect(handleFind).toHaveBeenLastCalledWith("error", options);
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(handleFind).toHaveBeenLastCalledWith("error", {
    ...options,
    direction: "next",
  });
  fireEvent.submit(field);
  expect(handleFind).toHaveBeenLastCalledWith("error", options);
  fireEvent.keyDown(field, { key: "Escape" });
  expect(handleClose).toHaveBeenCalled();
});

test("a button goes one step, and Enter presses none", () => {
  const { field, handleFind } = setUp();
  handleFind.mockClear();
  fireEvent.click(screen.getByRole("button", { name: "Next match" }));
  expect(handleFind.mock.calls).toEqual([
    ["error", { ...options, direction: "next" }],
  ]);
  // What a browser presses for Enter in a field of a form.
  expect(field.closest("form")?.querySelector("[type=submit]")).toBeNull();
});

test("capital letters count where that is wanted", () => {
  const { handleFind } = setUp();
  const button = screen.getByRole("button", { name: "Match case" });
  fireEvent.click(button);
  expect(button).toHaveAttribute("aria-pressed", "true");
  expect(handleFind).toHaveBeenLastCalledWith("error", {
    ...options,
    isCaseSensitive: true,
  });
});

test.each([
  [{ index: 1, count: 14 }, "2 of 14"],
  [{ index: -1, count: 1000 }, "1000+"],
  [{ index: -1, count: 0 }, "Not found"],
])("of %o it says %j", (matches, words) => {
  const { field } = setUp(matches);
  expect(screen.getByRole("status")).toHaveTextContent(words);
  if (matches.count === 0) expect(field).toBeInvalid();
});
