import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import GuestDialogs from "./GuestDialogs.tsx";
import type { GuestDialog } from "./guestTabs.ts";
import type { GuestView } from "./guestView.ts";

beforeEach(() => signInAs());

const vm = sampleVm();
const { serverId, node, type, vmid } = vm;
const guest = { serverId, node, type, vmid };
const looks = "/functions/v1/list-vms/guests/qemu/101";
const upid = "UPID:pve1:0000ABCD:00112233:66554433:vzdump:101:root@pam:";

interface Setting {
  answers: Record<string, unknown>;
  view?: Partial<GuestView>;
}

function open(dialog: GuestDialog, { answers, view = {} }: Setting) {
  const server = fakeServer();
  for (const [path, answer] of Object.entries(answers)) {
    server.on(`GET ${path as `/${string}`}`, () => json(answer));
  }
  // Nobody hears of its end here.
  server.on(
    `GET /functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}`,
    () => new Promise<Response>(() => undefined),
  );
  const onClose = vi.fn();
  const shown = renderWithProviders(
    <GuestDialogs
      dialog={dialog}
      view={{
        guest,
        vm,
        detail: undefined,
        isUnread: false,
        permissions: undefined,
        isPast: false,
        ...view,
      }}
      onClose={onClose}
    />,
  );
  return { server, onClose, ...shown };
}

/** What was sent, once it has been. */
async function sentTo(server: ReturnType<typeof fakeServer>, path: string) {
  return waitFor(() => {
    const sent = server.requests.filter(
      (request) => request.method === "POST" && request.path === path,
    );
    expect(sent).toHaveLength(1);
    return sent[0]?.body;
  });
}

const storage = { node, shared: false, avail: 64 * 1024 ** 3, total: 10 ** 12 };

