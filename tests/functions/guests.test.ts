// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  listBackups,
  listSnapshots,
  readCloneOptions,
  readGuest,
  readGuestAgent,
  readGuestMetrics,
  readMigration,
} from "../../supabase/functions/_shared/contract/guests.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import { readTagStyle } from "../../supabase/functions/_shared/contract/tagStyle.ts";
import { signUpPeople, startLab, type Lab } from "./lab.ts";
import { failure, Person, success, useProduct } from "./product.ts";

let lab: Lab;
let owner: Person;
let server: Server;
let admin: Person;
let assigned: Person;

useProduct(async () => {
  lab = await startLab();
  return lab.environment;
});
beforeAll(async () => {
  [owner, { admin, assigned }] = await Promise.all([
    Person.signUp(),
    signUpPeople(),
  ]);
  server = await owner.add(lab.entry());
});
afterAll(() => lab.simulator.close());

/** The person's own server, or with null the operator's. */
const look = (
  what: string,
  {
    person = owner,
    serverId = server.id,
    node = "pve1",
    more = "",
  }: {
    person?: Person;
    serverId?: string | null;
    node?: string;
    more?: string;
  } = {},
) =>
  person.call(
    "GET",
    `list-vms/guests/${what}?node=${node}${serverId === null ? "" : `&serverId=${serverId}`}${more}`,
  );

describe("a guest's page", () => {
  test("has its state, the settings in force, and those that wait", async () => {
    const guest = lab.inside.guests.get(100);
    guest?.pending.set("memory", "9000");
    guest?.pending.set("description", null);
    if (guest) guest.config.cipassword = "**********";
    const page = success(await look("qemu/100"), readGuest);
    guest?.pending.clear();

    expect(page).toMatchObject({ node: "pve1", problems: {} });
    expect(page.status).toMatchObject({
      status: "running",
      qmpstatus: "running",
      name: "web",
      agent: 1,
      ha: { managed: 0 },
    });
    expect(page.config).toMatchObject({ name: "web", tags: "prod;web" });
    expect(page.config).not.toHaveProperty("digest");
    expect(page.config).not.toHaveProperty("cipassword");
    expect(page.digest).toMatch(/^[0-9a-f]{40}$/);
    expect(page.pending).toContainEqual(
      expect.objectContaining({ key: "memory", pending: "9000" }),
    );
  });

  test("of a container, too", async () => {
    const page = success(await look("lxc/102"), readGuest);
    expect(page.status?.status).toBe("running");
    expect(page.config).toMatchObject({ hostname: "dns" });
  });

  test("is found where the guest has moved to, and nowhere if there is none", async () => {
    const page = success(await look("qemu/100", { node: "pve2" }), readGuest);
    expect(page.node).toBe("pve1");
    expect(page.status?.name).toBe("web");
    failure(await look("qemu/999"), 404, "not_found");
    // A container's number on a VM's path.
    failure(await look("qemu/102"), 404, "not_found");
  });

  test("F14 says that the guest's node is away", async () => {
    await lab.simulator.setFault("lab", { kind: "down-node", node: "pve2" });
    const answer = await look("lxc/102", { node: "pve2" });
    await lab.simulator.setFault("lab", null);
    expect(failure(answer, 502, "node_unreachable").message).toContain(
      "The node pve2 cannot be reached",
    );
  });

  test("P01 P02 is not asked for by what is no guest", async () => {
    for (const wrong of [
      "qemu/abc",
      "qemu/99",
      "qemu/100.5",
      "vm/100",
      "qemu/..%2F..%2Faccess",
    ])
      failure(await look(wrong), 400, "validation_failed");
    for (const node of ["..", "pve1%2F..%2Fpve2", "", "pve1%3Fx"])
      failure(await look("qemu/100", { node }), 400, "validation_failed");
    failure(await look("qemu/100", { more: "&x=1" }), 400, "validation_failed");
  });
});

