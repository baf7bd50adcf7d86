import assert from "node:assert/strict";
import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import { nodeSchema, storageSchema, vmSchema } from "../contract/vms.ts";
import { readResources, type Resources, sortRows } from "./resources.ts";
import { data, fakeProxmox } from "./testing/fakeProxmox.ts";
import { clientOf } from "./testing/target.ts";
import { closePools } from "./pool.ts";

// Rows as Proxmox VE 8.4 gives them.
const vm = {
  id: "qemu/100",
  type: "qemu",
  vmid: 100,
  node: "pve1",
  status: "running",
  name: "web",
  template: 0,
  cpu: 0.0312,
  maxcpu: 2,
  mem: 268435456,
  maxmem: 536870912,
  disk: 0,
  maxdisk: 34359738368,
  netin: 1,
  netout: 2,
  diskread: 3,
  diskwrite: 4,
  uptime: 120,
  tags: "prod;web",
};
const node = {
  id: "node/pve1",
  type: "node",
  node: "pve1",
  status: "online",
  cpu: 0.1,
  maxcpu: 8,
  mem: 1,
  maxmem: 2,
  uptime: 3,
  level: "",
  "cgroup-mode": 2,
};
const storage = {
  id: "storage/pve1/local",
  type: "storage",
  storage: "local",
  node: "pve1",
  status: "available",
  shared: 0,
  plugintype: "dir",
  content: "iso,backup",
  disk: 5,
  maxdisk: 6,
};
const others = [
  { id: "/pool/lab", type: "pool", pool: "lab", vmid: 1 },
  {
    id: "sdn/pve1/localnetwork",
    type: "sdn",
    sdn: "localnetwork",
    node: "pve1",
    status: "ok",
  },
  { id: "network/pve1/zone/localnetwork", type: "network", node: "pve1" },
];

const copy = <T>(value: T): T => structuredClone(value);
const none: Resources = { vms: [], nodes: [], storages: [] };

/** What the contract's schemas say of the rows, once the server is named. */
function assertFitsContract(resources: Resources): void {
  const server = { serverId: null, serverName: "pve1" };
  z.parse(
    z.array(vmSchema),
    resources.vms.map((row) => ({ ...row, ...server })),
  );
  z.parse(
    z.array(nodeSchema),
    resources.nodes.map((row) => ({ ...row, ...server })),
  );
  z.parse(
    z.array(storageSchema),
    resources.storages.map((row) => ({ ...row, ...server })),
  );
}

Deno.test(
  "guests, nodes and storages come as Proxmox VE gives them, and the rest is left out",
  () => {
    const container = { ...vm, id: "lxc/200", type: "lxc", vmid: 200 };
    const resources = sortRows(copy([vm, node, container, storage, ...others]));
    assert.deepEqual(resources, {
      vms: [vm, container],
      nodes: [node],
      storages: [storage],
    });
    assertFitsContract(resources);
  },
);

Deno.test(
  "numbers that come as text become numbers, and text that comes as a number becomes text",
  () => {
    const resources = sortRows([
      {
        ...vm,
        vmid: "100",
        maxmem: "536870912",
        cpu: "0.5",
        name: 42,
        template: "1",
        uptime: "",
      },
    ]);
    const rest: Partial<typeof vm> = { ...vm };
    delete rest.uptime;
    assert.deepEqual(resources.vms, [
      { ...rest, cpu: 0.5, name: "42", template: 1 },
    ]);
    assertFitsContract(resources);
  },
);

Deno.test("F19 what is odd in a field costs that field alone", () => {
  const resources = sortRows([
    {
      ...vm,
      name: null,
      tags: ["a"],
      mem: { a: 1 },
      maxmem: "much",
      cpu: true,
      pool: false,
      extra: { nested: [1] },
      ok: "kept",
    },
    { ...node, mem: null, level: 1, status: null },
    { ...storage, content: null, shared: "1", disk: "x" },
  ]);
  const [guest] = resources.vms;
  assert.deepEqual(
    Object.keys(guest ?? {}).filter((field) => !(field in vm)),
    ["ok"],
  );
  for (const field of ["name", "tags", "mem", "maxmem", "cpu", "pool", "extra"])
    assert.ok(!(field in (guest ?? {})), field);
  assert.equal(resources.nodes[0]?.status, "unknown");
  assert.equal(resources.storages[0]?.shared, 1);
  assertFitsContract(resources);
});

