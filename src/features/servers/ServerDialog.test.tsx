import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import type { CertificateReading, Server, Trust } from "@/lib/types.ts";
import { failure, fakeServer, json, ndjson } from "@/test/fakeServer.ts";
import { fleetAnswer } from "@/test/fakeFleet.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import {
  fingerprintOf,
  sampleCertificate,
  sampleNode,
  sampleServer,
} from "@/test/samples.ts";
import { environment, setEnvironment } from "@/lib/env.ts";
import ServerDialog from "./ServerDialog.tsx";

const serversPath = "/functions/v1/proxmox-servers";
const token = "muster@pve!muster=0b8f1c52-1111-4222-8333-444455556666";
const connection = {
  version: "8.4.21",
  release: "8.4",
  nodes: ["pve1", "pve2"],
  latencyMs: 41.6,
  cluster: null,
  certificate: null,
  cluster_ca: null,
  token: null,
  receipt: null,
  permissions: { "/vms": { "VM.Audit": 1, "VM.PowerMgmt": 1 } },
};

const clusterCa = {
  mode: "ca",
  ca_certificate:
    "-----BEGIN CERTIFICATE-----\nMIIBszCC\n-----END CERTIFICATE-----",
};
const pin = { mode: "pin", fingerprint: fingerprintOf("A") };

/** What is presented, unless a test says otherwise: a public certificate. */
const publicCertificate: CertificateReading = {
  certificate: sampleCertificate(),
  trusted: true,
  stored: null,
};
/** Proxmox VE's own. */
const ownCertificate = { ...publicCertificate, trusted: false };

beforeEach(() => signInAs());

interface Saved {
  servers?: Server[];
  /** The lines of a listing. */
  fleet?: object[];
}

function renderDialog(
  server?: Server,
  reason?: "token",
  { servers = [], fleet = [] }: Saved = {},
) {
  const fake = fakeServer();
  fake.on(`GET ${serversPath}`, () => json({ servers, limit: 50 }));
  fake.on("GET /functions/v1/list-vms", () =>
    ndjson([...fleet, { type: "end" }]),
  );
  fake.on(`POST ${serversPath}/certificate`, () => json(publicCertificate));
  fake.on(`POST ${serversPath}/test`, () => json(connection));
  fake.on(`POST ${serversPath}`, ({ body }) =>
    json({ server: rowOf(body) }, 201),
  );
  if (server) {
    fake.on(`PUT ${serversPath}/${server.id}`, ({ body }) =>
      json({ server: { ...server, ...(body as object) } }),
    );
  }
  const onClose = vi.fn();
  const dialog = (stored?: Server) => (
    <ServerDialog server={stored} reason={reason} onClose={onClose} />
  );
  const view = renderWithProviders(dialog(server));
  return {
    fake,
    onClose,
    ...view,
    refreshStored: (stored: Server) => {
      view.rerender(dialog(stored));
    },
    sent: (method: string, path = serversPath) =>
      fake.requests
        .filter((request) => request.method === method && request.path === path)
        .map(({ body }) => body),
  };
}

async function fillIn(user: UserEvent) {
  await user.type(screen.getByLabelText("Name"), "Homelab");
  await user.type(screen.getByLabelText("Host"), "https://pve1.lan:8007/");
  await user.type(screen.getByLabelText("API token"), token);
}

/** The row that a saved server becomes. */
function rowOf(body: unknown): Server {
  const { name, trust } = body as { name: string; trust?: Trust };
  return sampleServer({ name, trust_mode: trust?.mode ?? "system" });
}

function choose(user: UserEvent, name: string) {
  return user.click(screen.getByRole("radio", { name }));
}

function save(user: UserEvent) {
  return user.click(screen.getByRole("button", { name: "Test & Save" }));
}

