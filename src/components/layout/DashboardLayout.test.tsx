import { screen, within } from "@testing-library/react";
import { Route, Routes } from "react-router-dom";
import { beforeEach, expect, test, vi } from "vitest";
import { DashboardLayout } from "@/components/layout/DashboardLayout.tsx";
import { renderWithProviders, signInAs } from "@/test/render.tsx";

beforeEach(() => signInAs());

function renderLayout() {
  return renderWithProviders(
    <Routes>
      <Route element={<DashboardLayout />}>
        <Route path="/dashboard" element={<h1>Guests</h1>} />
        <Route path="/servers" element={<h1>Servers</h1>} />
        <Route path="/profile" element={<Broken />} />
      </Route>
    </Routes>,
    "/dashboard",
  );
}

function Broken(): never {
  throw new Error("drawn wrong");
}

test("a new page gets the focus, so that it is read from its top", async () => {
  const { user } = renderLayout();
  const [sidebar] = screen.getAllByRole("navigation", { name: "Main" });
  const link = within(sidebar ?? document.body).getByRole("link", {
    name: "Servers",
  });
  await user.click(link);
  expect(screen.getByRole("heading", { name: "Servers" })).toBeVisible();
  expect(screen.getByRole("main")).toHaveFocus();
  expect(link).toHaveAttribute("aria-current", "page");
});

test("the first stop of the keyboard leads past the navigation", async () => {
  const { user } = renderLayout();
  await user.tab();
  expect(document.activeElement).toHaveTextContent("Skip to the content");
  expect(document.activeElement).toHaveAttribute("href", "#main");
});

test("a page that cannot be drawn leaves the navigation standing", async () => {
  const complaint = vi.spyOn(console, "error").mockReturnValue();
  const { user } = renderLayout();
  const [sidebar] = screen.getAllByRole("navigation", { name: "Main" });
  const navigation = within(sidebar ?? document.body);
  await user.click(navigation.getByRole("link", { name: "Settings" }));
  expect(screen.getByRole("alert")).toHaveTextContent("Something went wrong");
  expect(complaint).toHaveBeenCalled();

  await user.click(navigation.getByRole("link", { name: "Dashboard" }));
  expect(screen.getByRole("heading", { name: "Guests" })).toBeVisible();
});
