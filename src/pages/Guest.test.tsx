import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { Route, Routes } from "react-router-dom";
import type { ServerAnswer } from "@/lib/fleet.ts";
import { guestPath, paths } from "@/lib/paths.ts";
import { taskWindow } from "@/lib/taskWindow.ts";
import Guest from "@/pages/Guest.tsx";
import { fleetAnswer, fleetFailure, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleServer, sampleVm } from "@/test/samples.ts";

// What it draws is for a browser to judge: jsdom has no canvas.
vi.mock("uplot", () => ({
  default: class {
    over = document.createElement("div");
    cursor = {};
    setCursor = () => undefined;
    setSize = () => undefined;
    valToPos = () => 0;
    destroy = () => undefined;
    static tzDate = (date: Date) => date;
  },
}));

beforeEach(() => signInAs());

const vm = sampleVm({ tags: "prod;web", pool: "shop" });
const { serverId, serverName, node, type, vmid } = vm;
const here = guestPath({ serverId, node, type, vmid });
const functions = "/functions/v1/list-vms/guests/qemu/101";
const digest = "1967ab5504a08be5d59dec022fc95f205cdfb343";

const detail = {
  node: "pve1",
  status: {
    status: "running",
    qmpstatus: "running",
    name: "web-01",
    uptime: 93_784,
    cpus: 4,
    serial: 1,
  },
  config: {
    memory: "8192",
    cores: 4,
    tags: "prod;web",
    scsi0: "local-lvm:vm-101-disk-0,size=32G",
    net0: "virtio=BC:24:11:00:00:01,bridge=vmbr0",
    description:
      "first\nsee https://wiki.example.org/web <script>now()</script>",
  },
  digest,
  pending: [{ key: "memory", value: "8192", pending: "16384" }],
  problems: {},
};

interface Setting {
  path?: string;
  answers?: readonly ServerAnswer[];
  permissions?: Record<string, Record<string, number>>;
}

const everything = Object.fromEntries(
  [
    "VM.Audit",
    "VM.PowerMgmt",
    "VM.Console",
    "VM.Snapshot",
    "VM.Backup",
    "VM.Clone",
    "VM.Migrate",
    "VM.Allocate",
    "VM.Config.Options",
    "VM.Config.Disk",
    "Datastore.AllocateSpace",
  ].map((privilege) => [privilege, 1]),
);

function open({
  path = here,
  answers = [fleetAnswer(serverName, [vm], serverId)],
  permissions = { "/": everything },
}: Setting = {}) {
  const server = fakeServer();
  onListVms(server, () => answers);
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [sampleServer()], limit: 50 }),
  );
  server.on(
    `GET /functions/v1/proxmox-servers/${serverId ?? ""}/permissions`,
    () => json({ permissions }),
  );
  server.on(`GET ${functions}`, () => json(detail));
  server.on("GET /functions/v1/list-vms/tags", () =>
    json({ shape: null, ordering: null, colors: {}, allowedTags: ["db"] }),
  );
  server.on(`GET ${functions}/agent`, () =>
    json({
      node,
      osName: "Debian GNU/Linux 12",
      hostname: "web",
      interfaces: [
        {
          name: "lo",
          addresses: [{ address: "127.0.0.1", prefix: 8, family: 4 }],
        },
        {
          name: "eth0",
          addresses: [{ address: "10.0.0.7", prefix: 24, family: 4 }],
        },
      ],
      problem: null,
    }),
  );
  server.on(`GET ${functions}/metrics`, () =>
    json({
      node,
      points: [
        { time: 60, cpu: 0.5, netin: 1024, netout: 2048 },
        { time: 120 },
        { time: 180, cpu: 0.25, netin: 2048, netout: 4096 },
      ],
    }),
  );
  const show = () =>
    renderWithProviders(
      <Routes>
        <Route path={paths.guest} element={<Guest />} />
      </Routes>,
      path,
    );
  return { server, show };
}

