import assert from "node:assert/strict";
import { backupTask, readBackups } from "./backups.ts";
import { readCloning } from "./clones.ts";
import { migrateTask, readPreconditions } from "./migration.ts";
import { closePools } from "./pool.ts";
import type { ProxmoxClient } from "./client.ts";
import { cloneTask } from "./clones.ts";
import { readSnapshots, snapshotTask } from "./snapshots.ts";
import { readStyle } from "./tagStyle.ts";
import { data } from "./testing/fakeProxmox.ts";
import {
  refusal,
  scriptedProxmox,
  type Script,
} from "./testing/scriptedProxmox.ts";
import { clientOf } from "./testing/target.ts";

// What a guest's page lists beside the guest, as it was recorded from Proxmox VE 8.4.

const vm = { node: "pve1", type: "qemu", vmid: 104 } as const;
const container = { node: "pve1", type: "lxc", vmid: 201 } as const;

/** What is read, as it leaves: JSON has no undefined. */
async function read(
  script: Script,
  ask: (client: ProxmoxClient) => Promise<unknown>,
): Promise<unknown> {
  await using server = scriptedProxmox(script);
  try {
    return JSON.parse(JSON.stringify(await ask(clientOf(server)))) as unknown;
  } finally {
    await closePools();
  }
}

Deno.test("snapshots, without the guest as it is now", async () => {
  const path = "GET /nodes/pve1/qemu/104";
  const list = data([
    {
      name: "before",
      description: "before the change",
      vmstate: 0,
      snaptime: 1795398047,
    },
    {
      snaptime: 1795398048,
      parent: "before",
      vmstate: 1,
      name: "second",
      description: "",
    },
    {
      description: "You are here!",
      name: "current",
      running: 0,
      digest: "7dee648f1bf7630d2b465c766a2c4f8e3288b867",
      parent: "second",
    },
  ]);
  const snapshots = [
    {
      name: "before",
      description: "before the change",
      vmstate: false,
      snaptime: 1795398047,
    },
    {
      name: "second",
      description: "",
      vmstate: true,
      snaptime: 1795398048,
      parent: "before",
    },
  ];
  for (const [feature, canSnapshot] of [
    [data({ nodes: ["pve1"], hasFeature: 1 }), true],
    [data({ hasFeature: 0 }), false],
    [refusal(500, "got timeout"), null],
  ] as const)
    assert.deepEqual(
      await read(
        { [`${path}/snapshot`]: list, [`${path}/feature`]: feature },
        (client) => readSnapshots(client, vm),
      ),
      { snapshots, currentParent: "second", canSnapshot },
    );
});

Deno.test(
  "backups of all storages; one that fails says so, and hides no other",
  async () => {
    const storage = {
      used: 31843262464,
      shared: 0,
      active: 1,
      content: "backup,snippets,rootdir,vztmpl,iso,images",
      storage: "local",
      total: 270553174016,
      type: "dir",
      enabled: 1,
      avail: 77101031424,
    };
    const backup = {
      ctime: 1795399027,
      subtype: "lxc",
      vmid: 201,
      volid: "local:backup/vzdump-lxc-201-2026_11_23-01_57_07.tar.zst",
      content: "backup",
      format: "tar.zst",
      size: 1080320,
    };
    const path = "GET /nodes/pve1/storage";
    const listed = await read(
      {
        [path]: data([
          storage,
          { ...storage, storage: "pbs", type: "pbs", shared: 1 },
          { ...storage, storage: "away", active: 0 },
          { ...storage, storage: "../x" },
        ]),
        [`${path}/local/content`]: data([
          backup,
          { ...backup, vmid: 202 },
          {
            ...backup,
            ctime: 1795399999,
            notes: "n",
            protected: 1,
            encrypted: "aa:bb",
            verification: { state: "failed", upid: "UPID:…" },
          },
        ]),
        [`${path}/pbs/content`]: refusal(500, "pbs: error fetching datastores"),
      },
      (client) => readBackups(client, container),
    );
    const shown = {
      volid: backup.volid,
      storage: "local",
      ctime: backup.ctime,
      size: 1080320,
      format: "tar.zst",
    };
    const sizes = { avail: storage.avail, total: storage.total };
    assert.deepEqual(listed, {
      storages: [
        {
          storage: "local",
          node: "pve1",
          shared: false,
          plugintype: "dir",
          ...sizes,
        },
        {
          storage: "pbs",
          node: "pve1",
          shared: true,
          plugintype: "pbs",
          ...sizes,
        },
      ],
      backups: [
        {
          ...shown,
          ctime: 1795399999,
          notes: "n",
          protected: true,
          encrypted: true,
          verified: false,
        },
        shown,
      ],
      problems: [
        {
          storage: "pbs",
          code: "pve_error",
          message: '"pve1" answers: pbs: error fetching datastores',
        },
      ],
    });
  },
);

