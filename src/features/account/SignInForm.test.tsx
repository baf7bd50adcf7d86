import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { SignInForm } from "@/features/account/SignInForm.tsx";
import { environment, setEnvironment } from "@/lib/env.ts";
import { sessionState } from "@/lib/session.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { authSession, renderWithProviders, testUser } from "@/test/render.tsx";

const submit = () => screen.getByRole("button", { name: "Sign in" });

test("the right password signs in", async () => {
  const server = fakeServer();
  server.on("POST /auth/v1/token", () => json(authSession()));
  const { user } = renderWithProviders(<SignInForm />);
  await user.type(screen.getByLabelText("E-mail address"), " ana@example.org ");
  await user.type(screen.getByLabelText("Password"), "open sesame{Enter}");
  await waitFor(() => {
    expect(sessionState()).toMatchObject({
      status: "signed-in",
      user: testUser,
    });
  });
  expect(server.requests[0]).toMatchObject({
    query: { grant_type: "password" },
    body: { email: "ana@example.org", password: "open sesame" },
  });
});

test("a wrong one is said in plain words, and both fields keep what they hold", async () => {
  fakeServer().on("POST /auth/v1/token", () =>
    json({ error_code: "invalid_credentials", msg: "Invalid" }, 400),
  );
  const { user } = renderWithProviders(<SignInForm />);
  await user.type(screen.getByLabelText("E-mail address"), "ana@example.org");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(submit());
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "The e-mail address or the password is wrong",
  );
  expect(screen.getByLabelText("E-mail address")).toHaveValue(
    "ana@example.org",
  );
  expect(screen.getByLabelText("Password")).toHaveValue("wrong");
});

test("without a connection it points to one's own", async () => {
  fakeServer();
  const { user } = renderWithProviders(<SignInForm />);
  await user.type(screen.getByLabelText("E-mail address"), "ana@example.org");
  await user.type(screen.getByLabelText("Password"), "any{Enter}");
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "Check your own network connection",
  );
});

test("what is missing is said beside its field, without asking anybody; the first one gets the focus", async () => {
  const server = fakeServer();
  const { user } = renderWithProviders(<SignInForm />);
  await user.click(submit());
  const email = screen.getByLabelText("E-mail address");
  expect(email).toHaveAccessibleDescription("Enter an e-mail address");
  expect(email).toHaveFocus();
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(
    "Enter your password",
  );
  expect(server.requests).toEqual([]);

  await user.type(email, "ana@example.org");
  expect(email).toBeValid();
});

test("password managers find both fields", () => {
  renderWithProviders(<SignInForm />);
  expect(screen.getByLabelText("E-mail address")).toHaveAttribute(
    "autocomplete",
    "username",
  );
  expect(screen.getByLabelText("Password")).toHaveAttribute(
    "autocomplete",
    "current-password",
  );
});

test("a second click while the first is on its way asks nothing", async () => {
  const server = fakeServer();
  server.on("POST /auth/v1/token", () => new Promise(() => undefined));
  const { user } = renderWithProviders(<SignInForm />);
  await user.type(screen.getByLabelText("E-mail address"), "ana@example.org");
  await user.type(screen.getByLabelText("Password"), "any");
  await user.click(submit());
  await user.click(submit());
  expect(submit()).toHaveAttribute("aria-disabled", "true");
  expect(server.requests).toHaveLength(1);
});

test("a demo offers its login; no other installation does", async () => {
  const { unmount } = renderWithProviders(<SignInForm />);
  expect(screen.queryByText("This is a demo")).toBeNull();
  unmount();

  const demo = { email: "demo@muster.local", password: "demo-password" };
  setEnvironment({ ...environment(), demo });
  const { user } = renderWithProviders(<SignInForm />);
  await user.click(screen.getByRole("button", { name: "Fill in the login" }));
  expect(screen.getByLabelText("E-mail address")).toHaveValue(demo.email);
  expect(screen.getByLabelText("Password")).toHaveValue(demo.password);
});