const silence = () => new Promise<Response>(() => undefined);

describe("a guest's page", () => {
  test("shows at once what the fleet knows, before the guest itself has answered", async () => {
    const { server, show } = open();
    server.on(`GET ${functions}`, silence);
    show();
    expect(
      await screen.findByRole("heading", { name: "web-01" }),
    ).toBeVisible();
    expect(screen.getByText("pool shop", { exact: false })).toBeVisible();
    expect(screen.getByText("25 %")).toBeVisible();
    expect(
      within(screen.getByRole("list", { name: "Tags" })).getByText("prod"),
    ).toBeVisible();
  });

  test("fills in what only the guest tells: addresses, notes, a second console", async () => {
    open().show();
    expect(await screen.findByText("10.0.0.7")).toBeVisible();
    expect(screen.queryByText("127.0.0.1")).not.toBeInTheDocument();
    expect(screen.getByText("Debian GNU/Linux 12")).toBeVisible();
    expect(screen.getByRole("button", { name: "Terminal" })).toBeEnabled();
    expect(await screen.findByText(/2\.00 KiB\/s in/)).toBeVisible();
  });

  test("obeys nothing of what stands in the notes, and links what is a web address", async () => {
    open().show();
    expect(await screen.findByText(/<script>now\(\)<\/script>/)).toBeVisible();
    expect(
      screen.getByRole("link", { name: "https://wiki.example.org/web" }),
    ).toHaveAttribute("rel", expect.stringContaining("noreferrer"));
  });

  test("says why the agent tells nothing", async () => {
    const { server, show } = open();
    server.on(`GET ${functions}/agent`, () =>
      json({
        node,
        osName: null,
        hostname: null,
        interfaces: [],
        problem: {
          code: "pve_error",
          message: "No QEMU guest agent configured",
        },
      }),
    );
    show();
    expect(
      await screen.findByText("No QEMU guest agent configured"),
    ).toBeVisible();
  });

  test("links to the guest in Proxmox VE's own page", async () => {
    const { user } = open().show();
    await user.click(await screen.findByRole("button", { name: "More" }));
    expect(
      await screen.findByRole("menuitem", { name: /Open in Proxmox VE/ }),
    ).toHaveAttribute("href", "https://pve1.lan:8006/#v1:0:=qemu%2F101");
  });

  test("a paused VM is called paused, though the list calls it running", async () => {
    const { server, show } = open();
    server.on(`GET ${functions}`, () =>
      json({ ...detail, status: { ...detail.status, qmpstatus: "paused" } }),
    );
    show();
    expect(await screen.findByText("Paused")).toBeVisible();
  });

  test("a guest that has moved is followed, and so is its address", async () => {
    const { server, show } = open({
      path: `${here.replace("pve1", "pve9")}?tab=configuration`,
    });
    show();
    await waitFor(() => {
      expect(screen.getByTestId("path")).toHaveTextContent(
        `${here}?tab=configuration`,
      );
    });
    expect(await screen.findByText("scsi0")).toBeVisible();
    const asked = server.requests.filter(({ path }) => path === functions);
    expect(asked[0]?.query.node).toBe("pve9");
  });

  test("a guest that is gone is said to be, with the way back", async () => {
    const { server, show } = open({
      answers: [fleetAnswer(serverName, [], serverId)],
    });
    server.on(`GET ${functions}`, () =>
      failure("not_found", '"homelab" has no VM 101'),
    );
    show();
    expect(
      await screen.findByRole("heading", { name: "VM 101 is not here" }),
    ).toBeVisible();
    expect(screen.getByText(/"homelab" has no VM 101/)).toBeVisible();
    expect(screen.getByRole("link", { name: "All guests" })).toHaveAttribute(
      "href",
      "/dashboard",
    );
  });

  test("an address that names no guest is not found", async () => {
    open({ path: "/guests/operator/pve1/qemu/7" }).show();
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent(
      /not found|does not exist|no such page/i,
    );
  });

  test("of a server that is down, the cause is named and the last known state is the past", async () => {
    const down = fleetFailure(serverName, "timeout");
    const answers = [fleetAnswer(serverName, [vm], serverId)];
    const { server, show } = open({ answers });
    server.on(`GET ${functions}`, () =>
      failure("timeout", '"homelab" gave no answer within 8 s'),
    );
    const { queryClient } = show();
    await screen.findByRole("heading", { name: "web-01" });
    answers[0] = { ...down, serverId };
    await queryClient.refetchQueries({ queryKey: ["vms"] });
    await queryClient.refetchQueries({ queryKey: ["vms"] });

    expect(await screen.findByText("was running")).toBeVisible();
    expect(
      screen.getByRole("region", { name: "Servers with a problem" }),
    ).toHaveTextContent(/No answer in time/);
    expect(screen.getByRole("button", { name: "Shutdown" })).toBeDisabled();
  });

  test("opened by its address while its server is down, it says why nothing is known", async () => {
    const { server, show } = open({
      answers: [{ ...fleetFailure(serverName, "refused"), serverId }],
    });
    server.on(`GET ${functions}`, () =>
      failure("refused", '"homelab" refused the connection'),
    );
    show();
    expect(
      await screen.findByRole("region", { name: "Servers with a problem" }),
    ).toHaveTextContent(/Connection refused/);
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent(
      "VM 101",
    );
  });

  test("a guest whose node is away says so, and waits for nothing", async () => {
    const { server, show } = open({ path: `${here}?tab=configuration` });
    server.on(`GET ${functions}`, () =>
      failure("node_unreachable", "The node pve1 cannot be reached"),
    );
    show();
    expect(
      await screen.findByText("Node not reachable in its cluster"),
    ).toBeVisible();
    expect(await screen.findByText(/Not known/)).toBeVisible();
  });

  test("a state that the token may not read leaves that of the list, and is said", async () => {
    const { server, show } = open();
    const message = "Permission check failed (/vms/101, VM.Audit)";
    server.on(`GET ${functions}`, () =>
      json({
        ...detail,
        status: null,
        problems: { status: { code: "permission_denied", message } },
      }),
    );
    show();
    expect(
      await screen.findByText(/Its state is that of the list/),
    ).toBeVisible();
    expect(screen.getByText("Running")).toBeVisible();
  });

  test("what the token may not do is disabled, and names the privilege", async () => {
    const { user } = open({ permissions: { "/": { "VM.Audit": 1 } } }).show();
    const shutdown = await screen.findByRole("button", { name: "Shutdown" });
    await waitFor(() => {
      expect(shutdown).toBeDisabled();
    });
    expect(shutdown).toHaveAttribute("title", "The token lacks VM.PowerMgmt.");
    await user.click(screen.getByRole("button", { name: "More" }));
    const clone = await screen.findByRole("menuitem", { name: /Clone/ });
    expect(clone).toHaveAttribute("aria-disabled", "true");
    expect(clone).toHaveTextContent("The token lacks VM.Clone on /vms/101.");
  });

  test("a configuration that the token may not read is said by its privilege", async () => {
    const { server, show } = open({ path: `${here}?tab=configuration` });
    const problem = {
      code: "permission_denied",
      message: "Permission check failed (/vms/101, VM.Audit)",
    };
    server.on(`GET ${functions}`, () =>
      json({
        ...detail,
        config: null,
        digest: null,
        pending: null,
        problems: { config: problem },
      }),
    );
    show();
    expect(await screen.findByText(/\/vms\/101, VM\.Audit/)).toBeVisible();
  });

  test("shows what changes at the next start", async () => {
    open({ path: `${here}?tab=configuration` }).show();
    const changes = await screen.findByRole("region", {
      name: "Changes at the next start",
    });
    expect(within(changes).getByText("8.00 GiB")).toBeVisible();
    expect(within(changes).getByText("16.0 GiB")).toBeVisible();
  });
});