describe("a backup", () => {
  const path = "/functions/v1/vm-actions/backups";
  const answers = {
    [`${looks}/backups`]: {
      node,
      storages: [
        { ...storage, storage: "local", plugintype: "dir" },
        { ...storage, storage: "vault", plugintype: "pbs" },
      ],
      backups: [],
      problems: [],
    },
  };

  test("goes to the chosen storage, in the chosen way", async () => {
    const { server, onClose, user } = open("backup", { answers });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    await user.selectOptions(
      await screen.findByLabelText("Storage"),
      await screen.findByRole("option", { name: "local (64.0 GiB free)" }),
    );
    await user.selectOptions(screen.getByLabelText("Mode"), "Stop");
    expect(screen.getByText(/shut down and started again/)).toBeVisible();
    await user.selectOptions(screen.getByLabelText("Compression"), "None");
    await user.click(screen.getByRole("checkbox", { name: "Protected" }));
    await user.click(screen.getByRole("button", { name: "Back up" }));
    expect(await sentTo(server, path)).toEqual({
      ...guest,
      storage: "local",
      mode: "stop",
      compress: "0",
      notes: "{{guestname}}",
      protected: true,
    });
    await waitFor(() => {
      expect(onClose).toHaveBeenCalledOnce();
    });
    await screen.findByText("Backing up web-01 …");
  });

  test("a backup server is not asked to compress", async () => {
    const { user } = open("backup", { answers });
    await user.selectOptions(
      await screen.findByLabelText("Storage"),
      await screen.findByRole("option", { name: /^vault/ }),
    );
    expect(screen.queryByLabelText("Compression")).not.toBeInTheDocument();
  });

  test("a storage that the token may not fill is said before it is tried", async () => {
    open("backup", {
      answers,
      view: {
        permissions: {
          "/": { "VM.Backup": 1 },
          "/storage/local": { "Datastore.Audit": 1 },
        },
      },
    });
    expect(
      await screen.findByText(
        "The token lacks Datastore.AllocateSpace on /storage/local.",
      ),
    ).toBeVisible();
    expect(screen.getByRole("button", { name: "Back up" })).toBeDisabled();
  });

  test("what could not be begun stays open, with the reason", async () => {
    const { server, onClose, user } = open("backup", { answers });
    server.on(`POST ${path}`, () => failure("pve_error", "VM is locked"));
    await screen.findByRole("option", { name: /^local/ });
    await user.click(screen.getByRole("button", { name: "Back up" }));
    expect(await screen.findByText("VM is locked.")).toBeVisible();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe("a clone", () => {
  const path = "/functions/v1/vm-actions/clones";
  const options = {
    node,
    nextVmid: 118,
    nodes: ["pve1", "pve2"],
    storages: [
      { ...storage, storage: "ceph" },
      { ...storage, storage: "there", node: "pve2" },
    ],
    pools: [],
    canLink: false,
  };
  const snapshots = {
    node,
    snapshots: [{ name: "before" }],
    currentParent: "before",
    canSnapshot: true,
  };
  const answersWith = (more: Partial<typeof options> = {}) => ({
    [`${looks}/clone`]: { ...options, ...more },
    [`${looks}/snapshots`]: snapshots,
  });

  test("takes the number that is free, and what was chosen", async () => {
    const { server, user } = open("clone", { answers: answersWith() });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    const number = await screen.findByLabelText("VMID");
    expect(number).toHaveValue("118");
    await user.type(screen.getByLabelText(/^Name/), "web-02");
    await user.selectOptions(
      await screen.findByLabelText("State"),
      "Snapshot before",
    );
    await user.selectOptions(screen.getByLabelText("Node"), "pve2");
    const storages = within(screen.getByLabelText("Storage"));
    expect(storages.queryByRole("option", { name: /ceph/ })).toBeNull();
    await user.selectOptions(screen.getByLabelText("Storage"), "there");
    expect(screen.getByText(/only what lies on shared storages/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clone" }));
    expect(await sentTo(server, path)).toEqual({
      ...guest,
      newid: 118,
      name: "web-02",
      full: true,
      target: "pve2",
      storage: "there",
      snapname: "before",
    });
  });

  test("of a template is linked unless wished otherwise", async () => {
    const { server, user } = open("clone", {
      answers: answersWith({ canLink: true }),
      view: { vm: { ...vm, template: 1, status: "stopped" } },
    });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    expect(await screen.findByLabelText("Kind")).toHaveValue("linked");
    expect(screen.queryByLabelText("Storage")).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Clone" }));
    expect(await sentTo(server, path)).toEqual({
      ...guest,
      newid: 118,
      full: false,
    });
  });

  test("wants a number and a name that Proxmox VE takes", async () => {
    const { server, user } = open("clone", { answers: answersWith() });
    const number = await screen.findByLabelText("VMID");
    await user.clear(number);
    await user.type(number, "99");
    await user.type(screen.getByLabelText(/^Name/), "web_02");
    await user.click(screen.getByRole("button", { name: "Clone" }));
    expect(await screen.findByText(/from 100 to 999999999/)).toBeVisible();
    expect(screen.getByText("Use letters, digits, - and dots")).toBeVisible();
    expect(server.requests.some(({ method }) => method === "POST")).toBe(false);
  });
});

describe("a migration", () => {
  const path = "/functions/v1/vm-actions/migrations";
  const check = {
    node,
    running: true,
    nodes: [
      { node: "pve2", allowed: false, reason: "The node is offline" },
      { node: "pve3", allowed: true },
    ],
    localDisks: [] as { volid: string; size?: number; cdrom?: boolean }[],
    localResources: [] as string[],
    storages: [{ ...storage, storage: "fast", node: "pve3" }],
  };
  const answersWith = (more: Partial<typeof check> = {}) => ({
    [`${looks}/migration`]: { ...check, ...more },
  });

  test("offers the nodes that can take it, and says why others cannot", async () => {
    const { server, user } = open("migrate", { answers: answersWith() });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    const target = await screen.findByLabelText("To node");
    expect(target).toHaveValue("pve3");
    expect(screen.getByRole("option", { name: "pve2" })).toBeDisabled();
    expect(screen.getByText(/The node is offline/)).toBeVisible();
    expect(screen.getByText("It runs on while it moves.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Migrate" }));
    expect(await sentTo(server, path)).toEqual({
      ...guest,
      target: "pve3",
      online: true,
    });
  });

  test("takes local disks along, to a storage over there", async () => {
    const { server, user } = open("migrate", {
      answers: answersWith({
        running: false,
        localDisks: [
          { volid: "local:vm-101-disk-0", size: 32 * 1024 ** 3 },
          { volid: "local:iso/debian.iso", cdrom: true },
        ],
      }),
    });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    expect(await screen.findByText(/One disk lies/)).toHaveTextContent(
      /local:vm-101-disk-0 \(32\.0 GiB\)$/,
    );
    await user.selectOptions(screen.getByLabelText("Storage there"), "fast");
    await user.click(screen.getByRole("button", { name: "Migrate" }));
    expect(await sentTo(server, path)).toEqual({
      ...guest,
      target: "pve3",
      online: false,
      "with-local-disks": true,
      targetstorage: "fast",
    });
  });

  test("of a running VM with a device of its node is not possible, and says so", async () => {
    open("migrate", { answers: answersWith({ localResources: ["hostpci0"] }) });
    expect(await screen.findByText(/take this along: hostpci0/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Migrate" })).toBeDisabled();
  });

  test("a running container is told to restart over there", async () => {
    const container = { ...guest, type: "lxc" } as const;
    const { server, user } = open("migrate", {
      answers: {
        "/functions/v1/list-vms/guests/lxc/101/migration": check,
      },
      view: { guest: container, vm: { ...vm, type: "lxc" } },
    });
    server.on(`POST ${path}`, () => json({ upid }, 202));
    expect(await screen.findByText(/started again/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Migrate" }));
    expect(await sentTo(server, path)).toEqual({
      ...container,
      target: "pve3",
      restart: true,
    });
  });

  test("a cluster of one has nowhere to go", async () => {
    open("migrate", { answers: answersWith({ nodes: [] }) });
    expect(
      await screen.findByText("Its cluster has no other node."),
    ).toBeVisible();
  });
});
