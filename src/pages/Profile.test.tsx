import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { keptDefaultView } from "@/lib/defaultView.ts";
import { sessionState, startSession } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import Profile from "@/pages/Profile.tsx";
import { AppRoutes } from "@/routes.tsx";
import { fakeAuth, rightCode, rightPassword } from "@/test/fakeAuth.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  authSession,
  renderWithProviders,
  sampleProfile,
  seeToast,
  testUser,
} from "@/test/render.tsx";

const profile = sampleProfile();

let server: ReturnType<typeof fakeServer>;
let auth: ReturnType<typeof fakeAuth>;

beforeEach(async () => {
  // All 418 of them would make each look at the page a slow one.
  vi.spyOn(Intl, "supportedValuesOf").mockReturnValue([
    "Asia/Tokyo",
    "Europe/Zurich",
  ]);
  server = fakeServer();
  auth = fakeAuth(server);
  localStorage.setItem(
    storageKey(),
    JSON.stringify(auth.storedSession("aal1")),
  );
  await startSession();
  server.on("GET /rest/v1/profiles", () => json(profile));
  server.on("GET /rest/v1/saved_views", () => json([]));
  server.on("POST /rest/v1/rpc/is_admin", () => json(true));
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
    await seeToast("Profile saved");
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
  async function change(present = rightPassword) {
    const { user } = renderWithProviders(<Profile />);
    const password = section("Password");
    await user.type(password.getByLabelText("Present password"), present);
    await user.type(password.getByLabelText("New password"), "long-enough");
    await user.click(password.getByRole("button", { name: "Change password" }));
    return password;
  }
  const changes = () =>
    server.requests.filter(({ method }) => method === "PUT");

  test("is changed after the present one is proved, and other devices are signed out", async () => {
    auth.storedSession("aal1");
    const password = await change();
    await seeToast("Password changed");
    expect(password.getByLabelText("New password")).toHaveValue("");
    expect(changes()).toMatchObject([
      { body: { password: "long-enough", current_password: rightPassword } },
    ]);
    expect(auth.sessions()).toEqual(["aal1"]);
    expect(sessionState().status).toBe("signed-in");
  });

  test("stays if the present one is wrong, and so does the session", async () => {
    const kept = localStorage.getItem(storageKey());
    const password = await change("wrong");
    await waitFor(() => {
      expect(
        password.getByLabelText("Present password"),
      ).toHaveAccessibleDescription("This is not your present password");
    });
    expect(changes()).toEqual([]);
    expect(localStorage.getItem(storageKey())).toBe(kept);
  });

  test("is changed even if the other devices cannot be signed out, which is said", async () => {
    server.on("POST /auth/v1/logout", () => json({ msg: "broken" }, 500));
    await change();
    expect(
      await screen.findByText(/other devices could not be signed out/),
    ).toBeVisible();
  });
});

test("who has an authenticator app gives its code with the present password", async () => {
  auth = fakeAuth(server, ["Phone"]);
  localStorage.setItem(
    storageKey(),
    JSON.stringify(auth.storedSession("aal2")),
  );
  await startSession();
  const { user } = renderWithProviders(<Profile />);
  const password = section("Password");
  await user.type(password.getByLabelText("Present password"), rightPassword);
  await user.type(password.getByLabelText("New password"), "long-enough");
  await user.click(password.getByRole("button", { name: "Change password" }));
  const code = password.getByLabelText("Code");
  expect(code).toHaveAccessibleDescription(/Enter the six digits/);
  expect(code).toHaveFocus();

  await user.type(code, `${rightCode}{Enter}`);
  await seeToast("Password changed");
  expect(auth.sessions()).toEqual(["aal2"]);
  expect(sessionState().status).toBe("signed-in");
});

