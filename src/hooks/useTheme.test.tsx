import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { useChooseTheme, useTheme } from "@/hooks/useTheme.ts";
import { followAccountTheme } from "@/lib/accountTheme.ts";
import { setTheme } from "@/lib/theme.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  renderWithProviders,
  sampleProfile,
  signInAs,
  testUser,
} from "@/test/render.tsx";

const { classList } = document.documentElement;
let server: ReturnType<typeof fakeServer>;

function Probe() {
  const { theme, resolvedTheme } = useTheme();
  const chooseTheme = useChooseTheme();
  return (
    <>
      <p>{`${theme}, ${resolvedTheme}`}</p>
      <button
        onClick={() => {
          chooseTheme("dark");
        }}
      >
        Dark
      </button>
    </>
  );
}

beforeEach(async () => {
  server = fakeServer();
  await signInAs();
});

afterEach(() => {
  classList.remove("dark");
});

test("without a choice the system's theme is followed; a choice is kept, here and with the account", async () => {
  server.on("PATCH /rest/v1/profiles", () => json(sampleProfile()));
  const { user } = renderWithProviders(<Probe />);
  expect(screen.getByText("system, light")).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Dark" }));
  expect(screen.getByText("dark, dark")).toBeVisible();
  expect(classList.contains("dark")).toBe(true);
  expect(localStorage.getItem("muster-theme")).toBe("dark");
  await expect
    .poll(() => server.requests)
    .toMatchObject([
      { query: { id: `eq.${testUser.id}` }, body: { theme: "dark" } },
    ]);
});

test("a choice that does not reach the account stays on this device, and that is said", async () => {
  const { user } = renderWithProviders(<Probe />);
  await user.click(screen.getByRole("button", { name: "Dark" }));
  expect(
    await screen.findByText("The theme is kept on this device only"),
  ).toBeVisible();
  expect(screen.getByText("dark, dark")).toBeVisible();
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

test("what was chosen on another device is followed", async () => {
  server.on("GET /rest/v1/profiles", () => json([{ theme: "dark" }]));
  renderWithProviders(<Probe />);
  await act(() => followAccountTheme(testUser.id));
  expect(screen.getByText("dark, dark")).toBeVisible();
  expect(localStorage.getItem("muster-theme")).toBe("dark");
});

test("but not over a choice that was made here meanwhile, nor without an answer that makes sense", async () => {
  let answer: (response: Response) => void = () => undefined;
  server.on(
    "GET /rest/v1/profiles",
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const followed = followAccountTheme(testUser.id);
  await expect.poll(() => server.requests.length).toBe(1);
  setTheme("light");
  answer(json([{ theme: "dark" }]));
  await followed;
  expect(localStorage.getItem("muster-theme")).toBe("light");

  for (const rows of [[], [{ theme: "pink" }], { message: "no" }]) {
    server.on("GET /rest/v1/profiles", () => json(rows));
    await followAccountTheme(testUser.id);
    expect(localStorage.getItem("muster-theme")).toBe("light");
  }
});
