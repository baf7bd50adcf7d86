import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import ClipboardPanel from "./ClipboardPanel.tsx";

function setUp(guestText = "", isUsable = true) {
  const handleType = vi.fn<(text: string) => void>();
  const handleOffer = vi.fn<(text: string) => void>();
  const panel = (text: string) => (
    <ClipboardPanel
      guestText={text}
      isUsable={isUsable}
      onType={handleType}
      onOffer={handleOffer}
    />
  );
  const { rerender } = render(panel(guestText));
  return {
    handleType,
    handleOffer,
    copyInGuest: (text: string) => {
      rerender(panel(text));
    },
    write: (value: string) => {
      fireEvent.change(screen.getByLabelText("For the guest"), {
        target: { value },
      });
    },
    type: screen.getByRole("button", { name: "Type it" }),
    offer: screen.getByRole("button", { name: "Into its clipboard" }),
  };
}

test("what the guest copies is shown at once, and touches nothing that is being written", () => {
  const { copyInGuest, write } = setUp();
  expect(screen.queryByText("From the guest")).not.toBeInTheDocument();
  write("mine");
  copyInGuest("<b>theirs</b>");
  expect(screen.getByText("<b>theirs</b>")).toBeVisible();
  expect(
    screen.getByRole("button", { name: "Copy what the guest has copied" }),
  ).toBeVisible();
  expect(screen.getByLabelText("For the guest")).toHaveValue("mine");
});

test("a text is typed, or offered, as it is", () => {
  const { handleType, handleOffer, write, type, offer } = setUp();
  expect(type).toBeDisabled();
  write("ls\npwd");
  fireEvent.click(type);
  fireEvent.click(offer);
  expect(handleType).toHaveBeenCalledWith("ls\npwd");
  expect(handleOffer).toHaveBeenCalledWith("ls\npwd");
});

test("what does not arrive is said before it is sent", () => {
  const { write, offer } = setUp();
  write("naïve");
  expect(screen.getByRole("status")).toHaveTextContent("no key for ï");
  write("é".repeat(600_000));
  expect(offer).toBeDisabled();
});

test("nothing is sent to a screen that is not touched", () => {
  const { write, type, offer } = setUp("", false);
  write("ls");
  expect(type).toBeDisabled();
  expect(offer).toBeDisabled();
});
