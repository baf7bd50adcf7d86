import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test } from "vitest";
import { TwoFactorSection } from "@/features/account/TwoFactorSection.tsx";
import { sessionState, startSession } from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import { fakeAuth, rightCode } from "@/test/fakeAuth.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  authSession,
  renderWithProviders,
  seeToast,
  signInAs,
} from "@/test/render.tsx";

let server: ReturnType<typeof fakeServer>;

beforeEach(() => {
  server = fakeServer();
  server.on("POST /rest/v1/rpc/is_admin", () => json(true));
});

async function open(apps: string[] = []) {
  const auth = fakeAuth(server, apps);
  const aal = apps.length > 0 ? "aal2" : "aal1";
  localStorage.setItem(storageKey(), JSON.stringify(auth.storedSession(aal)));
  await startSession();
  const { user } = renderWithProviders(<TwoFactorSection />);
  await screen.findByRole("button", { name: /Set up an app|Add another app/ });
  return { auth, user };
}

const factorCalls = () =>
  server.requests.filter(({ path }) => path.includes("/factors"));

describe("setting up an app", () => {
  test("shows what the app scans, and counts from its first code on; other devices are signed out", async () => {
    const { auth, user } = await open();
    auth.storedSession("aal1");
    await user.click(screen.getByRole("button", { name: "Set up an app" }));
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByLabelText("Name")).toHaveValue("Phone");
    await user.click(dialog.getByRole("button", { name: "Continue" }));

    const picture = await dialog.findByRole("img", { name: /QR code/ });
    expect(picture).toHaveAttribute(
      "src",
      expect.stringMatching(/^data:image\/svg\+xml;utf-8,<\?xml/),
    );
    expect(dialog.getByText("JBSW Y3DP EHPK 3PXP")).toBeVisible();
    expect(dialog.getByRole("link", { name: "Open it" })).toHaveAttribute(
      "href",
      expect.stringMatching(/^otpauth:\/\/totp\/Muster:ana@example\.org/),
    );
    expect(dialog.getByLabelText("Code")).toHaveFocus();
    expect(auth.apps()).toEqual([]);

    await user.type(dialog.getByLabelText("Code"), `${rightCode}{Enter}`);
    await seeToast("Two-factor sign-in is on");
    expect(await screen.findByText("Phone")).toBeVisible();
    expect(screen.getByText(/Add a second app as a spare/)).toBeVisible();
    expect(auth.apps()).toEqual(["Phone"]);
    expect(auth.sessions()).toEqual(["aal2"]);
    expect(sessionState().status).toBe("signed-in");
  });

  test("does not count with a wrong code, and the next try takes the place of the one that was broken off", async () => {
    const { auth, user } = await open();
    for (const code of ["654321", rightCode]) {
      await user.click(screen.getByRole("button", { name: "Set up an app" }));
      const dialog = within(await screen.findByRole("dialog"));
      await user.click(dialog.getByRole("button", { name: "Continue" }));
      await user.type(await dialog.findByLabelText("Code"), `${code}{Enter}`);
      if (code === rightCode) break;
      await waitFor(() => {
        expect(dialog.getByLabelText("Code")).toHaveAccessibleDescription(
          /not right/,
        );
      });
      expect(auth.apps()).toEqual([]);
      await user.click(dialog.getByRole("button", { name: "Cancel" }));
    }
    await seeToast("Two-factor sign-in is on");
    expect(auth.apps()).toEqual(["Phone"]);
  });

  test("under a name that is taken is refused beside it; a free one is offered", async () => {
    const { user } = await open(["Phone"]);
    await user.click(screen.getByRole("button", { name: "Add another app" }));
    const dialog = within(await screen.findByRole("dialog"));
    const name = dialog.getByLabelText("Name");
    expect(name).toHaveValue("Phone 2");
    await user.clear(name);
    await user.type(name, "Phone{Enter}");
    await waitFor(() => {
      expect(name).toHaveAccessibleDescription(/You have an app of that name/);
    });
  });

  test.each([
    ["mfa_totp_enroll_not_enabled", /switched two-factor sign-in off/],
    ["too_many_enrolled_mfa_factors", /as many apps as there may be/],
  ])("that Auth refuses (%s) says why", async (error_code, words) => {
    const { user } = await open();
    server.on("POST /auth/v1/factors", () =>
      json({ error_code, msg: "no" }, 422),
    );
    await user.click(screen.getByRole("button", { name: "Set up an app" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Continue" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent(words);
  });

  test("without a connection says so", async () => {
    const { user } = await open();
    server.on("POST /auth/v1/factors", () => {
      throw new TypeError("Failed to fetch");
    });
    await user.click(screen.getByRole("button", { name: "Set up an app" }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Continue" }));
    expect(await dialog.findByRole("alert")).toHaveTextContent(
      "Check your own network connection",
    );
  });
});

describe("removing an app", () => {
  async function remove(apps: string[], code: string) {
    const opened = await open(apps);
    await opened.user.click(
      await screen.findByRole("button", { name: "Remove Phone" }),
    );
    const dialog = within(await screen.findByRole("dialog"));
    await opened.user.type(dialog.getByLabelText("Code"), `${code}{Enter}`);
    return { ...opened, dialog };
  }

  test("takes a code; without the only one the password alone opens the account again", async () => {
    const { auth } = await remove(["Phone"], rightCode);
    expect(await screen.findByText("Two-factor sign-in is off")).toBeVisible();
    expect(
      await screen.findByText(/whoever knows your password/),
    ).toBeVisible();
    expect(auth.apps()).toEqual([]);
    expect(sessionState().status).toBe("signed-in");
  });

  test("does not happen with a wrong one", async () => {
    const { auth, dialog } = await remove(["Phone"], "654321");
    await waitFor(() => {
      expect(dialog.getByLabelText("Code")).toHaveAccessibleDescription(
        /not right/,
      );
    });
    expect(auth.apps()).toEqual(["Phone"]);
    expect(factorCalls().map(({ method }) => method)).not.toContain("DELETE");
  });

  test("that is lost is proved by another one", async () => {
    const { auth } = await remove(["Phone", "Spare"], rightCode);
    expect(
      await screen.findByText("“Phone” no longer signs you in"),
    ).toBeVisible();
    expect(auth.apps()).toEqual(["Spare"]);
    expect(sessionState().status).toBe("signed-in");
  });
});

test("where Auth knows no second factor that is said, and nothing is offered", async () => {
  await signInAs();
  renderWithProviders(<TwoFactorSection />);
  expect(await screen.findByText(/Not available here/)).toBeVisible();
  expect(screen.queryByRole("button")).toBeNull();
  expect(factorCalls()).toEqual([]);
});

test("an administrator without the rights for want of one is told why", async () => {
  server.on("POST /rest/v1/rpc/is_admin", () => json(false));
  server.on("GET /rest/v1/user_roles", () => json([{ role: "admin" }]));
  await open();
  expect(
    await screen.findByText(
      /gives administrators their rights only in a session with a second factor/,
    ),
  ).toBeVisible();
});

test("a list that cannot be read says why, and is asked for again", async () => {
  const auth = fakeAuth(server, ["Phone"]);
  localStorage.setItem(
    storageKey(),
    JSON.stringify(auth.storedSession("aal2")),
  );
  await startSession();
  server.on("GET /auth/v1/user", () => json({ msg: "down" }, 503));
  const { user } = renderWithProviders(<TwoFactorSection />);
  const notice = within(await screen.findByRole("alert"));
  server.on("GET /auth/v1/user", () =>
    json({
      ...authSession().user,
      factors: [
        {
          id: "1",
          friendly_name: "Phone",
          factor_type: "totp",
          status: "verified",
          created_at: "2026-02-01T10:00:00Z",
        },
      ],
    }),
  );
  await user.click(notice.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("Phone")).toBeVisible();
});
