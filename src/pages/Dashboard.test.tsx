import { beforeEach, describe, expect, test } from "vitest";
import { screen, within } from "@testing-library/react";
import Dashboard from "@/pages/Dashboard.tsx";
import type { ServerAnswer } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleServer, sampleVm } from "@/test/samples.ts";

beforeEach(() => signInAs());

function renderDashboard(...answers: ServerAnswer[]) {
  const server = fakeServer();
  onListVms(server, () => answers);
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [], limit: 50 }),
  );
  return {
    server,
    show: () => renderWithProviders(<Dashboard />, "/dashboard?view=table"),
  };
}

describe("the dashboard", () => {
  test("shows the outline of the list until something is known", () => {
    const { server, show } = renderDashboard();
    server.on(
      "GET /functions/v1/list-vms",
      () => new Promise<Response>(() => undefined),
    );
    show();
    expect(screen.getByText("Loading the guests")).toBeInTheDocument();
  });

  test("sums up the fleet", async () => {
    renderDashboard(
      fleetAnswer("homelab", [
        sampleVm({ vmid: 101 }),
        sampleVm({ vmid: 102, status: "stopped" }),
        sampleVm({ vmid: 900, status: "stopped", template: 1 }),
      ]),
    ).show();
    expect(
      await screen.findByText("1 of 2 guests running, on 1 server"),
    ).toBeVisible();
    expect(screen.getByText("Live")).toBeVisible();
  });

  test("shows who answers beside who does not", async () => {
    renderDashboard(
      fleetAnswer("homelab", [sampleVm()]),
      fleetFailure("attic", "refused"),
    ).show();
    expect(
      await screen.findByText("1 of 1 guests running; 1 of 2 servers answer"),
    ).toBeVisible();
    expect(screen.getByRole("link", { name: "web-01" })).toBeVisible();
    expect(await screen.findByText(/Connection refused/)).toBeVisible();
  });

  test("names the servers whose certificate nobody checks, and leads to the check", async () => {
    const { server, show } = renderDashboard(
      fleetAnswer("homelab", [sampleVm()]),
    );
    const unverified = { trust_mode: "insecure", verify_ssl: false } as const;
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({
        servers: [
          sampleServer(unverified),
          sampleServer({
            ...unverified,
            id: "22222222-2222-4222-8222-222222222222",
            name: "switched off",
            is_active: false,
          }),
        ],
        limit: 50,
      }),
    );
    show();
    const region = within(
      await screen.findByRole("region", {
        name: "Servers that are not verified",
      }),
    );
    expect(region.getByText(/whoever sits between can read/)).toBeVisible();
    expect(
      region.getAllByRole("link").map((link) => link.getAttribute("href")),
    ).toEqual([`/servers?edit=${sampleServer().id}&field=certificate`]);
  });

  test("names the servers that an administrator has switched off, and why, with and without others that work", async () => {
    const deactivated = sampleServer({
      is_active: false,
      deactivated_at: "2026-01-01T12:00:00.000Z",
      deactivated_reason: "It is scanned from \u202eoutside",
    });
    const { server, show } = renderDashboard();
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({ servers: [deactivated], limit: 50 }),
    );
    const { unmount } = show();
    expect(
      await screen.findByText(/has done that, and can lift it/),
    ).toBeVisible();
    const name = "Servers that an administrator has switched off";
    expect(await screen.findByRole("list", { name })).toHaveTextContent(
      /homelab was switched off by an administrator .*: “It is scanned from \ufffdoutside”/,
    );
    unmount();

    onListVms(server, () => [fleetAnswer("attic", [sampleVm()])]);
    show();
    expect(await screen.findByRole("list", { name })).toBeVisible();
    expect(screen.getByRole("link", { name: "web-01" })).toBeVisible();
  });

  test("leads a new user to the first server", async () => {
    const { server, show } = renderDashboard();
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({ servers: [], limit: 50, hasOperatorServer: false }),
    );
    show();
    expect(
      await screen.findByRole("heading", {
        name: "Three steps to your guests",
      }),
    ).toBeVisible();
    expect(screen.getByText(/^pveum role add Muster/)).toBeVisible();
    expect(screen.queryByText(/can assign guests to you/)).toBeNull();
    expect(screen.getByRole("link", { name: "Add a server" })).toHaveAttribute(
      "href",
      "/servers?add",
    );
  });

  test("tells a new user that guests may be assigned, where the operator has a server", async () => {
    const { server, show } = renderDashboard();
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({ servers: [], limit: 50, hasOperatorServer: true }),
    );
    show();
    expect(await screen.findByText(/can assign guests to you/)).toBeVisible();
  });

  test("knows servers that are switched off from none at all", async () => {
    const { server, show } = renderDashboard();
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({ servers: [sampleServer({ is_active: false })], limit: 50 }),
    );
    show();
    expect(
      await screen.findByText("All your servers are switched off"),
    ).toBeVisible();
  });

  test("says what an empty list may mean", async () => {
    renderDashboard(fleetAnswer("homelab")).show();
    expect(await screen.findByText("No guests")).toBeVisible();
    expect(screen.getByText(/VM.Audit/)).toBeVisible();
  });

  test("does not call a fleet empty that has not answered", async () => {
    renderDashboard(fleetFailure("homelab", "timeout")).show();
    expect(await screen.findByText("No server has answered yet")).toBeVisible();
  });

  test("says when Muster itself fails, and tries again", async () => {
    const { server, show } = renderDashboard(
      fleetAnswer("homelab", [sampleVm()]),
    );
    server.on("GET /functions/v1/list-vms", () =>
      failure("config_error", "The key of the vault is missing"),
    );
    const { user } = show();
    expect(
      await screen.findByText(/The key of the vault is missing/),
    ).toBeVisible();
    onListVms(server, () => [fleetAnswer("homelab", [sampleVm()])]);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "web-01" })).toBeVisible();
  });
});