describe("notes and tags", () => {
  const changePath = "PUT /functions/v1/vm-actions/guests/qemu/101";

  test("tags are saved with the digest that was seen", async () => {
    const { server, show } = open();
    server.on(changePath, () => json({ node }));
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Edit tags" }));
    const field = await screen.findByRole("textbox", { name: "Tags" });
    await user.clear(field);
    await user.type(field, "prod, new-tag");
    await user.click(await screen.findByRole("button", { name: "Add db" }));
    expect(field).toHaveValue("prod new-tag db");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    });
    const sent = server.requests.find(({ method }) => method === "PUT");
    expect(sent?.body).toEqual({
      serverId,
      node,
      digest,
      tags: ["prod", "new-tag", "db"],
    });
  });

  test("what is no tag is refused before it is sent", async () => {
    const { server, show } = open();
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Edit tags" }));
    await user.type(
      await screen.findByRole("textbox", { name: "Tags" }),
      " -x",
    );
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText(/A tag has letters/)).toBeVisible();
    expect(server.requests.some(({ method }) => method === "PUT")).toBe(false);
  });

  test("somebody else's change is said, and nothing is written over it", async () => {
    const { server, show } = open();
    server.on(changePath, () =>
      failure("version_conflict", "The configuration was changed meanwhile"),
    );
    const { user } = show();
    await user.click(await screen.findByRole("button", { name: "Edit notes" }));
    const field = await screen.findByRole("textbox", { name: "Notes" });
    await user.type(field, " more");
    await user.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Changed meanwhile")).toBeVisible();
    expect(field).toHaveValue(`${detail.config.description} more`);
  });
});

