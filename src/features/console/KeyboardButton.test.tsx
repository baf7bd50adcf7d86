import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { KeyboardButton } from "./KeyboardButton.tsx";

function setUp() {
  const typed: string[] = [];
  const handleErase = vi.fn<(count: number) => void>();
  render(
    <KeyboardButton
      disabled={false}
      onType={(text) => typed.push(text)}
      onErase={handleErase}
    />,
  );
  fireEvent.click(screen.getByRole("button", { name: "Keyboard" }));
  const field = screen.getByRole<HTMLTextAreaElement>("textbox");
  const write = (value: string, isComposing = false) => {
    fireEvent.input(field, { target: { value }, isComposing });
  };
  return { typed, handleErase, field, write, start: field.value };
}

test("it brings the phone's keyboard up, and away again", () => {
  const { field } = setUp();
  expect(field).toHaveFocus();
  const button = screen.getByRole("button", {
    name: "Keyboard",
    pressed: true,
  });
  fireEvent.click(button);
  expect(field).not.toHaveFocus();
  expect(button).toHaveAttribute("aria-pressed", "false");
});

test("a word that a keyboard writes as a whole again and again is typed once", () => {
  const { typed, write, start } = setUp();
  for (const word of ["h", "he", "hel", "hell", "hello"])
    write(start + word, true);
  write(`${start}hello `);
  expect(typed.join("")).toBe("hello ");
});

test("a word that it corrects is corrected in the guest", () => {
  const { typed, handleErase, write, start } = setUp();
  write(`${start}teh`, true);
  write(`${start}the `);
  expect(handleErase.mock.calls).toEqual([[2]]);
  expect(typed).toEqual(["teh", "he "]);
});

test("there is always something to delete, and a line ends with Enter", () => {
  const { typed, handleErase, field, write, start } = setUp();
  write(start.slice(1));
  expect(handleErase).toHaveBeenCalledExactlyOnceWith(1);
  expect(field.value).toBe(start);
  write(`${start}\n`);
  expect(typed).toEqual(["\n"]);
  expect(field.value).toBe(start);
});
