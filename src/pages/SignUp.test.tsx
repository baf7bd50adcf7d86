import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { sessionState } from "@/lib/session.ts";
import SignUp from "@/pages/SignUp.tsx";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { authSession, renderWithProviders, testUser } from "@/test/render.tsx";

let server: ReturnType<typeof fakeServer>;

beforeEach(() => {
  server = fakeServer();
});

async function fillIn(password = "long-enough") {
  const { user } = renderWithProviders(<SignUp />, "/sign-up?next=%2Fservers");
  await user.type(screen.getByLabelText("Name"), "Ana");
  await user.type(screen.getByLabelText("E-mail address"), testUser.email);
  await user.type(screen.getByLabelText("Password"), `${password}{Enter}`);
}

test("a new account is signed in at once where no mail has to confirm it", async () => {
  server.on("POST /auth/v1/signup", () => json(authSession()));
  await fillIn();
  await waitFor(() => {
    expect(sessionState()).toMatchObject({
      status: "signed-in",
      user: testUser,
    });
  });
  expect(server.requests[0]).toMatchObject({
    query: { redirect_to: `${window.location.origin}/dashboard` },
    body: { email: testUser.email, data: { name: "Ana" } },
  });
});

test("where a mail has to confirm the address, that is said", async () => {
  server.on("POST /auth/v1/signup", () => json(authSession().user));
  await fillIn();
  expect(await screen.findByText(/We sent a mail to/)).toBeVisible();
  expect(sessionState().status).toBe("signed-out");
});

test("an address that has an account is said beside it", async () => {
  server.on("POST /auth/v1/signup", () =>
    json({ error_code: "user_already_exists", msg: "exists" }, 422),
  );
  await fillIn();
  const email = screen.getByLabelText("E-mail address");
  await waitFor(() => {
    expect(email).toHaveAccessibleDescription(
      "There is already an account with this address",
    );
    expect(email).toHaveFocus();
  });
  expect(screen.queryByRole("alert")).toBeNull();
});

test("a password that is too short is refused before it is sent", async () => {
  await fillIn("short");
  expect(screen.getByLabelText("Password")).toHaveAccessibleDescription(
    /Use at least 8 characters/,
  );
  expect(server.requests).toEqual([]);
});

test("Auth's own idea of a strong password is said beside it", async () => {
  server.on("POST /auth/v1/signup", () =>
    json(
      {
        error_code: "weak_password",
        msg: "Password should be at least 12 characters.",
        weak_password: { reasons: ["length"] },
      },
      422,
    ),
  );
  await fillIn();
  await screen.findByText("Use at least 12 characters");
  expect(screen.getByLabelText("Password")).toBeInvalid();
});

test("the way to the sign-in page keeps where one wanted to go", () => {
  renderWithProviders(<SignUp />, "/sign-up?next=%2Fservers");
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute(
    "href",
    "/sign-in?next=%2Fservers",
  );
});
