import { screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { sessionState, startSession } from "@/lib/session.ts";
import ResetPassword from "@/pages/ResetPassword.tsx";
import { fakeAuth, rightCode } from "@/test/fakeAuth.ts";
import { fakeServer } from "@/test/fakeServer.ts";
import { renderWithProviders, seeToast } from "@/test/render.tsx";

afterEach(() => {
  window.location.hash = "";
});

/** A file of its own: Auth's client reads the address once, when it is made. */
test("the link of the mail does not stand for the second factor: who has one gives its code, then chooses the password", async () => {
  const server = fakeServer();
  const auth = fakeAuth(server, ["Phone"]);
  const { access_token, refresh_token, expires_at } =
    auth.storedSession("aal1");
  window.location.hash = new URLSearchParams({
    access_token,
    refresh_token,
    token_type: "bearer",
    expires_in: "3600",
    expires_at: String(expires_at),
    type: "recovery",
  }).toString();
  await startSession();

  const { user } = renderWithProviders(<ResetPassword />, "/reset-password");
  await user.type(await screen.findByLabelText("Code"), `${rightCode}{Enter}`);
  await user.type(
    await screen.findByLabelText("New password"),
    "long-enough{Enter}",
  );
  await seeToast("Password changed");
  expect(screen.getByTestId("path")).toHaveTextContent("/dashboard");
  expect(sessionState()).toMatchObject({
    status: "signed-in",
    user: { isRecovering: false },
  });
});
