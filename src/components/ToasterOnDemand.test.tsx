import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { toast } from "@/lib/toast.ts";
import { renderWithProviders } from "@/test/render.tsx";

test("a message that comes before the toaster is not lost, nor is the next", async () => {
  renderWithProviders(<p>A page</p>);
  toast.success("Saved");
  expect(await screen.findByText("Saved")).toBeVisible();
  toast.error("Broken", { description: "pve1 refuses" });
  expect(await screen.findByText("pve1 refuses")).toBeVisible();
});
