import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { AppRoutes } from "@/routes.tsx";
import { authorizedFetch, sessionState, startSession } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import { fakeAuth, rightCode, rightPassword } from "@/test/fakeAuth.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  renderWithProviders,
  sampleProfile,
  testUser,
} from "@/test/render.tsx";

let server: ReturnType<typeof fakeServer>;

beforeEach(() => {
  server = fakeServer();
  server.on("GET /rest/v1/profiles", () => json(sampleProfile()));
});

async function restart(
  aal: "aal1" | "aal2",
  auth: ReturnType<typeof fakeAuth>,
) {
  localStorage.setItem(storageKey(), JSON.stringify(auth.storedSession(aal)));
  await startSession();
}

const codeField = () => screen.findByLabelText("Code");

describe("who has an authenticator app", () => {
  test("is asked for its code after the password, and then is where they wanted to go", async () => {
    fakeAuth(server, ["Phone"]);
    const { user } = renderWithProviders(<AppRoutes />, "/profile#two-factor");
    await user.type(
      await screen.findByLabelText("E-mail address"),
      testUser.email,
    );
    await user.type(
      screen.getByLabelText("Password"),
      `${rightPassword}{Enter}`,
    );

    const code = await codeField();
    expect(code).toHaveFocus();
    expect(code).toHaveAttribute("autocomplete", "one-time-code");
    expect(screen.queryByLabelText("App")).toBeNull();
    await user.type(
      code,
      `${rightCode.slice(0, 3)} ${rightCode.slice(3)}{Enter}`,
    );
    expect(
      await screen.findByRole("heading", { name: "Settings" }),
    ).toBeVisible();
    expect(screen.getByTestId("path")).toHaveTextContent("/profile#two-factor");
  });

  test("stays before the door with a wrong code, which is said beside the field", async () => {
    const auth = fakeAuth(server, ["Phone"]);
    await restart("aal1", auth);
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    const code = await codeField();
    await user.type(code, "12345{Enter}");
    expect(code).toHaveAccessibleDescription(/six digits/);
    await user.clear(code);
    await user.type(code, "654321{Enter}");
    await waitFor(() => {
      expect(code).toHaveAccessibleDescription(/not right/);
    });
    expect(sessionState().status).toBe("code-needed");
    expect(screen.queryByRole("heading", { name: "Settings" })).toBeNull();
  });

  test("without a connection is told so, and tries again", async () => {
    const auth = fakeAuth(server, ["Phone"]);
    await restart("aal1", auth);
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    const [{ id } = { id: "" }] = (
      JSON.parse(localStorage.getItem(storageKey()) ?? "") as {
        user: { factors: { id: string }[] };
      }
    ).user.factors;
    server.on(`POST /auth/v1/factors/${id}/challenge`, () => {
      throw new TypeError("Failed to fetch");
    });
    await user.type(await codeField(), `${rightCode}{Enter}`);
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Check your own network connection",
    );
  });

  test("with several of them says which", async () => {
    const auth = fakeAuth(server, ["Phone", "Spare"]);
    await restart("aal1", auth);
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    await codeField();
    await user.selectOptions(screen.getByLabelText("App"), "Spare");
    await user.type(await codeField(), `${rightCode}{Enter}`);
    expect(
      await screen.findByRole("heading", { name: "Settings" }),
    ).toBeVisible();
    const paths = server.requests.map(({ path }) => path);
    const challenged = paths.filter((path) => path.endsWith("/challenge"));
    expect(challenged).toHaveLength(1);
  });

  test("may sign in as somebody else", async () => {
    const auth = fakeAuth(server, ["Phone"]);
    await restart("aal1", auth);
    const { user } = renderWithProviders(<AppRoutes />, "/profile");
    await codeField();
    await user.click(
      screen.getByRole("button", { name: "Use another account" }),
    );
    expect(
      await screen.findByRole("heading", { name: "Sign in" }),
    ).toBeVisible();
    expect(localStorage.getItem(storageKey())).toBeNull();
  });

  test("sends nothing in their name before", async () => {
    const auth = fakeAuth(server, ["Phone"]);
    await restart("aal1", auth);
    await expect(
      authorizedFetch("/functions/v1/list-vms"),
    ).rejects.toMatchObject({ code: "unauthorized" });
    expect(server.requests).toEqual([]);
    expect(sessionState().status).toBe("code-needed");
  });

  test("who has given it is not asked again after a reload", async () => {
    const auth = fakeAuth(server, ["Phone"]);
    await restart("aal2", auth);
    expect(sessionState().status).toBe("signed-in");
  });
});

test("a session that ends under a page asks for password and code, and the page stays", async () => {
  const auth = fakeAuth(server, ["Phone"]);
  await restart("aal2", auth);
  const { user } = renderWithProviders(<AppRoutes />, "/profile");
  const name = await screen.findByLabelText("Name");
  await user.type(name, " Keller");

  auth.endAllSessions();
  localStorage.removeItem(storageKey());
  act(() => {
    window.dispatchEvent(new StorageEvent("storage", { key: storageKey() }));
  });
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(
    await dialog.findByLabelText(/^Password of/),
    `${rightPassword}{Enter}`,
  );
  await user.type(await dialog.findByLabelText("Code"), `${rightCode}{Enter}`);
  await waitFor(() => {
    expect(screen.queryByRole("dialog")).toBeNull();
  });
  expect(sessionState().status).toBe("signed-in");
  expect(name).toHaveValue("Ana Keller");
});