describe("adding a server", () => {
  test("tests, saves, and says what the token may do", async () => {
    const { user, fake, sent, onClose } = renderDialog();
    const receipt = "what the test has found";
    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, cluster: "berlin", receipt }),
    );
    await fillIn(user);
    await save(user);

    expect(await screen.findByText("Homelab is saved")).toBeVisible();
    expect(screen.getByText("Proxmox VE 8.4.21, in 42 ms")).toBeVisible();
    expect(screen.getByText("berlin")).toBeVisible();
    expect(screen.getByText("pve1, pve2")).toBeVisible();
    expect(screen.getByText(/^unknown: .* needs Sys.Audit/)).toBeVisible();
    expect(screen.getByText("needs VM.Snapshot on /vms")).toBeVisible();
    await user.click(screen.getByText("How to give it what is missing"));
    expect(
      screen.getByText(/pveum acl modify \/vms --users muster@pve/),
    ).toBeVisible();
    const connected = {
      host: "pve1.lan",
      port: 8007,
      api_token: token,
      trust: { mode: "system" },
    };
    expect(sent("POST", `${serversPath}/certificate`)).toEqual([
      { host: "pve1.lan", port: 8007 },
    ]);
    expect(sent("POST", `${serversPath}/test`)).toEqual([connected]);
    expect(sent("POST")).toEqual([{ name: "Homelab", ...connected, receipt }]);
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(onClose).toHaveBeenCalled();
  });

  test("a pasted address goes into host and port", async () => {
    const { user } = renderDialog();
    await fillIn(user);
    expect(screen.getByLabelText("Host")).toHaveValue("pve1.lan");
    expect(screen.getByLabelText("Port")).toHaveValue("8007");
  });

  test("says at each field what is wrong, and sends nothing", async () => {
    const { user, fake } = renderDialog();
    await user.clear(screen.getByLabelText("Port"));
    await save(user);
    for (const [label, sentence] of [
      ["Name", /Enter a name/],
      ["Host", /Enter a host name/],
      ["Port", /1 to 65535/],
      ["API token", /Write the token as/],
    ] as const) {
      const field = screen.getByLabelText(label);
      expect(field).toBeInvalid();
      expect(field).toHaveAccessibleDescription(sentence);
    }
    expect(screen.getByLabelText("Name")).toHaveFocus();
    expect(fake.requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("a field that is put right loses its error when an address is pasted over it", async () => {
    const { user } = renderDialog();
    await save(user);
    await fillIn(user);
    expect(screen.getByLabelText("Host")).toBeValid();
  });

  test("the token is hidden, and can be shown", async () => {
    const { user } = renderDialog();
    const field = screen.getByLabelText("API token");
    expect(field).toHaveAttribute("type", "password");
    await user.click(screen.getByRole("button", { name: "Show token" }));
    expect(field).toHaveAttribute("type", "text");
  });

  test("a refused token is an error that says what to do, and nothing is saved", async () => {
    const { user, fake, sent } = renderDialog();
    fake.on(`POST ${serversPath}/test`, () =>
      failure("auth_failed", '"pve1.lan" refused the API token'),
    );
    await fillIn(user);
    await save(user);
    expect(await screen.findByText("Token refused")).toBeVisible();
    expect(screen.getByText(/Make a new one and replace it/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Save anyway" })).toBeNull();
    expect(sent("POST")).toEqual([]);
  });

  test("a server that is just down can be saved anyway, without another test", async () => {
    const { user, fake, sent, onClose } = renderDialog();
    fake.on(`POST ${serversPath}/test`, () =>
      failure("timeout", '"pve1.lan" gave no answer within 8 s'),
    );
    await fillIn(user);
    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "Save anyway" }),
    );
    await waitFor(() => {
      expect(onClose).toHaveBeenCalled();
    });
    expect(sent("POST")).toHaveLength(1);
    expect(sent("POST", `${serversPath}/test`)).toHaveLength(1);
    expect(await screen.findByText("Homelab is saved")).toBeVisible();
  });

  test("F06 under an authority that nobody knows, the certificate is one click away", async () => {
    const { user, fake } = renderDialog();
    fake.on(`POST ${serversPath}/certificate`, () => json(ownCertificate));
    fake.on(`POST ${serversPath}/test`, () =>
      failure("tls_untrusted", "The certificate is not trusted"),
    );
    await fillIn(user);
    await choose(user, "Choose myself");
    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "Look at the certificate" }),
    );
    expect(
      await screen.findByRole("dialog", { name: "Is this your server?" }),
    ).toBeVisible();
  });

  test("what the function refuses stands at its field", async () => {
    const { user, fake } = renderDialog();
    fake.on(`POST ${serversPath}`, () =>
      failure("server_exists", "You have this server already", {
        fields: { host: "“attic” has this address already" },
      }),
    );
    await fillIn(user);
    await save(user);
    expect(
      await screen.findByText("“attic” has this address already"),
    ).toBeVisible();
    expect(screen.getByLabelText("Host")).toBeInvalid();
  });

  test("a fault in the CA stands at the CA", async () => {
    const { user, fake } = renderDialog();
    fake.on(`POST ${serversPath}/test`, () =>
      failure("validation_failed", "Please check", {
        fields: { "trust.ca_certificate": "This is no CA certificate" },
      }),
    );
    await fillIn(user);
    await choose(user, "Choose myself");
    await choose(user, "Cluster CA");
    await user.click(screen.getByLabelText("CA certificate"));
    await user.paste(
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    );
    await save(user);
    await waitFor(() => {
      expect(
        screen.getByLabelText("CA certificate"),
      ).toHaveAccessibleDescription(/This is no CA certificate/);
    });
  });

  test("a token that sees nothing is saved with a warning that says why", async () => {
    const { user, fake } = renderDialog();
    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, permissions: {} }),
    );
    await fillIn(user);
    await save(user);
    expect(await screen.findByText(/may see no guest/)).toBeVisible();
    expect(screen.getByText(/sees no guest there yet/)).toBeVisible();
    const privileges = () => screen.getByText(/^PRIVS=/);
    expect(privileges()).toBeVisible();
    expect(privileges()).toHaveTextContent("VM.PowerMgmt");
    expect(privileges()).not.toHaveTextContent("VM.Migrate");
    await user.click(screen.getByRole("button", { name: "All of it" }));
    expect(privileges()).toHaveTextContent("VM.Migrate");
  });

  test("a token that may far more than it needs, and ends soon, is saved with advice", async () => {
    const { user, fake } = renderDialog();
    const expiresAt = new Date(Date.now() + 5.5 * 86_400_000).toISOString();
    const everything = { "VM.Audit": 1, "Sys.Modify": 1, "User.Modify": 1 };
    fake.on(`POST ${serversPath}/test`, () =>
      json({
        ...connection,
        permissions: { "/": everything },
        token: { isSeparated: false, expiresAt },
      }),
    );
    await fillIn(user);
    await save(user);
    await screen.findByText("Homelab is saved");
    expect(screen.getByText("User.Modify Sys.Modify")).toBeVisible();
    expect(screen.getByText(/more than Muster ever does/)).toBeVisible();
    expect(screen.getByText(/The API token ends .* in 5 days/)).toBeVisible();
    expect(
      screen.getByText(/pveum user token modify muster@pve muster --expire/),
    ).toBeVisible();
  });

  test("a private address is said to be out of reach of Supabase, with the ways out", async () => {
    const { user } = renderDialog();
    await user.type(screen.getByLabelText("Host"), "192.168.1.10");
    expect(screen.queryByText(/your network cannot be reached/)).toBeNull();
    const before = environment();
    try {
      setEnvironment({ ...before, supabaseUrl: "https://ref.supabase.co" });
      await user.type(screen.getByLabelText("Host"), "0");
      expect(screen.getByText(/your network cannot be reached/)).toBeVisible();
      expect(screen.getByText(/by a tunnel/)).toBeVisible();
    } finally {
      setEnvironment(before);
    }
  });

  test("an address that the policy refuses stands at its field, with the reason", async () => {
    const { user, fake, sent } = renderDialog();
    const reason =
      "10.0.0.1 is a private address. Host Muster inside that network";
    fake.on(`POST ${serversPath}/certificate`, () =>
      failure("address_not_allowed", reason, { fields: { host: reason } }),
    );
    await fillIn(user);
    await save(user);
    await waitFor(() => {
      expect(screen.getByLabelText("Host")).toHaveAccessibleDescription(reason);
    });
    expect(sent("POST")).toEqual([]);
  });

  test("the help makes a token by commands", async () => {
    const { user } = renderDialog();
    await user.click(screen.getByText("How to make a token"));
    expect(screen.getByText(/pveum role add Muster/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Only see" }));
    expect(screen.getByText(/--roles PVEAuditor/)).toBeVisible();
  });
});

