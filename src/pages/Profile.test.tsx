import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { sessionState } from "@/lib/session.ts";
import Profile from "@/pages/Profile.tsx";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  authSession,
  renderWithProviders,
  signInAs,
  testUser,
} from "@/test/render.tsx";

const profile = {
  id: testUser.id,
  email: testUser.email,
  name: "Ana",
  time_zone: "UTC",
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
};

let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  // All 418 of them would make each look at the page a slow one.
  vi.spyOn(Intl, "supportedValuesOf").mockReturnValue([
    "Asia/Tokyo",
    "Europe/Zurich",
  ]);
  await signInAs();
  server = fakeServer();
  server.on("GET /rest/v1/profiles", () => json(profile));
});

const section = (name: string) => within(screen.getByRole("region", { name }));

describe("the profile", () => {
  test("is a skeleton until it is known", async () => {
    renderWithProviders(<Profile />);
    expect(screen.getByText("Loading your profile")).toBeInTheDocument();
    expect(await screen.findByLabelText("Name")).toHaveValue("Ana");
    expect(screen.getByLabelText("E-mail address")).toHaveAttribute("readonly");
  });

  test("that cannot be read says why, and is asked for again", async () => {
    server.on("GET /rest/v1/profiles", () =>
      json({ code: "XX000", message: "boom" }, 500),
    );
    const { user } = renderWithProviders(<Profile />);
    const notice = await screen.findByRole("alert");
    expect(notice).toHaveTextContent("Database not available");

    server.on("GET /rest/v1/profiles", () => json(profile));
    await user.click(within(notice).getByRole("button", { name: "Try again" }));
    expect(await screen.findByLabelText("Name")).toHaveValue("Ana");
  });

  test("is saved with name and time zone, and the menu hears of the name", async () => {
    server.on("PATCH /rest/v1/profiles", ({ body }) =>
      json({ ...profile, ...(body as object) }),
    );
    server.on("PUT /auth/v1/user", () =>
      json({
        ...authSession().user,
        user_metadata: { name: "Ana Keller" },
      }),
    );
    const { user } = renderWithProviders(<Profile />);
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Ana Keller");
    await user.selectOptions(screen.getByLabelText("Time zone"), "Asia/Tokyo");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Profile saved")).toBeVisible();
    expect(server.requests).toContainEqual(
      expect.objectContaining({
        method: "PATCH",
        body: { name: "Ana Keller", time_zone: "Asia/Tokyo" },
      }),
    );
    expect(sessionState()).toMatchObject({ user: { name: "Ana Keller" } });
  });

  test("without a name is not sent", async () => {
    const { user } = renderWithProviders(<Profile />);
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(name).toHaveAccessibleDescription("Enter a name");
    expect(name).toHaveFocus();
    expect(server.requests.map(({ method }) => method)).not.toContain("PATCH");
  });

  test("that the database refuses says so above the form", async () => {
    server.on("PATCH /rest/v1/profiles", () =>
      json({ code: "23514", message: "profiles_time_zone_check" }, 400),
    );
    const { user } = renderWithProviders(<Profile />);
    await screen.findByLabelText("Name");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The database refuses one of the values",
    );
  });
});

describe("the password", () => {
  async function change() {
    const { user } = renderWithProviders(<Profile />);
    const password = section("Password");
    await user.type(password.getByLabelText("Present password"), "old-enough");
    await user.type(password.getByLabelText("New password"), "long-enough");
    await user.click(password.getByRole("button", { name: "Change password" }));
    return password;
  }

  test("is changed after the present one is proved, and other devices are signed out", async () => {
    server.on("POST /auth/v1/token", () => json(authSession()));
    server.on("PUT /auth/v1/user", () => json(authSession().user));
    server.on(
      "POST /auth/v1/logout",
      () => new Response(null, { status: 204 }),
    );
    const password = await change();
    expect(await screen.findByText("Password changed")).toBeVisible();
    expect(password.getByLabelText("New password")).toHaveValue("");
    const sent = server.requests.filter(({ path }) => path.startsWith("/auth"));
    expect(sent).toMatchObject([
      { body: { email: testUser.email, password: "old-enough" } },
      { body: { password: "long-enough" } },
      { query: { scope: "others" } },
    ]);
    expect(sessionState().status).toBe("signed-in");
  });

  test("stays if the present one is wrong", async () => {
    server.on("POST /auth/v1/token", () =>
      json({ error_code: "invalid_credentials", msg: "no" }, 400),
    );
    const password = await change();
    await waitFor(() => {
      expect(
        password.getByLabelText("Present password"),
      ).toHaveAccessibleDescription("This is not your present password");
    });
    expect(server.requests.map(({ method }) => method)).not.toContain("PUT");
  });

  test("is changed even if the other devices cannot be signed out, which is said", async () => {
    server.on("POST /auth/v1/token", () => json(authSession()));
    server.on("PUT /auth/v1/user", () => json(authSession().user));
    server.on("POST /auth/v1/logout", () => json({ msg: "broken" }, 500));
    await change();
    expect(
      await screen.findByText(/other devices could not be signed out/),
    ).toBeVisible();
  });
});

test("signing out everywhere that fails says so, and nobody is signed out", async () => {
  const { user } = renderWithProviders(<Profile />);
  const sessions = section("Sessions");
  await user.click(
    sessions.getByRole("button", { name: "Sign out everywhere" }),
  );
  expect(await sessions.findByRole("alert")).toHaveTextContent(
    "Check your own network connection",
  );
  expect(sessionState().status).toBe("signed-in");
});

test("the theme is one of three", async () => {
  const { user } = renderWithProviders(<Profile />);
  await user.click(screen.getByRole("radio", { name: "Dark" }));
  expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(document.documentElement).toHaveClass("dark");
  await user.click(screen.getByRole("radio", { name: "System" }));
  expect(document.documentElement).not.toHaveClass("dark");
});
