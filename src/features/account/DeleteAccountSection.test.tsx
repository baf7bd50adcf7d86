import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { sessionState, startSession } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import { AppRoutes } from "@/routes.tsx";
import { fakeAuth, rightCode, rightPassword } from "@/test/fakeAuth.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  renderWithProviders,
  sampleProfile,
  testUser,
} from "@/test/render.tsx";
import { sampleServer } from "@/test/samples.ts";

let server: ReturnType<typeof fakeServer>;

beforeEach(() => {
  server = fakeServer();
  server.on("GET /rest/v1/profiles", () => json(sampleProfile()));
  server.on("GET /rest/v1/saved_views", () =>
    json([{ id: "1", name: "Web", query: "", is_default: false }]),
  );
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({
      servers: [
        sampleServer(),
        sampleServer({ id: "22222222-2222-4222-8222-222222222222" }),
      ],
      limit: 50,
    }),
  );
  server.on("POST /rest/v1/rpc/is_admin", () => json(false));
  server.on("GET /rest/v1/user_roles", () => json([]));
});

/** The question, opened by somebody with these apps. */
async function ask(apps: string[] = []) {
  const auth = fakeAuth(server, apps);
  const aal = apps.length > 0 ? "aal2" : "aal1";
  localStorage.setItem(storageKey(), JSON.stringify(auth.storedSession(aal)));
  await startSession();
  const { user } = renderWithProviders(<AppRoutes />, "/profile");
  await user.click(
    await screen.findByRole("button", { name: "Delete account …" }),
  );
  const dialog = within(await screen.findByRole("dialog"));
  const send = async (address: string, password: string, code?: string) => {
    await user.type(dialog.getByLabelText(/^Type/), address);
    await user.type(dialog.getByLabelText("Present password"), password);
    if (code) await user.type(dialog.getByLabelText("Code"), code);
    await user.click(dialog.getByRole("button", { name: "Delete account" }));
  };
  return { auth, dialog, send, user };
}

const deletions = () =>
  server.requests.filter(({ path }) => path.endsWith("/delete_own_account"));

test("names what goes, and deletes after address and password, by a session that is new", async () => {
  const { auth, dialog, send } = await ask();
  expect(await dialog.findByText(/your 2 servers/)).toBeVisible();
  expect(await dialog.findByText(/your saved view/)).toBeVisible();
  expect(dialog.queryByLabelText("Code")).toBeNull();
  const before = localStorage.getItem(storageKey()) ?? "";
  server.on("POST /rest/v1/rpc/delete_own_account", () => {
    auth.endAllSessions();
    return new Response(null, { status: 204 });
  });

  await send(` ${testUser.email.toUpperCase()} `, rightPassword);
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent(
    "Your account is deleted",
  );
  expect(screen.getByTestId("path")).toHaveTextContent(/^\/sign-in$/);
  expect(localStorage.getItem(storageKey())).toBeNull();
  const [deletion] = deletions();
  const { access_token } = JSON.parse(before) as { access_token: string };
  expect(deletion?.headers.get("authorization")).not.toContain(access_token);
});

test("sends nothing for another address or without the password, and nothing is deleted by a wrong one", async () => {
  const { dialog, send } = await ask();
  await send("bo@example.org", "wrong");
  expect(dialog.getByLabelText(/^Type/)).toHaveAccessibleDescription(
    "This is not the address of your account",
  );
  const sent = () =>
    server.requests.filter(({ path }) => path.endsWith("/token"));
  expect(sent()).toEqual([]);
});

test("stays with a wrong password, which is said beside it", async () => {
  const { dialog, send } = await ask();
  await send(testUser.email, "wrong");
  await waitFor(() => {
    expect(
      dialog.getByLabelText("Present password"),
    ).toHaveAccessibleDescription("This is not your present password");
  });
  expect(deletions()).toEqual([]);
  expect(sessionState().status).toBe("signed-in");
});

test("asks who has an authenticator app for its code, too", async () => {
  const { auth, dialog, send, user } = await ask(["Phone"]);
  server.on("POST /rest/v1/rpc/delete_own_account", () => json(null));
  await send(testUser.email, rightPassword, "654321");
  await waitFor(() => {
    expect(dialog.getByLabelText("Code")).toHaveAccessibleDescription(
      /not right/,
    );
  });
  // The half sign-in that failed is over; the session of this page is not.
  expect(auth.sessions()).toEqual(["aal2"]);
  expect(deletions()).toEqual([]);

  await user.clear(dialog.getByLabelText("Code"));
  await user.type(dialog.getByLabelText("Code"), `${rightCode}{Enter}`);
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(deletions()).toHaveLength(1);
});

test.each([
  ["last_admin", "PT409", 409, /Make somebody else an administrator first/],
  ["recent_sign_in_required", "PT403", 403, /sign-in of the last ten minutes/],
  ["second_factor_required", "PT403", 403, /Sign in with the code/],
])("the database's %s is said in words", async (hint, code, status, words) => {
  const { dialog, send } = await ask();
  server.on("POST /rest/v1/rpc/delete_own_account", () =>
    json({ code, hint, message: "no" }, status),
  );
  await send(testUser.email, rightPassword);
  expect(await dialog.findByRole("alert")).toHaveTextContent(words);
  expect(sessionState().status).toBe("signed-in");
});

test("without a connection says so, and nothing is lost", async () => {
  const { dialog, send } = await ask();
  server.on("POST /auth/v1/token", () => {
    throw new TypeError("Failed to fetch");
  });
  await send(testUser.email, rightPassword);
  expect(await dialog.findByRole("alert")).toHaveTextContent(
    "Check your own network connection",
  );
  expect(dialog.getByLabelText("Present password")).toHaveValue(rightPassword);
});
