import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import LinkDialog from "./LinkDialog.tsx";

test("X03 whom an address leads to is said, whatever it looks like", () => {
  const open = vi.spyOn(window, "open").mockReturnValue(null);
  const url = "https://bank.example@evil.example/\u202Emoc";
  render(<LinkDialog url={url} onClose={() => undefined} />);
  expect(screen.getByText("evil.example")).toBeVisible();
  const shown = "https://bank.example@evil.example/%E2%80%AEmoc";
  expect(screen.getByText(shown)).toBeVisible();
  fireEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(open).toHaveBeenCalledWith(shown, "_blank", "noopener,noreferrer");
});

test.each(["javascript:alert(1)", "data:text/html,x", "file:///etc", "//"])(
  "X03 %s is no link",
  (url) => {
    const { container } = render(
      <LinkDialog url={url} onClose={() => undefined} />,
    );
    expect(container).toBeEmptyDOMElement();
    expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  },
);