describe("trust on first use", () => {
  async function startWithOwnCertificate() {
    const view = renderDialog();
    view.fake.on(`POST ${serversPath}/certificate`, () => json(ownCertificate));
    await fillIn(view.user);
    await save(view.user);
    await screen.findByRole("dialog", { name: "Is this your server?" });
    return view;
  }
  const confirm = (user: UserEvent) =>
    user.click(screen.getByRole("button", { name: "This is my server" }));

  test("a fingerprint is shown as Proxmox VE shows it, before anything is sent", async () => {
    const { sent } = await startWithOwnCertificate();
    expect(screen.getByText(fingerprintOf("A"))).toBeVisible();
    expect(screen.getByText(/PVE Cluster Manager CA/)).toBeVisible();
    expect(screen.getByText(/pve1, pve1\.lan/)).toBeVisible();
    expect(screen.getByText("pve1.lan:8007")).toBeVisible();
    expect(screen.getByText("pvenode cert info")).toBeVisible();
    expect(sent("POST", `${serversPath}/test`)).toEqual([]);
  });

  test("confirmed, it is tested over the pin, and saved under the cluster's CA", async () => {
    const { user, fake, sent } = await startWithOwnCertificate();
    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, cluster_ca: clusterCa }),
    );
    await confirm(user);
    expect(await screen.findByText("Homelab is saved")).toBeVisible();
    expect(sent("POST", `${serversPath}/test`)).toMatchObject([{ trust: pin }]);
    expect(sent("POST")).toMatchObject([{ trust: clusterCa }]);
    expect(screen.getByText(/other nodes of the cluster pass/)).toBeVisible();
  });

  test("without a CA to adopt the pin stays, and what that means is said", async () => {
    const { user, fake, sent } = await startWithOwnCertificate();
    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, certificate: sampleCertificate() }),
    );
    await confirm(user);
    await screen.findByText("Homelab is saved");
    expect(sent("POST")).toMatchObject([{ trust: pin }]);
    expect(
      screen.getByText(/valid to .*2028.*asks you to compare again/),
    ).toBeVisible();
  });

  test("going back loses nothing that was entered", async () => {
    const { user, sent } = await startWithOwnCertificate();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByLabelText("Name")).toHaveValue("Homelab");
    expect(screen.getByLabelText("API token")).toHaveValue(token);
    expect(sent("POST")).toEqual([]);
  });

  test("a mistyped token does not cost a second comparison; another certificate does", async () => {
    const { user, fake } = await startWithOwnCertificate();
    fake.on(`POST ${serversPath}/test`, () =>
      failure("auth_failed", "The token was refused"),
    );
    await confirm(user);
    expect(await screen.findByText("Token refused")).toBeVisible();

    fake.on(`POST ${serversPath}/certificate`, () =>
      json({ ...ownCertificate, certificate: sampleCertificate("B") }),
    );
    await save(user);
    expect(await screen.findByText(fingerprintOf("B"))).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Back" }));

    fake.on(`POST ${serversPath}/certificate`, () => json(ownCertificate));
    fake.on(`POST ${serversPath}/test`, () => json(connection));
    await save(user);
    expect(await screen.findByText("Homelab is saved")).toBeVisible();
  });

  test("a server that cannot be reached can be saved, to be looked at later", async () => {
    const { user, fake, sent } = renderDialog();
    fake.on(`POST ${serversPath}/certificate`, () =>
      failure("timeout", "It does not answer"),
    );
    await fillIn(user);
    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "Save anyway" }),
    );
    await waitFor(() => {
      expect(sent("POST")).toHaveLength(1);
    });
    expect(sent("POST")[0]).not.toHaveProperty("trust");
  });

  test("one that cannot show its certificate, but has a public one, needs no question", async () => {
    const { user, fake, sent } = renderDialog();
    fake.on(`POST ${serversPath}/certificate`, () =>
      json({ ...publicCertificate, certificate: null }),
    );
    await fillIn(user);
    await save(user);
    await screen.findByText("Homelab is saved");
    expect(sent("POST")).toMatchObject([{ trust: { mode: "system" } }]);
  });

  test("the same cluster a second time is said before it is saved, and not refused", async () => {
    const berlin = sampleServer({
      name: "Berlin",
      trust_mode: "ca",
      ca_certificate: `${clusterCa.ca_certificate}\n`,
    });
    const listed = {
      type: "server",
      ...fleetAnswer("Berlin", [], berlin.id),
      nodes: [sampleNode("pve2")],
    };
    const view = renderDialog(undefined, undefined, {
      servers: [berlin],
      fleet: [listed],
    });
    const { user, fake, sent } = view;
    fake.on(`POST ${serversPath}/certificate`, () => json(ownCertificate));
    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, cluster_ca: clusterCa }),
    );
    const saved = sampleServer({
      ...berlin,
      id: "22222222-2222-4222-8222-222222222222",
      name: "Homelab",
    });
    fake.on(`POST ${serversPath}`, () => json({ server: saved }, 201));
    await fillIn(user);
    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "This is my server" }),
    );

    const twice = { name: "You have this cluster already" };
    expect(await screen.findByRole("dialog", twice)).toBeVisible();
    const list = screen.getByRole("list", { name: "Saved already" });
    expect(list).toHaveTextContent("Berlin pve1.lan:8006");
    expect(sent("POST")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(screen.getByLabelText("Name")).toHaveValue("Homelab");

    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "Save it a second time" }),
    );
    await screen.findByText("Homelab is saved");
    expect(sent("POST")).toHaveLength(1);
    expect(await screen.findByText(/the same cluster as Berlin/)).toBeVisible();
  });
});

