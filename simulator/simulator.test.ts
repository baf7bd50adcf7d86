// @vitest-environment node
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startSimulator,
  type RunningCluster,
  type Simulator,
} from "./simulator.ts";
import { ask, dataOf, type Ask, type Reply } from "./testing/client.ts";

let simulator: Simulator;
let cluster: RunningCluster;

beforeAll(async () => {
  simulator = await startSimulator({
    clusters: "small",
    taskSpeed: 50,
    waitSpeed: 50,
  });
  [cluster] = simulator.clusters as [RunningCluster];
});

afterAll(() => simulator.close());

const call = (path: string, options: Partial<Ask> = {}): Promise<Reply> =>
  ask({
    port: cluster.nodes[0]?.port ?? 0,
    ca: cluster.caCertificate,
    token: cluster.tokens.admin,
    path: `/api2/json${path}`,
    ...options,
  });

const post = (path: string, body = "", options: Partial<Ask> = {}) =>
  call(path, { method: "POST", body, ...options });

async function ended(upid: unknown): Promise<Record<string, unknown>> {
  for (;;) {
    const status = dataOf(
      await call(
        `/nodes/pve1/tasks/${encodeURIComponent(String(upid))}/status`,
      ),
    );
    const row = status as Record<string, unknown>;
    if (row.status === "stopped") return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const run = async (path: string, body = "") =>
  ended(dataOf(await post(path, body)));

const current = async (path: string) =>
  dataOf(await call(`${path}/status/current`)) as Record<string, unknown>;

test("a token lists the guests, nodes and storages of its cluster", async () => {
  const rows = dataOf(await call("/cluster/resources")) as Record<
    string,
    unknown
  >[];
  expect(
    rows
      .filter(({ type }) => type === "qemu" || type === "lxc")
      .map(({ vmid }) => vmid),
  ).toEqual([100, 101, 102, 103, 104, 105, 9000]);
  expect(rows.find(({ id }) => id === "qemu/100")).toMatchObject({
    name: "web",
    status: "running",
    tags: "prod;web",
    maxcpu: 2,
  });
  expect(rows.find(({ type }) => type === "node")).toMatchObject({
    node: "pve1",
    status: "online",
  });
});

test("without a token the answer comes late, empty, and speaks by its reason phrase alone", async () => {
  const began = Date.now();
  const reply = await ask({
    port: cluster.nodes[0]?.port ?? 0,
    ca: cluster.caCertificate,
    path: "/api2/json/version",
  });
  expect([reply.status, reply.reason, reply.text]).toEqual([
    401,
    "No ticket",
    "",
  ]);
  expect(Date.now() - began).toBeGreaterThanOrEqual(60);
});

test("a wrong secret and an expired token are refused alike", async () => {
  const wrong = cluster.tokens.admin.replace(/.$/, (last) =>
    last === "0" ? "1" : "0",
  );
  for (const token of [
    wrong,
    cluster.tokens.expired,
    "nobody@pve!x1=y",
    "garbage",
  ]) {
    const reply = await call("/version", { token });
    expect([reply.status, reply.reason]).toEqual([
      401,
      "Authentication failed!",
    ]);
  }
});

test("a missing privilege is named with its path", async () => {
  const reply = await post("/nodes/pve1/qemu/100/status/start", "", {
    token: cluster.tokens.auditor,
  });
  expect([reply.status, reply.reason]).toEqual([
    403,
    "Permission check failed (/vms/100, VM.PowerMgmt)",
  ]);
  expect(reply.text).toBe(
    '{"data":null,"message":"Permission check failed (/vms/100, VM.PowerMgmt)\\n"}',
  );
});

test("a token without rights sees the nodes and none of their numbers", async () => {
  const rows = dataOf(
    await call("/cluster/resources", { token: cluster.tokens.none }),
  ) as Record<string, unknown>[];
  expect(rows).toEqual([
    {
      id: "node/pve1",
      type: "node",
      node: "pve1",
      status: "online",
      level: "",
    },
  ]);
});

test("unknown and malformed parameters are refused by name", async () => {
  const unknown = await post("/nodes/pve1/qemu/100/status/start", "foo=1");
  expect(unknown.status).toBe(400);
  expect(JSON.parse(unknown.text)).toMatchObject({
    errors: {
      foo: "property is not defined in schema and the schema does not allow additional properties",
    },
  });
  const malformed = await post(
    "/nodes/pve1/qemu/100/status/shutdown",
    "timeout=abc",
  );
  expect(JSON.parse(malformed.text)).toMatchObject({
    errors: { timeout: "type check ('integer') failed - got 'abc'" },
  });
});

test("starting a stopped VM is a task, and the VM runs when it has ended", async () => {
  expect(await current("/nodes/pve1/qemu/101")).toMatchObject({
    status: "stopped",
  });
  expect(await run("/nodes/pve1/qemu/101/status/start")).toMatchObject({
    type: "qmstart",
    exitstatus: "OK",
  });
  expect(await current("/nodes/pve1/qemu/101")).toMatchObject({
    status: "running",
    qmpstatus: "running",
  });
});

test("only the task tells that a start failed", async () => {
  const accepted = await post("/nodes/pve1/qemu/100/status/start");
  expect(accepted.status).toBe(200);
  expect(await ended(dataOf(accepted))).toMatchObject({
    exitstatus: "VM 100 already running",
  });
  expect(await run("/nodes/pve1/qemu/104/status/start")).toMatchObject({
    exitstatus: "VM is locked (backup)",
  });
  expect(await run("/nodes/pve1/qemu/9000/status/start")).toMatchObject({
    exitstatus: "you can't start a vm if it's a template",
  });
  expect(await run("/nodes/pve1/qemu/999/status/start")).toMatchObject({
    exitstatus:
      "Configuration file 'nodes/pve1/qemu-server/999.conf' does not exist",
  });
});

test("a guest that ignores its power button is not shut down, unless by force", async () => {
  expect(
    await run("/nodes/pve1/qemu/105/status/shutdown", "timeout=2"),
  ).toMatchObject({
    exitstatus: "VM quit/powerdown failed - got timeout",
  });
  expect(await current("/nodes/pve1/qemu/105")).toMatchObject({
    status: "running",
  });
  expect(
    await run("/nodes/pve1/qemu/105/status/shutdown", "timeout=2&forceStop=1"),
  ).toMatchObject({ exitstatus: "OK" });
  expect(await current("/nodes/pve1/qemu/105")).toMatchObject({
    status: "stopped",
  });
});

test("a suspended VM is paused, and shows as running in lists", async () => {
  await run("/nodes/pve1/qemu/100/status/suspend");
  expect(await current("/nodes/pve1/qemu/100")).toMatchObject({
    status: "running",
    qmpstatus: "paused",
  });
  await run("/nodes/pve1/qemu/100/status/resume");
  expect(await current("/nodes/pve1/qemu/100")).toMatchObject({
    qmpstatus: "running",
  });
});

test("a hibernated VM is stopped and locked until it is started", async () => {
  await run("/nodes/pve1/qemu/100/status/suspend", "todisk=1");
  expect(await current("/nodes/pve1/qemu/100")).toMatchObject({
    status: "stopped",
    lock: "suspended",
  });
  expect(await run("/nodes/pve1/qemu/100/status/start")).toMatchObject({
    exitstatus: "OK",
  });
  expect(await current("/nodes/pve1/qemu/100")).not.toHaveProperty("lock");
});

test("a stop while a shutdown runs waits for the lock in vain, or overrules it", async () => {
  const guest = simulator.inside("small").guests.get(100);
  if (guest !== undefined) guest.temperament.obeysShutdown = false;
  const shutdown = dataOf(
    await post("/nodes/pve1/qemu/100/status/shutdown", "timeout=100"),
  );
  expect(await run("/nodes/pve1/qemu/100/status/stop")).toMatchObject({
    exitstatus:
      "can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout",
  });
  expect(
    await run("/nodes/pve1/qemu/100/status/stop", "overrule-shutdown=1"),
  ).toMatchObject({ exitstatus: "OK" });
  expect(await ended(shutdown)).toMatchObject({
    exitstatus: "received interrupt",
  });
});

test("a container that runs cannot be started, and one that does not cannot be stopped", async () => {
  const started = await post("/nodes/pve1/lxc/102/status/start");
  expect([started.status, started.reason]).toEqual([
    500,
    "CT 102 already running",
  ]);
  const stopped = await post("/nodes/pve1/lxc/103/status/stop");
  expect([stopped.status, stopped.reason]).toEqual([500, "CT 103 not running"]);
});

test("the hundredth answer on a connection is its last", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const connection = (reply: Reply) =>
    reply.headers.find(([name]) => name === "Connection")?.[1];
  for (let count = 1; count <= 99; count++)
    expect(connection(await call("/version", { agent }))).toBe("Keep-Alive");
  expect(connection(await call("/version", { agent }))).toBe("close");
  agent.destroy();
});

test("plain HTTP is sent to HTTPS", async () => {
  const port = cluster.nodes[0]?.port ?? 0;
  const reply = await fetch(
    `http://127.0.0.1:${String(port)}/api2/json/version`,
    { redirect: "manual" },
  );
  expect(reply.status).toBe(301);
  expect(reply.headers.get("location")).toBe(
    `https://127.0.0.1:${String(port)}/api2/json/version`,
  );
});

test("certificates, ports and tokens survive a restart", async () => {
  const stateDirectory = await mkdtemp(join(tmpdir(), "simulator-"));
  try {
    const first = await startSimulator({ clusters: "small", stateDirectory });
    const before = first.clusters;
    await first.close();
    const second = await startSimulator({ clusters: "small", stateDirectory });
    expect(second.clusters).toEqual(before);
    await second.close();
  } finally {
    await rm(stateDirectory, { recursive: true });
  }
});
