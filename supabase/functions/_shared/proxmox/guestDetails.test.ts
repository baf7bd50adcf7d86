import assert from "node:assert/strict";
import { AppError } from "../contract/errors.ts";
import { askGuest } from "./guest.ts";
import { readDetails, readMetrics } from "./guestDetails.ts";
import { closePools } from "./pool.ts";
import { data } from "./testing/fakeProxmox.ts";
import {
  gone,
  refusal,
  scriptedProxmox,
  type Script,
} from "./testing/scriptedProxmox.ts";
import { clientOf } from "./testing/target.ts";

const guest = { node: "pve1", type: "qemu", vmid: 101 } as const;
const path = "GET /nodes/pve1/qemu/101";

// Recorded: 200-qemu-status-current-stopped, 200-pending-changes (shortened).
const status = {
  mem: 0,
  vmid: 101,
  maxdisk: 0,
  status: "stopped",
  cpus: 1,
  qmpstatus: "stopped",
  netin: 0,
  lock: "backup",
  ha: { managed: 0 },
  name: "locked",
  uptime: 0,
  disk: 0,
  tags: "dev",
  maxmem: 67108864,
  cpu: 0,
  netout: 0,
};
const pending = [
  { value: "order=scsi0", key: "boot" },
  { key: "description", value: "JSON ä ö" },
  { value: "tiny", key: "name" },
  { key: "digest", value: "51c10bd4723ca37ec93723c44d2dae70813af511" },
  { value: 0, key: "kvm" },
  { value: "64", pending: "96", key: "memory" },
];

async function read(script: Script) {
  await using server = scriptedProxmox(script);
  try {
    return await readDetails(clientOf(server), guest);
  } finally {
    await closePools();
  }
}

Deno.test("state and settings are read as they were recorded", async () => {
  const details = await read({
    [`${path}/status/current`]: data(status),
    [`${path}/pending`]: data(pending),
  });
  const { vmid, ...known } = status;
  assert.equal(vmid, guest.vmid);
  assert.deepEqual(JSON.parse(JSON.stringify(details)), {
    status: known,
    config: {
      boot: "order=scsi0",
      description: "JSON ä ö",
      name: "tiny",
      kvm: 0,
      memory: "64",
    },
    digest: "51c10bd4723ca37ec93723c44d2dae70813af511",
    pending: [{ key: "memory", value: "64", pending: "96" }],
    problems: {},
  });
});

Deno.test(
  "what is odd costs itself, and what is secret does not leave",
  async () => {
    const details = await read({
      [`${path}/status/current`]: data({
        status: "running",
        uptime: "17",
        cpu: "fast",
        ha: "no",
        blockstat: { scsi0: {} },
      }),
      [`${path}/pending`]: data([
        { key: "cipassword", value: "**********", pending: "**********" },
        { key: "lxc", value: [["lxc.apparmor.profile", "unconfined"]] },
        { key: "../x", value: 1 },
        "nonsense",
        { key: "description", value: `a\u0000\n\u202eb${"x".repeat(20_000)}` },
        { key: "net1", value: "virtio", delete: 1 },
        { key: "onboot", pending: 1 },
      ]),
    });
    const kept = JSON.parse(JSON.stringify(details.status)) as unknown;
    assert.deepEqual(kept, { status: "running", uptime: 17 });
    const config = details.config ?? {};
    assert.deepEqual(Object.keys(config), ["description", "net1"]);
    const description = String(config["description"]);
    assert.match(description, /^a \n bx+$/);
    assert.equal(description.length, 16_384);
    assert.deepEqual(details.pending, [
      { key: "net1", value: "virtio", delete: true },
      { key: "onboot", pending: 1 },
    ]);
  },
);

Deno.test("one that cannot be read leaves the other", async () => {
  const refused = refusal(500, "got timeout");
  const withoutStatus = await read({
    [`${path}/status/current`]: refused,
    [`${path}/pending`]: data(pending),
  });
  assert.equal(withoutStatus.status, null);
  assert.equal(withoutStatus.problems.status?.code, "pve_error");
  assert.equal(withoutStatus.config?.["name"], "tiny");

  const withoutConfig = await read({
    [`${path}/status/current`]: data(status),
    [`${path}/pending`]: refused,
  });
  assert.equal(withoutConfig.config, null);
  assert.equal(withoutConfig.problems.config?.code, "pve_error");

  await assert.rejects(
    read({
      [`${path}/status/current`]: refusal(
        403,
        "Permission check failed (/vms/101, VM.Audit)",
      ),
      [`${path}/pending`]: refused,
    }),
    { code: "permission_denied" },
  );
});

Deno.test(
  "a guest that has moved is looked at where it is, and no further",
  async () => {
    const there = "GET /nodes/pve2/qemu/101";
    const resources = data([{ type: "qemu", vmid: "101", node: "pve2" }]);
    const look = async (script: Script) => {
      await using server = scriptedProxmox({
        // One of the two is enough to know it.
        [`${path}/status/current`]: refusal(500, "got timeout"),
        [`${path}/pending`]: gone("pve1", 101),
        "GET /cluster/resources": resources,
        ...script,
      });
      const client = clientOf(server);
      try {
        return await askGuest(
          client,
          guest,
          () => undefined,
          (at) => readDetails(client, at),
        );
      } finally {
        await closePools();
      }
    };
    const found = await look({
      [`${there}/status/current`]: data(status),
      [`${there}/pending`]: data(pending),
    });
    assert.equal(found.node, "pve2");
    assert.equal(found.status?.name, "locked");
    await assert.rejects(
      look({
        [`${there}/status/current`]: gone("pve2", 101),
        [`${there}/pending`]: gone("pve2", 101),
      }),
      (error) => error instanceof AppError && error.code === "pve_error",
    );
  },
);

Deno.test("a chart keeps its gaps", async () => {
  // Recorded: 200-lxc-rrddata (shortened); numbers may come as text.
  await using server = scriptedProxmox({
    "GET /nodes/pve1/qemu/101/rrddata": data([
      { time: 1795397700, disk: 0, maxcpu: 1, maxmem: 134217728, cpu: "0.5" },
      { time: 1795393860 },
      { time: "soon", cpu: 1 },
      { time: 1795397760, cpu: null, netin: "12.5" },
    ]),
  });
  const points = await readMetrics(clientOf(server), guest, "hour");
  await closePools();
  assert.deepEqual(JSON.parse(JSON.stringify(points)), [
    { time: 1795393860 },
    { time: 1795397700, disk: 0, maxcpu: 1, maxmem: 134217728, cpu: 0.5 },
    { time: 1795397760, netin: 12.5 },
  ]);
  assert.match(
    server.requests[0]?.path ?? "",
    /rrddata\?timeframe=hour&cf=AVERAGE$/,
  );
});