describe("sessions", () => {
  test("of the other devices end, and this one stays", async () => {
    auth.storedSession("aal1");
    const { user } = renderWithProviders(<Profile />);
    await user.click(
      section("Sessions").getByRole("button", {
        name: "Sign out other devices",
      }),
    );
    expect(
      await screen.findByText("Your other devices are signed out"),
    ).toBeVisible();
    expect(auth.sessions()).toHaveLength(1);
    expect(sessionState().status).toBe("signed-in");
  });

  test("end everywhere", async () => {
    auth.storedSession("aal1");
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    await screen.findByRole("heading", { name: "Settings" });
    await user.click(
      section("Sessions").getByRole("button", { name: "Sign out everywhere" }),
    );
    expect(
      await screen.findByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
    expect(auth.sessions()).toEqual([]);
  });

  test("without a connection stay, and that is said", async () => {
    server.on("POST /auth/v1/logout", () => {
      throw new TypeError("Failed to fetch");
    });
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
});

test("the theme is one of three", async () => {
  const { user } = renderWithProviders(<Profile />);
  await user.click(screen.getByRole("radio", { name: "Dark" }));
  expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
  expect(document.documentElement).toHaveClass("dark");
  await user.click(screen.getByRole("radio", { name: "System" }));
  expect(document.documentElement).not.toHaveClass("dark");
});

describe("what the dashboard opens with", () => {
  let views = [
    { id: "1", name: "Web", query: "q=web", is_default: false },
    { id: "2", name: "Down", query: "status=stopped", is_default: false },
  ];

  beforeEach(() => {
    server.on("GET /rest/v1/saved_views", () => json(views));
    server.on("PATCH /rest/v1/saved_views", ({ query, body }) => {
      const { is_default } = body as { is_default: boolean };
      views = views.map((view) => ({
        ...view,
        is_default: is_default && query.id === `eq.${view.id}`,
      }));
      return json(views.find(({ id }) => query.id === `eq.${id}`));
    });
  });

  test("is one of the saved views, or all guests, and this device knows it at once", async () => {
    const { user } = renderWithProviders(<Profile />);
    const choice = await section("Dashboard").findByLabelText("Default view");
    expect(choice).toHaveDisplayValue("All guests");
    await user.selectOptions(choice, "Down");
    expect(choice).toHaveDisplayValue("Down");
    await waitFor(() => {
      expect(keptDefaultView(testUser.id)).toBe("status=stopped");
    });
    await user.selectOptions(choice, "All guests");
    await waitFor(() => {
      expect(keptDefaultView(testUser.id)).toBe("");
    });
    expect(choice).toHaveDisplayValue("All guests");
  });

  test("stays what it was where the database refuses, which is said", async () => {
    server.on("PATCH /rest/v1/saved_views", () =>
      json({ code: "XX000", message: "boom" }, 500),
    );
    const { user } = renderWithProviders(<Profile />);
    const dashboard = section("Dashboard");
    const choice = await dashboard.findByLabelText("Default view");
    await user.selectOptions(choice, "Web");
    expect(await dashboard.findByRole("alert")).toHaveTextContent(
      "Database not available",
    );
    expect(choice).toHaveDisplayValue("All guests");
  });
});

describe("the export", () => {
  test("is one JSON file, named by the day", async () => {
    const data = { exportedAt: "now", servers: [{ name: "homelab" }] };
    server.on("POST /rest/v1/rpc/export_own_data", () => json(data));
    const made: string[] = [];
    vi.stubGlobal("Blob", String);
    // jsdom has neither.
    Object.assign(URL, {
      createObjectURL: (text: { valueOf(): string }) => {
        made.push(text.valueOf());
        return "#";
      },
      revokeObjectURL: () => undefined,
    });
    const click = vi
      .spyOn(HTMLAnchorElement.prototype, "click")
      .mockReturnValue();
    const { user } = renderWithProviders(<Profile />);
    await user.click(
      section("Your data").getByRole("button", { name: "Export" }),
    );
    await waitFor(() => {
      expect(made.map((text) => JSON.parse(text) as unknown)).toEqual([data]);
    });
    expect(click.mock.contexts[0]).toHaveProperty(
      "download",
      expect.stringMatching(/^muster-export-\d{4}-\d\d-\d\d\.json$/),
    );
  });

  test("that fails says why", async () => {
    const { user } = renderWithProviders(<Profile />);
    const data = section("Your data");
    await user.click(data.getByRole("button", { name: "Export" }));
    expect(await data.findByRole("alert")).toHaveTextContent(
      "Check your own network connection",
    );
  });
});