const nodes = {
  "GET /nodes": data([
    { node: "pve3", status: "offline" },
    { node: "pve2", status: "online" },
    { node: "pve1", status: "online" },
  ]),
};
const storages = {
  "GET /cluster/resources": data([
    {
      id: "storage/pve2/fast",
      type: "storage",
      storage: "fast",
      node: "pve2",
      status: "available",
      content: "rootdir,images",
      plugintype: "lvmthin",
      shared: 0,
      disk: 10,
      maxdisk: 100,
    },
    {
      storage: "iso",
      node: "pve2",
      status: "available",
      content: "iso",
      shared: 1,
    },
    { storage: "fast", node: "pve3", status: "unknown", content: "images" },
  ]),
};
const fast = {
  storage: "fast",
  node: "pve2",
  shared: false,
  plugintype: "lvmthin",
  avail: 90,
  total: 100,
};

Deno.test(
  "the check before a migration: of a VM Proxmox VE's, of a container what is known",
  async () => {
    // 200-migrate-preconditions
    const recorded = {
      allowed_nodes: [],
      "mapped-resource-info": {},
      "mapped-resources": [],
      running: 1,
      local_resources: [],
      not_allowed_nodes: {},
      local_disks: [
        {
          drivename: "scsi0",
          is_tpmstate: 0,
          size: 1073741824,
          shared: 0,
          volid: "local:104/vm-104-disk-0.raw",
          is_vmstate: 0,
          is_attached: 1,
          cdrom: 0,
          is_unused: 0,
          replicate: 1,
        },
      ],
    };
    const path = "GET /nodes/pve1/qemu/104/migrate";
    const offline = {
      node: "pve3",
      allowed: false,
      reason: "The node is offline",
    };
    assert.deepEqual(
      await read({ ...nodes, ...storages, [path]: data(recorded) }, (client) =>
        readPreconditions(client, vm),
      ),
      {
        running: true,
        nodes: [{ node: "pve2", allowed: true }, offline],
        localDisks: [
          {
            volid: "local:104/vm-104-disk-0.raw",
            drivename: "scsi0",
            size: 1073741824,
            cdrom: false,
          },
        ],
        localResources: [],
        storages: [fast],
      },
    );
    const objections = {
      ...recorded,
      running: 0,
      local_resources: ["hostpci0"],
      not_allowed_nodes: {
        pve2: {
          unavailable_storages: ["local-zfs"],
          "unavailable-resources": ["gpu"],
        },
        pve3: {},
      },
    };
    const refused = await read(
      { ...nodes, ...storages, [path]: data(objections) },
      (client) => readPreconditions(client, vm),
    );
    assert.deepEqual((refused as { nodes: unknown[] }).nodes[0], {
      node: "pve2",
      allowed: false,
      reason: "Not there: storage local-zfs, device gpu",
    });
    assert.deepEqual(
      await read(
        {
          ...nodes,
          ...storages,
          "GET /nodes/pve1/lxc/201/status/current": data({ status: "running" }),
        },
        (client) => readPreconditions(client, container),
      ),
      {
        running: true,
        nodes: [{ node: "pve2", allowed: true }, offline],
        localDisks: [],
        localResources: [],
        storages: [fast],
      },
    );
  },
);

