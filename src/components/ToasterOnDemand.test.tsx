import { test } from "vitest";
import { toast } from "@/lib/toast.ts";
import { renderWithProviders, seeToast } from "@/test/render.tsx";

test("a message that comes before the toaster is not lost, nor is the next", async () => {
  renderWithProviders(<p>A page</p>);
  toast.success("Saved");
  await seeToast("Saved");
  toast.error("Broken", { description: "pve1 refuses" });
  await seeToast("pve1 refuses");
});