describe("what is asked for beside it", () => {
  test("the inside: by the agent of a VM, by the node of a container", async () => {
    const inside = success(await look("qemu/100/agent"), readGuestAgent);
    expect(inside).toMatchObject({
      osName: "Debian GNU/Linux 12 (bookworm)",
      hostname: "web",
      problem: null,
    });
    const [, eth0] = inside.interfaces;
    expect(eth0).toMatchObject({
      name: "eth0",
      addresses: [{ family: 4, prefix: 16 }, { family: 6 }],
    });
    const container = success(await look("lxc/102/agent"), readGuestAgent);
    expect(container.problem).toBeNull();
    expect(container.interfaces.map(({ name }) => name)).toContain("eth0");
  });

  test("a guest without an agent is no failure", async () => {
    const guest = lab.inside.guests.get(101);
    if (guest) delete guest.config.agent;
    const { problem, interfaces } = success(
      await look("qemu/101/agent", { node: "pve2" }),
      readGuestAgent,
    );
    expect(interfaces).toEqual([]);
    expect(problem).toMatchObject({
      code: "pve_error",
      message: expect.stringContaining("No QEMU guest agent") as string,
    });
  });

  test("the charts of every timeframe, oldest first", async () => {
    for (const timeframe of ["hour", "day", "week", "month", "year"]) {
      const { points } = success(
        await look("qemu/100/metrics", { more: `&timeframe=${timeframe}` }),
        readGuestMetrics,
      );
      const times = points.map(({ time }) => time);
      expect(times.length).toBeGreaterThan(50);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(points.some(({ cpu }) => cpu !== undefined)).toBe(true);
    }
    failure(
      await look("qemu/100/metrics", { more: "&timeframe=decade" }),
      400,
      "validation_failed",
    );
  });

  test("the tree of its snapshots, and whether another is possible", async () => {
    const { snapshots, currentParent, canSnapshot } = success(
      await look("qemu/100/snapshots"),
      listSnapshots,
    );
    expect(snapshots.map(({ name, parent }) => [name, parent])).toEqual([
      ["before", undefined],
      ["after", "before"],
    ]);
    expect(currentParent).toBe("after");
    expect(canSnapshot).toBe(true);

    const spare = lab.inside.guests.get(101);
    const disk = spare?.config.scsi0 ?? "";
    if (spare) spare.config.scsi0 = "local:101/vm-101-disk-0.raw,size=8G";
    const raw = success(await look("qemu/101/snapshots"), listSnapshots);
    if (spare) spare.config.scsi0 = disk;
    expect(raw).toMatchObject({ snapshots: [], canSnapshot: false });
  });

  test("its backups on every storage, and no other guest's", async () => {
    const [local, , vault] = lab.inside.storages;
    const backup = { content: "backup", size: 1000, node: "pve1" } as const;
    local?.volumes.push(
      {
        ...backup,
        volid: "local:backup/vzdump-qemu-100-old.vma.zst",
        format: "vma.zst",
        ctime: 1000,
        vmid: 100,
      },
      {
        ...backup,
        volid: "local:backup/vzdump-qemu-101.vma.zst",
        format: "vma.zst",
        ctime: 3000,
        vmid: 101,
      },
    );
    vault?.volumes.push({
      ...backup,
      volid: "vault:backup/vm/100/2026-01-01T00:00:00Z",
      format: "pbs-vm",
      ctime: 2000,
      vmid: 100,
      notes: "nightly\u0007 one",
      protected: 1,
    });
    const listed = success(await look("qemu/100/backups"), listBackups);
    expect(listed.storages).toMatchObject([
      { storage: "local", node: "pve1", shared: false, plugintype: "dir" },
      { storage: "vault", node: "pve1", shared: true, plugintype: "pbs" },
    ]);
    expect(listed.problems).toEqual([]);
    expect(listed.backups).toMatchObject([
      { storage: "vault", notes: "nightly  one", protected: true, ctime: 2000 },
      { storage: "local", format: "vma.zst", size: 1000, ctime: 1000 },
    ]);
  });

  test("where it could go: not to a node that is offline or lacks its storages", async () => {
    const zfs = lab.inside.storages.find(
      ({ storage }) => storage === "local-zfs",
    );
    const targets = async (guest: string) =>
      success(await look(`${guest}/migration`), readMigration);
    expect(await targets("qemu/100")).toMatchObject({
      running: true,
      nodes: [{ node: "pve2", allowed: true }],
      localDisks: [{ drivename: "scsi0" }],
      localResources: [],
    });
    if (zfs) zfs.nodes = ["pve1"];
    const spare = await targets("qemu/101");
    if (zfs) zfs.nodes = undefined;
    expect(spare).toMatchObject({
      running: false,
      nodes: [
        {
          node: "pve2",
          allowed: false,
          reason: "Not there: storage local-zfs",
        },
      ],
    });
    await lab.simulator.setFault("lab", { kind: "down-node", node: "pve2" });
    const container = await targets("lxc/102");
    await lab.simulator.setFault("lab", null);
    expect(container).toMatchObject({
      running: true,
      nodes: [{ allowed: false, reason: "The node is offline" }],
      storages: [{ storage: "local-zfs", node: "pve1" }],
    });
  });

  test("how it could be copied: linked only from a template", async () => {
    const options = success(await look("qemu/100/clone"), readCloneOptions);
    expect(options).toMatchObject({
      nextVmid: 105,
      nodes: ["pve1", "pve2"],
      canLink: false,
    });
    expect(options.storages).toHaveLength(2);
    const template = await look("qemu/9000/clone");
    expect(success(template, readCloneOptions).canLink).toBe(true);
  });

  test("the colours of its tags", async () => {
    const answer = await owner.call(
      "GET",
      `list-vms/tags?serverId=${server.id}`,
    );
    expect(success(answer, readTagStyle)).toEqual({
      shape: "full",
      ordering: "config",
      colors: {
        prod: { background: "#2e7d32", text: "#ffffff" },
        staging: { background: "#f9a825" },
        dev: { background: "#1565c0", text: "#ffffff" },
      },
      allowedTags: ["prod", "web"],
    });
  });
});

describe("guests of the operator's server", () => {
  const asAssigned = (what: string, node = "pve1") =>
    look(what, { person: assigned, serverId: null, node });

  test("are seen by whom they are assigned to, and nothing beside them", async () => {
    const page = success(await asAssigned("qemu/100"), readGuest);
    expect(page.status?.name).toBe("web");
    success(await asAssigned("qemu/100/snapshots"), listSnapshots);
    for (const what of ["backups", "migration", "clone"])
      failure(await asAssigned(`qemu/100/${what}`), 403, "forbidden");
    for (const what of ["lxc/102", "lxc/102/agent", "qemu/103/backups"])
      failure(await asAssigned(what), 404, "not_found");
    const tags = await assigned.call("GET", "list-vms/tags");
    expect(success(tags, readTagStyle).allowedTags).toEqual([]);
    success(
      await look("qemu/100/backups", { person: admin, serverId: null }),
      listBackups,
    );
  });

  test("are not followed to a node for which they are not assigned", async () => {
    lab.move(101, "pve2");
    const answer = await asAssigned("qemu/101");
    lab.move(101, "pve1");
    failure(answer, 404, "not_found");
    success(await asAssigned("qemu/101"), readGuest);
  });

  test("do not exist for a stranger", async () => {
    const stranger = await Person.signUp();
    for (const serverId of [server.id, null])
      failure(
        await look("qemu/100", { person: stranger, serverId }),
        404,
        "not_found",
      );
  });
});
