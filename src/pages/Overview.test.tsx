import { Route, Routes } from "react-router-dom";
import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, test } from "vitest";
import { useDefaultView } from "@/hooks/useDefaultView.ts";
import { keepDefaultView } from "@/lib/defaultView.ts";
import type { ServerAnswer } from "@/lib/fleet.ts";
import Nodes from "@/pages/Nodes.tsx";
import Overview from "@/pages/Overview.tsx";
import Storages from "@/pages/Storages.tsx";
import {
  fleetAnswer,
  fleetFailure,
  idOf,
  onListVms,
} from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs, testUser } from "@/test/render.tsx";
import {
  sampleNode,
  sampleServer,
  sampleStorage,
  sampleVm,
} from "@/test/samples.ts";

beforeEach(() => signInAs());

function fakeFleet(...answers: ServerAnswer[]) {
  const server = fakeServer();
  onListVms(server, () => answers);
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [], limit: 50 }),
  );
  return server;
}

const usage = { cpu: 0.5, maxcpu: 8, mem: 16, maxmem: 64, uptime: 90_000 };

const berlin: ServerAnswer = {
  ...fleetAnswer("Berlin", [
    sampleVm({ vmid: 101 }),
    sampleVm({ vmid: 102, id: "qemu/102", status: "stopped" }),
  ]),
  nodes: [sampleNode("pve1", usage), sampleNode("pve2", { status: "offline" })],
  storages: [
    sampleStorage({ storage: "ceph", shared: 1, disk: 95, maxdisk: 100 }),
    sampleStorage({
      storage: "ceph",
      node: "pve2",
      shared: 1,
      status: "unknown",
    }),
    sampleStorage({ disk: 20, maxdisk: 100 }),
  ],
};

const region = async (name: string) =>
  within(await screen.findByRole("region", { name }));

describe("the overview", () => {
  test("sums up the fleet, each number a link to what it counts", async () => {
    fakeFleet(berlin);
    renderWithProviders(<Overview />);
    const totals = await region("Totals");
    expect(totals.getByText("of 2 running")).toBeVisible();
    expect(totals.getByText("4 of 8 cores")).toBeVisible();
    expect(totals.getByText("115 B of 200 B")).toBeVisible();
    expect(totals.getByRole("link", { name: "1 stopped" })).toHaveAttribute(
      "href",
      "/dashboard?status=stopped",
    );
    expect(
      screen.getByText(/Not counted: 1 node that is offline/),
    ).toBeVisible();
  });

  test("names what needs attention, and leads there", async () => {
    fakeFleet(berlin, fleetFailure("Attic", "refused"));
    renderWithProviders(<Overview />);
    const panel = await region("Needs attention");
    expect(
      panel.getByRole("link", { name: /Attic.*Connection refused/ }),
    ).toHaveAttribute("href", `/dashboard?server=${idOf("Attic")}`);
    expect(
      panel.getByRole("link", { name: /ceph.*95 % full/ }),
    ).toHaveAttribute(
      "href",
      `/overview/storages?q=ceph&server=${idOf("Berlin")}`,
    );
    expect(panel.getByRole("link", { name: /pve2.*offline/ })).toBeVisible();
  });

  test("leads to all guests, not to the default view of them", async () => {
    fakeFleet(berlin);
    const { user } = renderWithProviders(
      <Routes>
        <Route path="/overview" element={<Overview />} />
        <Route path="/dashboard" element={<Opened />} />
      </Routes>,
      "/overview",
    );
    keepDefaultView(testUser.id, "q=web");
    const totals = await region("Totals");
    await user.click(totals.getByRole("link", { name: "Guests" }));
    expect(screen.getByText("opens all")).toBeVisible();
  });

  test("has no numbers, and blames no token, before a server has answered", async () => {
    fakeFleet(fleetFailure("Attic", "refused"));
    renderWithProviders(<Overview />);
    const totals = await region("Totals");
    expect(totals.getAllByText("No server has answered yet.")).toHaveLength(4);
    expect(screen.queryByText(/Tokens need|of 0/)).toBeNull();
  });

  test("is calm where all is well", async () => {
    fakeFleet(fleetAnswer("Berlin", [sampleVm()]));
    renderWithProviders(<Overview />);
    const panel = await region("Needs attention");
    expect(await panel.findByText(/every server answers/)).toBeVisible();
  });

  test("shows the fullest nodes by memory or by CPU", async () => {
    fakeFleet(berlin);
    const { user } = renderWithProviders(<Overview />);
    const nodes = await region("Fullest nodes");
    expect(nodes.getByRole("link", { name: /pve1.*25 %/ })).toBeVisible();
    await user.click(nodes.getByRole("button", { name: "CPU" }));
    expect(nodes.getByRole("link", { name: /pve1.*50 %/ })).toBeVisible();
  });

  test("counts a cluster that is registered twice once, and says so", async () => {
    const server = fakeFleet(berlin, {
      ...berlin,
      ...identity("Berlin again"),
    });
    server.on("GET /functions/v1/proxmox-servers", () =>
      json({
        servers: ["Berlin", "Berlin again"].map((name) =>
          sampleServer({ id: idOf(name), name, ca_certificate: "CA" }),
        ),
        limit: 50,
      }),
    );
    renderWithProviders(<Overview />);
    expect(
      await screen.findByText(/counted once: Berlin, Berlin again/),
    ).toBeVisible();
    expect(screen.getByText("4 of 8 cores")).toBeVisible();
  });

  test("shows what was last known, as such, where nothing answers any more", async () => {
    const answers = [berlin];
    const server = fakeFleet();
    onListVms(server, () => answers);
    const { user } = renderWithProviders(<Overview />);
    await screen.findByText("of 2 running");
    answers[0] = fleetFailure("Berlin", "refused");
    await refresh(user);
    await refresh(user);
    expect(await screen.findByText("of 2 were running")).toBeVisible();
    expect(screen.getByText(/No server answers\./)).toBeVisible();
    expect(screen.getByRole("alert")).toHaveTextContent("cannot be reached");
  });

  test("waits, and says why there is nothing", async () => {
    const server = fakeFleet();
    const pending = renderWithProviders(<Overview />);
    expect(screen.getByText("Asking the servers")).toBeInTheDocument();
    expect(
      await screen.findByRole("link", { name: "Add a server" }),
    ).toBeVisible();
    pending.unmount();

    server.on("GET /functions/v1/list-vms", () =>
      failure("internal", "The database is away"),
    );
    renderWithProviders(<Overview />);
    expect(await screen.findByText(/The database is away/)).toBeVisible();
  });
});