Deno.test("a guest whose node is away has little, and stays", () => {
  const resources = sortRows([
    {
      id: "qemu/300",
      type: "qemu",
      vmid: 300,
      node: "pve3",
      status: "unknown",
    },
  ]);
  assert.equal(resources.vms.length, 1);
  assertFitsContract(resources);
});

Deno.test("what can be read from the id is", () => {
  const resources = sortRows([
    { id: "qemu/100", node: "pve1" },
    { type: "lxc", vmid: 200, node: "pve1", status: "running" },
    { type: "node", node: "pve1" },
    { type: "storage", node: "pve1", storage: "local" },
  ]);
  assert.deepEqual(resources, {
    vms: [
      {
        id: "qemu/100",
        type: "qemu",
        vmid: 100,
        node: "pve1",
        status: "unknown",
      },
      {
        id: "lxc/200",
        type: "lxc",
        vmid: 200,
        node: "pve1",
        status: "running",
      },
    ],
    nodes: [{ id: "node/pve1", type: "node", node: "pve1", status: "unknown" }],
    storages: [
      {
        id: "storage/pve1/local",
        type: "storage",
        node: "pve1",
        storage: "local",
        status: "unknown",
      },
    ],
  });
  assertFitsContract(resources);
});

Deno.test("F19 a row that is none costs that row alone", () => {
  const rows: unknown[] = [
    null,
    1,
    "row",
    [],
    [vm],
    {},
    { type: "qemu" },
    { type: "qemu", vmid: "x", node: "pve1" },
    { type: "qemu", vmid: 1.5, node: "pve1" },
    { type: "qemu", vmid: 100 },
    { type: "qemu", vmid: 100, node: "" },
    { type: "node" },
    { type: "storage", node: "pve1" },
    { type: { toString: () => "qemu" } },
  ];
  assert.deepEqual(sortRows(copy(rows.slice(0, -1))), none);
  assert.deepEqual(sortRows(rows.slice(-1)), none);
  assert.equal(sortRows([...rows, copy(vm)]).vms.length, 1);
});

Deno.test("R04 a row cannot carry a prototype or a nested bomb further", () => {
  const row = JSON.parse(
    '{"type":"qemu","id":"qemu/100","vmid":100,"node":"pve1","status":"running","__proto__":{"isAdmin":true},"deep":[[[[]]]]}',
  ) as unknown;
  const [guest] = sortRows([row]).vms;
  assert.deepEqual(Object.keys(guest ?? {}).sort(), [
    "id",
    "node",
    "status",
    "type",
    "vmid",
  ]);
  assert.equal(
    (Object.assign({}, guest) as { isAdmin?: boolean }).isAdmin,
    undefined,
  );
});

Deno.test(
  "the list is read by one call; null is empty, an object is its values, anything else is not Proxmox VE",
  async () => {
    const answers: unknown[] = [[vm, node], null, { "0": vm }, "text", 7];
    await using server = fakeProxmox(() => data(answers.shift()));
    const client = clientOf(server);
    assert.deepEqual(await readResources(client), {
      ...none,
      vms: [vm],
      nodes: [node],
    });
    assert.deepEqual(await readResources(client), none);
    assert.deepEqual(await readResources(client), { ...none, vms: [vm] });
    for (let index = 0; index < 2; index++) {
      await assert.rejects(
        readResources(client),
        (error) =>
          error instanceof AppError && error.code === "invalid_response",
      );
    }
    assert.deepEqual(
      [...new Set(server.requests.map(({ path }) => path))],
      ["/api2/json/cluster/resources"],
    );
    await closePools();
  },
);
