import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { Copyable } from "@/components/Copyable.tsx";
import { renderWithProviders } from "@/test/render.tsx";

test("a click copies the text, and says so", async () => {
  const { user } = renderWithProviders(
    <Copyable value="AA:BB" label="fingerprint" />,
  );
  await user.click(screen.getByRole("button", { name: "Copy fingerprint" }));
  expect(await navigator.clipboard.readText()).toBe("AA:BB");
  expect(screen.getByRole("status")).toHaveTextContent("Copied");
});

test("where the clipboard is refused, it says what to do instead", async () => {
  const { user } = renderWithProviders(
    <Copyable value="AA:BB" label="fingerprint" />,
  );
  vi.spyOn(navigator.clipboard, "writeText").mockRejectedValue(new Error("No"));
  await user.click(screen.getByRole("button", { name: "Copy fingerprint" }));
  expect(screen.getByRole("status")).toHaveTextContent("copy it by hand");
});
