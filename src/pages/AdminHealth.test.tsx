import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import AdminHealth from "@/pages/AdminHealth.tsx";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleHealth } from "@/test/sampleAdministration.ts";

const health = "GET /functions/v1/proxmox-servers/health";
let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
});

const open = () => renderWithProviders(<AdminHealth />, "/admin/health");
const panel = async (name: string) =>
  within(await screen.findByRole("region", { name }));

test("an installation that is well says so, and what that was read from", async () => {
  server.on(health, () => json(sampleHealth()));
  open();
  expect(await screen.findByText(/^All is well/)).toBeVisible();
  const vault = await panel("Token vault");
  expect(vault.getByText("Key 1")).toBeVisible();
  expect(vault.getByText("newest")).toBeVisible();
  expect(vault.getByText("8 tokens")).toBeVisible();
  expect(vault.getByText("configured, fits")).toBeVisible();
  const database = await panel("Database and runtime");
  expect(database.getByText("18.4")).toBeVisible();
  expect(database.getByText(/23 applied/)).toBeVisible();
  expect(
    database.getByText("keeps tokens and keys out of the log"),
  ).toBeVisible();
  const addresses = await panel("Addresses that Muster connects to");
  expect(addresses.getByText("10.0.0.0/8")).toBeVisible();
  const access = await panel("Access");
  expect(access.getByText("required of administrators")).toBeVisible();
  expect(
    (await panel("The operator’s server")).getByText("12 ms"),
  ).toBeVisible();
  expect(
    (await panel("Servers")).getByRole("link", { name: "7" }),
  ).toHaveAttribute("href", "/admin/servers?state=active");
});

test("what is not well comes first, with what mends it", async () => {
  server.on(health, () =>
    json(
      sampleHealth({
        vault: {
          problem: null,
          keys: [
            {
              id: 2,
              tokens: 0,
              isConfigured: true,
              fits: null,
              isNewest: true,
            },
            {
              id: 1,
              tokens: 8,
              isConfigured: true,
              fits: true,
              isNewest: false,
            },
          ],
          tokensUnderOldKeys: 8,
        },
        operatorServer: {
          isConfigured: false,
          version: null,
          latencyMs: null,
          error: null,
        },
      }),
    ),
  );
  open();
  const attention = await panel("One thing needs attention");
  expect(attention.getByText("8 tokens under an older key")).toBeVisible();
  expect(attention.getByText("npm run rotate-key")).toBeVisible();
  expect(screen.queryByText(/All is well/)).toBeNull();
  expect(
    (await panel("Token vault")).getByText("configured, not used yet"),
  ).toBeVisible();
  expect(
    (await panel("The operator’s server")).getByText(/PROXMOX_HOST/),
  ).toBeVisible();
});

test("that it cannot be read is said, and can be tried again", async () => {
  server.on(health, () =>
    failure("forbidden", "Only administrators may do this"),
  );
  const { user } = open();
  const retry = await screen.findByRole("button", { name: "Try again" });
  server.on(health, () => json(sampleHealth()));
  await user.click(retry);
  expect(await screen.findByText(/^All is well/)).toBeVisible();
});