Deno.test(
  "how a guest can be copied; what only helps is done without",
  async () => {
    const path = "GET /nodes/pve1/qemu/104";
    const rest = { ...nodes, ...storages };
    assert.deepEqual(
      await read(
        {
          ...rest,
          [`${path}/config`]: data({ template: "1" }),
          [`${path}/feature`]: data({ hasFeature: "1" }),
          "GET /cluster/nextid": data("103"),
          "GET /pools": data([
            { poolid: "lab" },
            { poolid: "a", comment: "x" },
          ]),
        },
        (client) => readCloning(client, vm),
      ),
      {
        nextVmid: 103,
        nodes: ["pve1", "pve2"],
        storages: [fast],
        pools: ["a", "lab"],
        canLink: true,
      },
    );
    assert.deepEqual(
      await read({ ...rest, [`${path}/config`]: data({}) }, (client) =>
        readCloning(client, vm),
      ),
      {
        nextVmid: null,
        nodes: ["pve1", "pve2"],
        storages: [fast],
        pools: [],
        canLink: false,
      },
    );
  },
);

Deno.test("the style of tags", async () => {
  const path = "GET /cluster/options";
  const style = (options: unknown) =>
    read({ [path]: data(options) }, readStyle);
  const plain = { shape: null, ordering: null, colors: {}, allowedTags: [] };
  assert.deepEqual(
    await style({
      mac_prefix: "BC:24:11",
      "tag-style": {
        ordering: "config",
        "color-map": "prod:ff0000;dev:00FF00:000000;x:red;<b>:000000",
        shape: "full",
      },
      "allowed-tags": ["base", "ct", "<img>", 7],
    }),
    {
      shape: "full",
      ordering: "config",
      colors: {
        prod: { background: "#ff0000" },
        dev: { background: "#00ff00", text: "#000000" },
      },
      allowedTags: ["base", "ct"],
    },
  );
  assert.deepEqual(await style({ "tag-style": { shape: "blob" } }), plain);
  assert.deepEqual(await style({ "tag-style": "shape=full" }), plain);
  assert.deepEqual(await style(null), plain);
});

Deno.test(
  "each kind of guest is asked by the names that Proxmox VE has for it",
  () => {
    const move = { target: "pve2", targetstorage: "fast" };
    assert.deepEqual(
      migrateTask(vm, { ...move, online: true, restart: true }).parameters,
      { ...move, online: true },
    );
    assert.deepEqual(
      migrateTask(container, { ...move, online: true, restart: true })
        .parameters,
      { target: "pve2", "target-storage": "fast", restart: true },
    );
    const clone = { newid: 300, name: "copy" };
    assert.deepEqual(cloneTask(vm, clone).parameters, clone);
    assert.deepEqual(cloneTask(container, clone).parameters, {
      newid: 300,
      hostname: "copy",
    });
    const snapshot = { snapname: "now", vmstate: true };
    assert.equal(snapshotTask(vm, snapshot).parameters["vmstate"], true);
    assert.ok(!("vmstate" in snapshotTask(container, snapshot).parameters));
  },
);

Deno.test("a backup removes no older one, and its notes are one line", () => {
  const { parameters } = backupTask(vm, {
    storage: "local",
    mode: "snapshot",
    compress: "zstd",
    notes: "a\\b\nc",
  });
  assert.deepEqual(parameters, {
    vmid: 104,
    storage: "local",
    mode: "snapshot",
    compress: "zstd",
    remove: false,
    protected: undefined,
    "notes-template": "a\\\\b\\nc",
  });
});