describe("snapshots", () => {
  const snapshots = {
    node,
    snapshots: [
      { name: "before", snaptime: 1_795_398_047, vmstate: false },
      { name: "second", snaptime: 1_795_398_048, parent: "before" },
    ],
    currentParent: "second",
    canSnapshot: true,
  };
  const upid = "UPID:pve1:0000ABCD:00112233:66554433:qmsnapshot:101:root@pam:";

  function openSnapshots(
    setting: Partial<typeof snapshots> = {},
    more: Setting = {},
  ) {
    const opened = open({ path: `${here}?tab=snapshots`, ...more });
    opened.server.on(`GET ${functions}/snapshots`, () =>
      json({ ...snapshots, ...setting }),
    );
    opened.server.on(
      `GET /functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}`,
      () =>
        json({
          upid,
          node,
          status: "stopped",
          exitstatus: "OK",
          type: "qmsnapshot",
          user: "root@pam",
          starttime: 1,
        }),
    );
    return opened;
  }

  test("are a tree that says where the guest stands", async () => {
    openSnapshots().show();
    const list = await screen.findByRole("list", { name: "Snapshots" });
    expect(
      within(list)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual([
      expect.stringMatching(/^before/),
      expect.stringMatching(/^second.*You are here$/),
    ]);
  });

  test("one is taken with the memory, and followed to its end", async () => {
    const { server, show } = openSnapshots();
    server.on("POST /functions/v1/vm-actions/snapshots", () =>
      json({ upid }, 202),
    );
    const { user } = show();
    await user.click(
      await screen.findByRole("button", { name: "Take snapshot" }),
    );
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(dialog.getByLabelText("Name"), "1st");
    await user.click(dialog.getByRole("button", { name: "Take snapshot" }));
    expect(await dialog.findByText(/a letter first$/)).toBeVisible();
    await user.clear(dialog.getByLabelText("Name"));
    await user.type(dialog.getByLabelText("Name"), "second");
    await user.click(dialog.getByRole("button", { name: "Take snapshot" }));
    expect(await dialog.findByText(/of this name already/)).toBeVisible();
    await user.type(dialog.getByLabelText("Name"), "-try");
    await user.click(dialog.getByRole("button", { name: "Take snapshot" }));

    await screen.findByText("Snapshot second-try of web-01 taken");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    const sent = server.requests.find(({ method }) => method === "POST");
    expect(sent?.body).toEqual({
      serverId,
      node,
      type,
      vmid,
      snapname: "second-try",
      vmstate: true,
    });
  });

  test("a roll back says what is lost, and what was refused stays in the dialog", async () => {
    const { server, show } = openSnapshots();
    server.on("POST /functions/v1/vm-actions/snapshots/before/rollback", () =>
      failure("pve_error", "VM is locked (backup)"),
    );
    const { user } = show();
    await user.click(
      await screen.findByRole("button", { name: "Roll back to before" }),
    );
    const dialog = within(await screen.findByRole("dialog"));
    expect(dialog.getByText(/that has changed .* is lost/)).toBeVisible();
    expect(dialog.getByText(/as by a power cut/)).toBeVisible();
    expect(dialog.getByText(/One later snapshot stays/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Roll back" }));
    expect(await dialog.findByText(/VM is locked \(backup\)/)).toBeVisible();
    const sent = server.requests.find(({ method }) => method === "POST");
    expect(sent?.body).toEqual({ serverId, node, type, vmid, start: true });
  });

  test("a storage that takes none is said before it is tried", async () => {
    openSnapshots({ snapshots: [], canSnapshot: false }).show();
    expect(
      await screen.findByText(/Not every disk of this guest/),
    ).toBeVisible();
    expect(
      screen.getByRole("button", { name: "Take snapshot" }),
    ).toBeDisabled();
    expect(screen.getByText("Its storage takes no snapshots.")).toBeVisible();
  });

  test("a token that may only roll back is offered only that", async () => {
    openSnapshots(
      {},
      { permissions: { "/": { "VM.Audit": 1, "VM.Snapshot.Rollback": 1 } } },
    ).show();
    const remove = await screen.findByRole("button", {
      name: "Delete snapshot before",
    });
    await waitFor(() => {
      expect(remove).toBeDisabled();
    });
    expect(remove).toHaveAttribute(
      "title",
      expect.stringMatching(/VM.Snapshot on/),
    );
    expect(
      screen.getByRole("button", { name: "Roll back to before" }),
    ).toBeEnabled();
  });
});

describe("tasks", () => {
  const task = {
    serverId,
    serverName,
    node,
    id: "101",
    user: "root@pam!muster",
    starttime: 1_795_398_047,
  };

  test("say what was done, by whom and with what result, and lead to the log and to older ones", async () => {
    const { server, show } = open({ path: `${here}?tab=tasks` });
    const failed = "UPID:pve1:00000001:00000002:6B039C9F:qmstart:101:root@pam:";
    server.on("GET /functions/v1/vm-actions/tasks/history", () =>
      json({
        tasks: [
          { ...task, upid: "UPID:pve1:running", type: "vzdump" },
          {
            ...task,
            upid: failed,
            type: "qmstart",
            endtime: task.starttime + 3,
            status: "VM is locked (backup)",
          },
        ],
        hasMore: true,
        problems: [
          { node: "pve2", code: "node_unreachable", message: "No route" },
        ],
      }),
    );
    const { user } = show();
    expect(
      await screen.findByRole("button", { name: /^Backup running/ }),
    ).toBeVisible();
    expect(screen.getByText(/Tasks of node pve2 are missing/)).toBeVisible();
    expect(screen.getByRole("link", { name: "All tasks" })).toHaveAttribute(
      "href",
      `/tasks?server=${serverId ?? ""}&vmid=101`,
    );
    await user.click(
      screen.getByRole("button", { name: /^Start VM is locked \(backup\)/ }),
    );
    expect(taskWindow.state().task).toMatchObject({ serverId, upid: failed });
    taskWindow.closeAll();
  });
});