describe("not verifying", () => {
  async function chooseInsecure() {
    const view = renderDialog();
    await fillIn(view.user);
    expect(screen.queryByRole("alert")).toBeNull();
    await choose(view.user, "Choose myself");
    await choose(view.user, "Do not verify");
    expect(screen.getByRole("alert")).toHaveTextContent(
      /can read the API token/,
    );
    await save(view.user);
    await screen.findByRole("dialog", { name: "Connect without checking?" });
    expect(view.sent("POST", `${serversPath}/test`)).toEqual([]);
    return view;
  }

  test("is asked twice, and its reason stands at the end as well", async () => {
    const { user, sent } = await chooseInsecure();
    await user.click(
      screen.getByRole("button", { name: "Connect without checking" }),
    );
    await screen.findByText("Homelab is saved");
    expect(sent("POST")).toMatchObject([{ trust: { mode: "insecure" } }]);
    expect(screen.getByText(/whoever sits between can read/)).toBeVisible();
  });

  test("leads to the fingerprint in one click", async () => {
    const { user, fake, sent } = await chooseInsecure();
    fake.on(`POST ${serversPath}/certificate`, () => json(ownCertificate));
    await user.click(
      screen.getByRole("button", { name: "Compare the fingerprint" }),
    );
    await user.click(
      await screen.findByRole("button", { name: "This is my server" }),
    );
    await screen.findByText("Homelab is saved");
    expect(sent("POST")).toMatchObject([{ trust: pin }]);
  });
});

