import { act, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { useTheme } from "@/hooks/useTheme.ts";
import { renderWithProviders } from "@/test/render.tsx";

const { classList } = document.documentElement;

function Probe() {
  const { theme, resolvedTheme, setTheme } = useTheme();
  return (
    <>
      <p>{`${theme}, ${resolvedTheme}`}</p>
      <button
        onClick={() => {
          setTheme("dark");
        }}
      >
        Dark
      </button>
    </>
  );
}

afterEach(() => {
  classList.remove("dark");
});

test("without a choice the system's theme is followed; a choice is kept", async () => {
  const { user } = renderWithProviders(<Probe />);
  expect(screen.getByText("system, light")).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Dark" }));
  expect(screen.getByText("dark, dark")).toBeVisible();
  expect(classList.contains("dark")).toBe(true);
  expect(localStorage.getItem("muster-theme")).toBe("dark");
});

test("a choice in another tab is followed", () => {
  renderWithProviders(<Probe />);
  localStorage.setItem("muster-theme", "dark");
  act(() => {
    window.dispatchEvent(new StorageEvent("storage", { key: "muster-theme" }));
  });
  expect(screen.getByText("dark, dark")).toBeVisible();
  expect(classList.contains("dark")).toBe(true);
});
