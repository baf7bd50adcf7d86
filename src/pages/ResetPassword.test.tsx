import { screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { sessionState, startSession } from "@/lib/session.ts";
import ResetPassword from "@/pages/ResetPassword.tsx";
import { fakeServer, json } from "@/test/fakeServer.ts";
import {
  authSession,
  renderWithProviders,
  seeToast,
  signInAs,
} from "@/test/render.tsx";

afterEach(() => {
  window.location.hash = "";
});

/** Auth's client reads the address once, when it is made: this is the test that makes it. */
test("the link of the mail lets its reader choose a new password, once", async () => {
  const server = fakeServer();
  const { user: authUser, ...tokens } = authSession();
  server.on("GET /auth/v1/user", () => json(authUser));
  server.on("PUT /auth/v1/user", () => json(authUser));
  window.location.hash = new URLSearchParams({
    ...tokens,
    expires_in: "3600",
    expires_at: String(tokens.expires_at),
    type: "recovery",
  }).toString();
  await startSession();

  const { user } = renderWithProviders(<ResetPassword />, "/reset-password");
  expect(await screen.findByText(/ana@example.org/)).toBeVisible();
  await user.type(screen.getByLabelText("New password"), "long-enough{Enter}");

  await seeToast("Password changed");
  expect(screen.getByTestId("path")).toHaveTextContent("/dashboard");
  expect(window.location.hash).toBe("");
  expect(sessionState()).toMatchObject({
    status: "signed-in",
    user: { isRecovering: false },
  });
  expect(server.requests.at(-1)?.body).toMatchObject({
    password: "long-enough",
  });
});

test("a link that has been used is no longer valid, and the way to a new one is shown", () => {
  renderWithProviders(<ResetPassword />);
  expect(
    screen.getByRole("heading", { name: "This link is no longer valid" }),
  ).toBeVisible();
  expect(
    screen.getByRole("link", { name: "Ask for a new link" }),
  ).toHaveAttribute("href", "/forgotten-password");
});

test("who is merely signed in cannot choose a new password here", async () => {
  await signInAs();
  renderWithProviders(<ResetPassword />, "/reset-password");
  expect(screen.queryByLabelText("New password")).toBeNull();
  expect(screen.getByTestId("path")).toHaveTextContent("/dashboard");
});