describe("editing a server", () => {
  const server = sampleServer();

  test("F08 a changed certificate shows old and new, and takes a deliberate word", async () => {
    const pinned = sampleServer({
      trust_mode: "pin",
      fingerprint: fingerprintOf("A"),
    });
    const { user, fake, sent } = renderDialog(pinned);
    fake.on(`POST ${serversPath}/test`, () =>
      failure("tls_changed", "The certificate has changed"),
    );
    fake.on(`POST ${serversPath}/certificate`, () =>
      json({
        certificate: sampleCertificate("B"),
        trusted: false,
        stored: { refusal: "tls_changed", authority: null },
      }),
    );
    await save(user);
    await user.click(
      await screen.findByRole("button", { name: "Look at the certificate" }),
    );
    expect(sent("POST", `${serversPath}/certificate`)).toEqual([
      { id: pinned.id },
    ]);
    expect(await screen.findByText(fingerprintOf("A"))).toBeVisible();
    expect(screen.getByText(fingerprintOf("B"))).toBeVisible();
    const trustNew = screen.getByRole("button", { name: "Trust the new one" });
    expect(trustNew).toBeDisabled();

    fake.on(`POST ${serversPath}/test`, () =>
      json({ ...connection, cluster_ca: clusterCa }),
    );
    await user.click(screen.getByRole("checkbox", { name: /have compared/ }));
    await user.click(trustNew);
    await screen.findByText("homelab is saved");
    expect(sent("PUT", `${serversPath}/${pinned.id}`)).toEqual([
      { trust: clusterCa, version: 3 },
    ]);
  });

  test("only what changed is sent, with the version it was based on", async () => {
    const { user, sent } = renderDialog(server);
    await user.clear(screen.getByLabelText("Name"));
    await user.type(screen.getByLabelText("Name"), "attic");
    await save(user);
    await screen.findByText("attic is saved");
    expect(sent("PUT", `${serversPath}/${server.id}`)).toEqual([
      { name: "attic", version: 3 },
    ]);
    // Tried by its id: the stored token never leaves the functions.
    expect(sent("POST", `${serversPath}/test`)).toEqual([{ id: server.id }]);
  });

  test("an empty token keeps the stored one, whose id is shown", () => {
    renderDialog(server);
    expect(screen.getByLabelText(/^API token/)).toHaveValue("");
    expect(screen.getByText("muster@pve!muster")).toBeVisible();
  });

  test("another host wants the token again, and says why", async () => {
    const { user, sent } = renderDialog(server);
    await user.clear(screen.getByLabelText("Host"));
    await user.type(screen.getByLabelText("Host"), "pve2.lan");
    expect(screen.getByText(/Enter it again/)).toBeVisible();
    await save(user);
    expect(await screen.findByText(/Write the token as/)).toBeVisible();
    await user.type(screen.getByLabelText("API token"), token);
    await save(user);
    await screen.findByText("homelab is saved");
    expect(sent("POST", `${serversPath}/test`)).toEqual([
      {
        host: "pve2.lan",
        port: 8006,
        api_token: token,
        trust: { mode: "system" },
      },
    ]);
  });

  test("a new name can be saved whatever the test says", async () => {
    const { user, fake } = renderDialog(server);
    fake.on(`POST ${serversPath}/test`, () =>
      failure("auth_failed", "The token was refused"),
    );
    await user.type(screen.getByLabelText("Name"), "2");
    await save(user);
    expect(
      await screen.findByRole("button", { name: "Save anyway" }),
    ).toBeVisible();
  });

  test("switching a server off asks it nothing", async () => {
    const { user, sent, onClose } = renderDialog(server);
    await user.click(screen.getByRole("switch", { name: /Active/ }));
    await save(user);
    await waitFor(() => {
      expect(onClose).toHaveBeenCalled();
    });
    expect(sent("PUT", `${serversPath}/${server.id}`)).toEqual([
      { is_active: false, version: 3 },
    ]);
    expect(sent("POST", `${serversPath}/test`)).toEqual([]);
  });

  test("somebody else's change is not overwritten, but shown", async () => {
    const { user, fake, sent, refreshStored } = renderDialog(server);
    const path = `${serversPath}/${server.id}`;
    fake.on(`PUT ${path as `/${string}`}`, () =>
      failure("version_conflict", "The server was changed meanwhile"),
    );
    await user.type(screen.getByLabelText("Name"), " mine");
    await save(user);
    const show = await screen.findByRole("button", {
      name: "Show what is stored now",
    });
    refreshStored({ ...server, name: "theirs", version: 4 });
    expect(screen.getByLabelText("Name")).toHaveValue("homelab mine");
    await user.click(show);
    expect(screen.getByLabelText("Name")).toHaveValue("theirs");

    fake.on(`PUT ${path as `/${string}`}`, () => json({ server }));
    await user.type(screen.getByLabelText("Name"), " and mine");
    await save(user);
    await screen.findByText("homelab is saved");
    expect(sent("PUT", path).at(-1)).toEqual({
      name: "theirs and mine",
      version: 4,
    });
  });

  test("who came for the token finds it focused", async () => {
    renderDialog(server, "token");
    await waitFor(() => {
      expect(screen.getByLabelText(/^API token/)).toHaveFocus();
    });
  });

  test("a click beside the dialog does not lose what was entered", async () => {
    const { user, onClose } = renderDialog(server);
    const beside = document.querySelector('[data-slot="dialog-overlay"]');
    await user.click(beside ?? document.body);
    expect(onClose).not.toHaveBeenCalled();
    await user.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalled();
  });
});
