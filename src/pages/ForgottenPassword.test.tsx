import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import ForgottenPassword from "@/pages/ForgottenPassword.tsx";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders } from "@/test/render.tsx";

async function ask() {
  const { user } = renderWithProviders(<ForgottenPassword />);
  await user.type(
    screen.getByLabelText("E-mail address"),
    "ana@example.org{Enter}",
  );
}

test("the mail leads back to this site, and nothing tells whether there is such an account", async () => {
  const server = fakeServer();
  server.on("POST /auth/v1/recover", () => json({}));
  await ask();
  expect(await screen.findByRole("status")).toHaveTextContent(
    "If there is an account for ana@example.org",
  );
  expect(server.requests[0]).toMatchObject({
    query: { redirect_to: `${window.location.origin}/reset-password` },
    body: { email: "ana@example.org" },
  });
});

test("too many mails are refused with a reason", async () => {
  fakeServer().on("POST /auth/v1/recover", () =>
    json({ error_code: "over_email_send_rate_limit", msg: "59 s" }, 429),
  );
  await ask();
  const notice = await screen.findByRole("alert");
  expect(notice).toHaveTextContent("Too many mails were asked for");
  expect(notice).toHaveTextContent("Wait a moment");
});
