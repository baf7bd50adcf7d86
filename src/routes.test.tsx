import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { AppRoutes } from "@/routes.tsx";
import { signOut } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import { fakeServer, failure, json } from "@/test/fakeServer.ts";
import {
  authSession,
  renderWithProviders,
  sampleProfile,
  signInAs,
  testUser,
} from "@/test/render.tsx";

const profile = sampleProfile();

let server: ReturnType<typeof fakeServer>;

beforeEach(() => {
  server = fakeServer();
  server.on("GET /rest/v1/profiles", () => json(profile));
  server.on("POST /auth/v1/logout", () => new Response(null, { status: 204 }));
});

const path = () => screen.getByTestId("path").textContent;

async function signInBy(
  password: string,
  user: ReturnType<typeof renderWithProviders>["user"],
) {
  await user.type(
    await screen.findByLabelText("E-mail address"),
    testUser.email,
  );
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("a page for signed-in people", () => {
  test("sends others to sign in, and brings them back to where they wanted to go", async () => {
    server.on("POST /auth/v1/token", () => json(authSession()));
    const { user } = renderWithProviders(<AppRoutes />, "/profile?tab=1#zone");
    expect(
      await screen.findByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
    expect(path()).toBe("/sign-in?next=%2Fprofile%3Ftab%3D1%23zone");

    await signInBy("long-enough", user);
    expect(
      await screen.findByRole("heading", { name: "Settings" }),
    ).toBeVisible();
    expect(path()).toBe("/profile?tab=1#zone");
  });

  test("is not kept in mind for the next person after signing out", async () => {
    await signInAs();
    renderWithProviders(<AppRoutes />, "/profile");
    await screen.findByRole("heading", { name: "Settings" });
    sessionStorage.setItem("muster.kept", "over reloads");
    await act(() => signOut("local"));
    expect(
      await screen.findByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
    expect(path()).toBe("/sign-in");
    expect(sessionStorage).toHaveLength(0);
  });

  test("forgets what it knew of one person when another one signs in", async () => {
    await signInAs();
    renderWithProviders(<AppRoutes />, "/profile");
    expect(await screen.findByLabelText("Name")).toHaveValue("Ana");

    server.on("GET /rest/v1/profiles", () => new Promise(() => undefined));
    const bo = { ...testUser, id: "33333333-3333-4333-8333-333333333333" };
    localStorage.setItem(storageKey(), JSON.stringify(authSession(bo)));
    act(() => {
      window.dispatchEvent(new StorageEvent("storage", { key: storageKey() }));
    });
    await waitFor(() => {
      expect(screen.queryByDisplayValue("Ana")).toBeNull();
    });
  });

  test("stays, with what was typed, when the session ends; its owner goes on after the password", async () => {
    await signInAs();
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Ana Maria");

    server.on("PATCH /rest/v1/profiles", () => failure("unauthorized", "Old"));
    server.on("POST /auth/v1/token", ({ query }) =>
      query.grant_type === "password"
        ? json(authSession(testUser, "access-2"))
        : json({ code: "refresh_token_not_found", message: "gone" }, 400),
    );
    await user.click(screen.getByRole("button", { name: "Save" }));

    const dialog = await screen.findByRole("dialog", { name: "Sign in again" });
    expect(dialog).toHaveTextContent("is kept");
    await user.type(screen.getByLabelText(/^Password of/), "long-enough");
    await user.click(screen.getByRole("button", { name: "Sign in" }));

    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
    expect(path()).toBe("/profile");
    expect(screen.getByLabelText("Name")).toHaveValue("Ana Maria");
  });
});

test("the menu, which comes with the first click, changes the theme and signs out", async () => {
  await signInAs();
  const { user } = renderWithProviders(<AppRoutes />, "/profile");
  await screen.findByLabelText("Name");
  // One stands in the sidebar, one in the phone's header; the styles hide one of them.
  const [button] = screen.getAllByRole("button", { name: /^Account of/ });
  await user.click(button ?? document.body);
  await user.click(await screen.findByRole("menuitemradio", { name: "Dark" }));
  expect(document.documentElement).toHaveClass("dark");
  document.documentElement.classList.remove("dark");

  await user.click(screen.getByRole("menuitem", { name: "Sign out" }));
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("who is signed in has no business on the sign-in page", async () => {
  await signInAs();
  renderWithProviders(<AppRoutes />, "/sign-in?next=%2Fprofile");
  expect(
    await screen.findByRole("heading", { name: "Settings" }),
  ).toBeVisible();
});

test("an unknown address says so", async () => {
  renderWithProviders(<AppRoutes />, "/nowhere");
  expect(
    await screen.findByRole("heading", {
      level: 1,
      name: "There is no such page",
    }),
  ).toBeVisible();
});
