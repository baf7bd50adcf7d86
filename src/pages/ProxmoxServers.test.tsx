import { beforeEach, describe, expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import ProxmoxServers from "@/pages/ProxmoxServers.tsx";
import type { ServerAnswer } from "@/lib/fleet.ts";
import type { Server } from "@/lib/types.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { fleetAnswer, onListVms } from "@/test/fakeFleet.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import {
  fingerprintOf,
  sampleCertificate,
  sampleNode,
  sampleServer,
} from "@/test/samples.ts";

const serversPath = "/functions/v1/proxmox-servers";
const ids = [1, 2, 3, 4].map(
  (digit) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
);

beforeEach(() => signInAs());

let answers: ServerAnswer[] = [];
beforeEach(() => {
  answers = [];
});

function renderPage(servers: Server[], path = "/servers", limit = 50) {
  const fake = fakeServer();
  const stored = [...servers];
  fake.on(`GET ${serversPath}`, () => json({ servers: stored, limit }));
  onListVms(fake, () => answers);
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

  test("a server that an administrator has switched off says why, and offers nothing that would be refused", async () => {
    const { user } = renderPage([
      sampleServer({
        is_active: false,
        deactivated_at: "2026-01-01T12:00:00.000Z",
        deactivated_reason: "It is scanned from outside",
      }),
    ]);
    const homelab = await row("homelab");
    expect(homelab.getByText("Switched off by an administrator")).toBeVisible();
    expect(homelab.getByText(/“It is scanned from outside”/)).toBeVisible();
    expect(homelab.getByRole("button", { name: /^Test/ })).toBeDisabled();
    expect(homelab.getByRole("button", { name: /^Delete/ })).toBeDisabled();
    await user.click(homelab.getByRole("button", { name: /^Edit/ }));
    expect(
      await screen.findByRole("switch", { name: /Active/ }),
    ).toBeDisabled();
  });

  test("a token that ends soon is said at its server; one that ends later, or is switched off, is not", async () => {
    const inDays = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString();
    const [soon = "", later = "", off = ""] = ids;
    renderPage([
      sampleServer({
        id: soon,
        name: "soon",
        cluster_name: "berlin",
        token_expires_at: inDays(3.5),
      }),
      sampleServer({ id: later, name: "later", token_expires_at: inDays(90) }),
      sampleServer({
        id: off,
        name: "off",
        is_active: false,
        token_expires_at: inDays(3),
      }),
    ]);
    const ending = /The API token ends .* in 3 days/;
    expect((await row("soon")).getByText(ending)).toBeVisible();
    expect((await row("soon")).getByText(/cluster berlin/)).toBeVisible();
    for (const name of ["later", "off"])
      expect((await row(name)).queryByText(/The API token/)).toBeNull();
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
        cluster: null,
        cluster_ca: null,
        token: null,
        receipt: null,
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

describe("certificates", () => {
  const clusterCa =
    "-----BEGIN CERTIFICATE-----\nMIIBszCC\n-----END CERTIFICATE-----";
  const changed = sampleServer({
    trust_mode: "ca",
    ca_certificate: clusterCa,
    last_error_code: "tls_changed",
  });
  const path = `/servers?edit=${changed.id}&field=certificate`;
  const fitting = {
    certificate: sampleCertificate(),
    trusted: false,
    stored: { refusal: null, authority: null },
  };

  test("F08 a changed one is a hard stop in the list, and leads to old and new", async () => {
    const { fake, user } = renderPage([changed]);
    fake.on(`POST ${serversPath}/certificate`, () =>
      json({
        certificate: sampleCertificate("B"),
        trusted: false,
        stored: {
          refusal: "tls_changed",
          authority: sampleCertificate("C", { names: [] }),
        },
      }),
    );
    const homelab = await row("homelab");
    expect(homelab.getByText(/Nothing is sent to it until/)).toBeVisible();
    await user.click(
      homelab.getByRole("button", { name: "Check the certificate of homelab" }),
    );

    const dialog = within(
      await screen.findByRole("dialog", {
        name: "The certificate has changed",
      }),
    );
    const before = within(
      dialog.getByRole("region", { name: "Trusted until now" }),
    );
    expect(before.getByText(fingerprintOf("C"))).toBeVisible();
    const now = within(dialog.getByRole("region", { name: "Presented now" }));
    expect(now.getByText(fingerprintOf("B"))).toBeVisible();
    expect(now.getByText(/OU=B/)).toBeVisible();

    fake.on(`POST ${serversPath}/test`, () =>
      failure("auth_failed", "The token was refused"),
    );
    const trustNew = dialog.getByRole("button", { name: "Trust the new one" });
    expect(trustNew).toBeDisabled();
    await user.click(dialog.getByRole("checkbox", { name: /have compared/ }));
    await user.click(trustNew);
    expect(await dialog.findByText("Token refused")).toBeVisible();

    fake.on(`POST ${serversPath}/test`, () =>
      json({
        version: "8.4.21",
        release: "8.4",
        nodes: ["pve1"],
        latencyMs: 12,
        certificate: sampleCertificate("B"),
        cluster: null,
        cluster_ca: null,
        token: null,
        receipt: null,
        permissions: {},
      }),
    );
    fake.on(`PUT ${serversPath}/${changed.id}`, ({ body }) =>
      json({ server: { ...changed, ...(body as object), trust_mode: "pin" } }),
    );
    await user.click(trustNew);
    expect(await screen.findByText("homelab is saved")).toBeVisible();
    expect(
      fake.requests.find(({ method }) => method === "PUT")?.body,
    ).toMatchObject({
      trust: { mode: "pin", fingerprint: fingerprintOf("B") },
    });
  });

  test("T02 of a changed pin, what was pinned stands beside what is presented, with issuer and validity", async () => {
    const pinned = sampleServer({
      trust_mode: "pin",
      fingerprint: fingerprintOf("A"),
      pinned_certificate: sampleCertificate("A", {
        validTo: "2027-05-06T12:00:00.000Z",
      }),
      last_error_code: "tls_changed",
    });
    const { fake } = renderPage([pinned], path);
    fake.on(`POST ${serversPath}/certificate`, () =>
      json({
        certificate: sampleCertificate("B"),
        trusted: false,
        stored: { refusal: "tls_changed", authority: null },
      }),
    );
    const before = within(
      await screen.findByRole("region", { name: "Trusted until now" }),
    );
    expect(before.getByText(fingerprintOf("A"))).toBeVisible();
    expect(before.getByText(/OU=A/)).toBeVisible();
    expect(before.getByText(/2027/)).toBeVisible();
    const now = within(screen.getByRole("region", { name: "Presented now" }));
    expect(now.getByText(fingerprintOf("B"))).toBeVisible();
    expect(now.getByText(/OU=B/)).toBeVisible();
  });

  test("a pin that was only entered shows its fingerprint", async () => {
    const entered = sampleServer({
      trust_mode: "pin",
      fingerprint: fingerprintOf("A"),
    });
    const { fake } = renderPage([entered], path);
    fake.on(`POST ${serversPath}/certificate`, () =>
      json({
        certificate: sampleCertificate("B"),
        trusted: false,
        stored: { refusal: "tls_changed", authority: null },
      }),
    );
    const before = within(
      await screen.findByRole("region", { name: "Trusted until now" }),
    );
    expect(before.getByText(fingerprintOf("A"))).toBeVisible();
    expect(before.queryByText("Issuer")).toBeNull();
  });

  test("one that fits again says that there is nothing to do", async () => {
    const { fake, user } = renderPage([changed], path);
    fake.on(`POST ${serversPath}/certificate`, () => json(fitting));
    expect(await screen.findByText(/There is nothing to do/)).toBeVisible();
    const [close] = screen.getAllByRole("button", { name: "Close" });
    await user.click(close ?? document.body);
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).toBeNull();
    });
  });

  test("one that cannot be read says why, and can be tried again", async () => {
    const { fake, user } = renderPage([changed], path);
    fake.on(`POST ${serversPath}/certificate`, () =>
      failure("refused", "homelab refuses the connection"),
    );
    expect(
      await screen.findByText(/homelab refuses the connection/),
    ).toBeVisible();
    fake.on(`POST ${serversPath}/certificate`, () => json(fitting));
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/There is nothing to do/)).toBeVisible();
  });

  test("nothing verified stays red, with the reason and the way out", async () => {
    const { user, fake } = renderPage([
      sampleServer({ trust_mode: "insecure", verify_ssl: false }),
    ]);
    fake.on(`POST ${serversPath}/certificate`, () => json(fitting));
    const homelab = await row("homelab");
    expect(homelab.getByText(/whoever sits between can read/)).toBeVisible();
    await user.click(
      homelab.getByRole("button", { name: "Check the certificate of homelab" }),
    );
    expect(
      await screen.findByRole("dialog", { name: "Is this your server?" }),
    ).toBeVisible();
  });

  test("one cluster that is here twice is said at both", async () => {
    const twice = ids.slice(0, 2).map((id, index) =>
      sampleServer({
        id,
        name: `site-${index}`,
        trust_mode: "ca",
        ca_certificate: clusterCa,
      }),
    );
    answers = twice.map(({ id, name }) => ({
      ...fleetAnswer(name, [], id),
      nodes: [sampleNode()],
    }));
    renderPage(twice);
    expect(
      await (await row("site-0")).findByText(/same cluster as site-1/),
    ).toBeVisible();
    expect(
      (await row("site-1")).getByText(/same cluster as site-0/),
    ).toBeVisible();
  });
});