describe("the lists of nodes and storages", () => {
  const cellsOf = (row: HTMLElement) =>
    within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
  const rows = () => screen.getAllByRole("row").slice(1);

  test("show a node's state, and lead to its guests", async () => {
    const lost = sampleVm({ id: "lxc/7", node: "pve2", status: "unknown" });
    fakeFleet({ ...berlin, vms: [...berlin.vms, lost] });
    renderWithProviders(<Nodes />, "/overview/nodes");
    await screen.findByRole("table", { name: "Nodes" });
    const [pve1, pve2] = rows();
    if (!pve1 || !pve2) throw new Error("two nodes were told");
    expect(cellsOf(pve1).slice(-2)).toEqual(["up 1 d 1 h", "1 of 2 on"]);
    expect(cellsOf(pve2).slice(-2)).toEqual(["offline", "1 guest"]);
    expect(
      within(pve1).getByRole("link", { name: "Guests of pve1" }),
    ).toHaveAttribute(
      "href",
      `/dashboard?q=node%3Apve1&server=${idOf("Berlin")}`,
    );
  });

  test("show a shared storage once, and are found, sorted and narrowed down", async () => {
    fakeFleet(berlin, {
      ...fleetAnswer("Office"),
      storages: [sampleStorage({ storage: "nas", disk: 50, maxdisk: 100 })],
    });
    const { user } = renderWithProviders(
      <Storages />,
      "/overview/storages?sort=usage",
    );
    await screen.findByRole("table", { name: "Storages" });
    const names = () => rows().map((row) => cellsOf(row)[1]);
    await waitFor(() => {
      expect(names()).toEqual(["ceph", "nas", "local"]);
    });

    await user.selectOptions(screen.getByLabelText("Sort by"), "Storage");
    expect(names()).toEqual(["ceph", "local", "nas"]);
    await user.selectOptions(screen.getByLabelText("Server"), "Office");
    expect(names()).toEqual(["nas"]);
    await user.type(screen.getByRole("searchbox"), "ceph");
    await user.click(screen.getByRole("button", { name: "Show all storages" }));
    expect(names()).toHaveLength(3);
  });

  test("mark what a server said before it fell silent", async () => {
    const answers = [berlin, fleetAnswer("Office")];
    const server = fakeFleet();
    onListVms(server, () => answers);
    const { user } = renderWithProviders(<Nodes />, "/overview/nodes");
    await screen.findByText("up 1 d 1 h");
    answers[0] = fleetFailure("Berlin", "timeout");
    await refresh(user);
    await refresh(user);
    expect(await screen.findByText("was online")).toBeVisible();
    expect(cellsOf(rows()[0] ?? document.body)[0]).toMatch(/Berlin · as of /);
  });

  test("say which privilege is missing where there is nothing", async () => {
    fakeFleet(fleetAnswer("Berlin", [sampleVm()]));
    renderWithProviders(<Nodes />, "/overview/nodes");
    expect(await screen.findByText(/Sys\.Audit/)).toBeVisible();
  });
});

function Opened() {
  return <p>opens {useDefaultView() ?? "all"}</p>;
}

async function refresh(user: UserEvent) {
  const button = screen.getByRole("button", { name: "Refresh" });
  await user.click(button);
  await waitFor(() => {
    expect(button).toBeEnabled();
  });
}

/** Another registration of what a server tells. */
function identity(name: string) {
  const { serverId, serverName } = fleetAnswer(name);
  return { serverId, serverName };
}
