import { beforeEach, describe, expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import ProxmoxServers from "@/pages/ProxmoxServers.tsx";
import type { Server } from "@/lib/types.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleServer } from "@/test/samples.ts";

const serversPath = "/functions/v1/proxmox-servers";
const ids = [1, 2, 3, 4].map(
  (digit) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
);

beforeEach(() => signInAs());

function renderPage(servers: Server[], path = "/servers", limit = 50) {
  const fake = fakeServer();
  const stored = [...servers];
  fake.on(`GET ${serversPath}`, () => json({ servers: stored, limit }));
  for (const { id } of servers) {
    fake.on(`DELETE ${serversPath}/${id}`, () => {
      stored.splice(
        stored.findIndex((server) => server.id === id),
        1,
      );
      return new Response(null, { status: 204 });
    });
  }
  return { fake, ...renderWithProviders(<ProxmoxServers />, path) };
}

async function row(name: string) {
  const heading = await screen.findByRole("heading", {
    name: new RegExp(name),
  });
  const item = heading.closest("li");
  if (!item) throw new Error(`${name} stands in no row`);
  return within(item);
}

describe("the servers", () => {
  test("each row says where the server is and how it does", async () => {
    renderPage([
      sampleServer({ id: ids[0], name: "homelab", host: "2001:db8::1" }),
      sampleServer({
        id: ids[1],
        name: "attic",
        last_error_code: "auth_failed",
        trust_mode: "insecure",
        proxmox_version: null,
        last_connected_at: null,
      }),
    ]);
    const homelab = await row("homelab");
    expect(homelab.getByText("[2001:db8::1]:8006")).toBeVisible();
    expect(homelab.getByText("Connected")).toBeVisible();
    expect(homelab.getByText("8.4.21")).toBeVisible();
    expect(homelab.getByText(/ago$/)).toHaveAttribute(
      "dateTime",
      "2026-01-01T12:00:00.000Z",
    );
    const attic = await row("attic");
    expect(attic.getByText("Token refused")).toBeVisible();
    expect(attic.getByText("Not verified")).toBeVisible();
    expect(attic.getByText("never")).toBeVisible();
    expect(screen.getByText("2 of 50 server slots used")).toBeVisible();
  });

  test("without any, the first step is shown", async () => {
    const { user } = renderPage([]);
    expect(await screen.findByText("No server yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add server" }));
    expect(
      await screen.findByRole("dialog", { name: "Add a server" }),
    ).toBeVisible();
  });

  test("a failure says why, and can be tried again", async () => {
    const { fake, user } = renderPage([]);
    await screen.findByText("No server yet");
    fake.on(`GET ${serversPath}`, () => failure("db_unavailable", "Gone"));
    const second = renderWithProviders(<ProxmoxServers />);
    expect(await screen.findByText("Database not available")).toBeVisible();
    fake.on(`GET ${serversPath}`, () =>
      json({ servers: [sampleServer()], limit: 50 }),
    );
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(
      await within(second.container).findByText("1 of 50 server slots used"),
    ).toBeVisible();
  });

  test("a search finds by name and address", async () => {
    const { user } = renderPage(
      ids.map((id, index) =>
        sampleServer({ id, name: `site-${index}`, host: `pve${index}.lan` }),
      ),
    );
    await row("site-0");
    await user.type(screen.getByLabelText("Search servers"), "pve3");
    expect(
      screen
        .getAllByRole("heading", { level: 2 })
        .map((heading) => heading.textContent),
    ).toEqual([expect.stringContaining("site-3")]);
    await user.type(screen.getByLabelText("Search servers"), "x");
    expect(screen.getByText("No server matches")).toBeVisible();
  });

  test("with every slot used nothing can be added", async () => {
    renderPage([sampleServer()], "/servers", 1);
    expect(await screen.findByText("1 of 1 server slots used")).toBeVisible();
    expect(screen.getByRole("button", { name: "Add server" })).toBeDisabled();
  });

  test("a test shows what it found, in the row", async () => {
    const { fake, user } = renderPage([sampleServer()]);
    fake.on(`POST ${serversPath}/test`, () =>
      json({
        version: "8.4.21",
        release: "8.4",
        nodes: ["pve1"],
        latencyMs: 12,
        certificate: null,
        cluster_ca: null,
        permissions: {},
      }),
    );
    const homelab = await row("homelab");
    await user.click(homelab.getByRole("button", { name: "Test homelab" }));
    expect(
      await homelab.findByText("Proxmox VE 8.4.21, in 12 ms"),
    ).toBeVisible();
    fake.on(`POST ${serversPath}/test`, () =>
      failure("refused", "homelab refuses the connection"),
    );
    await user.click(homelab.getByRole("button", { name: "Test homelab" }));
    expect(await homelab.findByText(/homelab refuses/)).toBeVisible();
  });

  test("deleting says what happens, and asks", async () => {
    const { fake, user } = renderPage([sampleServer()]);
    const homelab = await row("homelab");
    await user.click(homelab.getByRole("button", { name: "Delete homelab" }));
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(dialog.getByText(/its guests run on/)).toBeVisible();
    expect(
      dialog.getByText("pveum user token remove muster@pve muster"),
    ).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(fake.requests.some(({ method }) => method === "DELETE")).toBe(false);

    await user.click(homelab.getByRole("button", { name: "Delete homelab" }));
    const again = within(await screen.findByRole("alertdialog"));
    await user.click(again.getByRole("button", { name: "Delete" }));
    expect(await screen.findByText("No server yet")).toBeVisible();
  });

  test("a server that cannot be deleted stays, with the reason", async () => {
    const { fake, user } = renderPage([sampleServer()]);
    const homelab = await row("homelab");
    fake.on(`DELETE ${serversPath}/${sampleServer().id}`, () =>
      failure("db_unavailable", "The database does not answer"),
    );
    await user.click(homelab.getByRole("button", { name: "Delete homelab" }));
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    expect(
      await screen.findByText(/The database does not answer/),
    ).toBeVisible();
  });

  test("a link leads straight to a server's token", async () => {
    const { user } = renderPage(
      [sampleServer()],
      `/servers?edit=${sampleServer().id}&field=token`,
    );
    expect(
      await screen.findByRole("dialog", { name: "Edit homelab" }),
    ).toBeVisible();
    await waitFor(() => {
      expect(screen.getByLabelText(/^API token/)).toHaveFocus();
    });
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => {
      expect(screen.getByTestId("path")).toHaveTextContent("/servers");
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("a link to a server that is gone shows the list", async () => {
    renderPage([sampleServer()], "/servers?edit=nobody");
    await row("homelab");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
