// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSession, type TestSession } from "../testing/session.ts";

let session: TestSession;

beforeAll(async () => {
  session = await openSession({
    clusters: [
      {
        name: "two",
        nodes: [{ name: "pve1" }, { name: "pve2" }],
        storages: [
          {
            storage: "local",
            type: "dir",
            content: ["backup", "iso", "vztmpl"],
            size: 100,
          },
          {
            storage: "ceph",
            type: "rbd",
            content: ["images", "rootdir"],
            shared: true,
            size: 1000,
          },
        ],
        guests: [
          {
            type: "qemu",
            name: "web",
            vmid: 100,
            node: "pve1",
            disk: 8,
            memory: 2048,
            pool: "shop",
          },
          {
            type: "qemu",
            name: "spare",
            vmid: 101,
            node: "pve1",
            state: "stopped",
            disk: 8,
          },
          { type: "lxc", name: "dns", vmid: 102, node: "pve1", disk: 4 },
          {
            type: "qemu",
            name: "base",
            vmid: 9000,
            node: "pve1",
            template: true,
          },
        ],
      },
    ],
  });
});

afterAll(() => session.simulator.close());

const refusal = async (path: string, body = "", method = "POST") => {
  const reply = await session.call(
    path,
    method === "GET" || method === "DELETE" ? { method } : { method, body },
  );
  return `${String(reply.status)} ${reply.reason}`;
};

test("memory changed on a running VM waits for its next start", async () => {
  await session.call("/nodes/pve1/qemu/100/config", {
    method: "PUT",
    body: "memory=4096&description=bigger",
  });
  const pending = await session.list("/nodes/pve1/qemu/100/pending");
  expect(pending.find(({ key }) => key === "memory")).toEqual({
    key: "memory",
    value: "2048",
    pending: "4096",
  });
  expect(pending.find(({ key }) => key === "description")).toEqual({
    key: "description",
    value: "bigger",
  });
  await session.run("/nodes/pve1/qemu/100/status/stop");
  expect(
    await session.read("/nodes/pve1/qemu/100/config?current=1"),
  ).toMatchObject({ memory: "4096" });
});

test("a change on top of somebody else's is refused by its digest", async () => {
  const { digest } = await session.read("/nodes/pve1/qemu/101/config");
  const put = (body: string) =>
    refusal("/nodes/pve1/qemu/101/config", body, "PUT");
  expect(await put(`cores=3&digest=${String(digest)}`)).toBe("200 OK");
  expect(await put(`cores=4&digest=${String(digest)}`)).toBe(
    "500 checksum mismatch (file change by other user?)",
  );
});

test("a new disk is allocated, one that is taken out stays as unused", async () => {
  await session.call("/nodes/pve1/qemu/101/config", {
    method: "PUT",
    body: "scsi1=ceph:3",
  });
  const withDisk = await session.read("/nodes/pve1/qemu/101/config");
  expect(withDisk.scsi1).toBe("ceph:vm-101-disk-1,size=3G");
  await session.call("/nodes/pve1/qemu/101/config", {
    method: "PUT",
    body: "delete=scsi1",
  });
  expect(await session.read("/nodes/pve1/qemu/101/config")).toMatchObject({
    unused0: "ceph:vm-101-disk-1",
  });
});

test("an option of a VM needs its own privilege", async () => {
  const reply = await session.call("/nodes/pve1/qemu/101/config", {
    method: "PUT",
    body: "memory=512",
    token: session.cluster.tokens.operator,
  });
  expect(reply.reason).toBe(
    "Permission check failed (/vms/101, VM.Config.Memory)",
  );
});

test("a VM is created, resized and destroyed", async () => {
  const body = "vmid=200&name=made&memory=1024&scsi0=ceph:2&pool=shop";
  expect(await session.run("/nodes/pve1/qemu", body)).toMatchObject({
    type: "qmcreate",
    exitstatus: "OK",
  });
  await session.run(
    "/nodes/pve1/qemu/200/resize",
    "disk=scsi0&size=%2B1G",
    "PUT",
  );
  expect(await session.read("/nodes/pve1/qemu/200/config")).toMatchObject({
    name: "made",
    scsi0: "ceph:vm-200-disk-0,size=3G",
  });
  expect(await refusal("/nodes/pve1/qemu", "vmid=200")).toBe(
    "500 unable to create VM 200 - VM 200 already exists on node 'pve1'",
  );
  expect(
    await session.run("/nodes/pve1/qemu/200?purge=1", "", "DELETE"),
  ).toMatchObject({ exitstatus: "OK" });
  expect(await refusal("/nodes/pve1/qemu/200/config", "", "GET")).toMatch(
    /^500 Configuration file/,
  );
});

test("snapshots are a tree, and rolling back brings the configuration back", async () => {
  const path = "/nodes/pve1/qemu/101/snapshot";
  await session.run(path, "snapname=first&description=one");
  await session.run(path, "snapname=second");
  await session.call("/nodes/pve1/qemu/101/config", {
    method: "PUT",
    body: "cores=7",
  });
  expect(
    (await session.list(path)).map(({ name, parent }) => [name, parent]),
  ).toEqual([
    ["first", undefined],
    ["second", "first"],
    ["current", "second"],
  ]);
  expect(await session.run(path, "snapname=first")).toMatchObject({
    exitstatus: "snapshot name 'first' already used",
  });
  await session.run(`${path}/first/rollback`);
  expect(await session.read("/nodes/pve1/qemu/101/config")).not.toMatchObject({
    cores: 7,
  });
  await session.run(`${path}/first`, "", "DELETE");
  expect(
    (await session.list(path)).map(({ name, parent }) => [name, parent]),
  ).toEqual([
    ["second", undefined],
    ["current", undefined],
  ]);
  expect(await session.run(`${path}/nope`, "", "DELETE")).toMatchObject({
    exitstatus: "snapshot 'nope' does not exist",
  });
});

test("a snapshot with memory rolls back to a running VM", async () => {
  await session.run("/nodes/pve1/qemu/100/status/start");
  await session.run("/nodes/pve1/qemu/100/snapshot", "snapname=live&vmstate=1");
  await session.run("/nodes/pve1/qemu/100/status/stop");
  await session.run("/nodes/pve1/qemu/100/snapshot/live/rollback");
  expect(
    await session.read("/nodes/pve1/qemu/100/status/current"),
  ).toMatchObject({ status: "running" });
});

test("a template is cloned linked, a VM whole", async () => {
  const linked = await session.run(
    "/nodes/pve1/qemu/9000/clone",
    "newid=300&name=linked",
  );
  expect((await session.log(linked.upid))[0]).toMatch(
    /^create linked clone of drive scsi0/,
  );
  const full = await session.run("/nodes/pve1/qemu/101/clone", "newid=301");
  expect((await session.log(full.upid))[0]).toMatch(
    /^create full clone of drive scsi0/,
  );
  expect(await session.read("/nodes/pve1/qemu/301/config")).toMatchObject({
    name: "Copy-of-VM-spare",
    scsi0: expect.stringMatching(/^ceph:vm-301-disk-0,/) as string,
  });
  expect(await refusal("/nodes/pve1/qemu/101/clone", "newid=301")).toBe(
    "500 unable to create VM 301: config file already exists",
  );
});

test("a running VM moves to another node while it runs, if asked to", async () => {
  expect(await refusal("/nodes/pve1/qemu/100/migrate", "target=pve2")).toBe(
    "500 can't migrate running VM without --online",
  );
  expect(await refusal("/nodes/pve1/qemu/100/migrate", "target=pve1")).toMatch(
    /^400/,
  );
  expect(await session.read("/nodes/pve1/qemu/100/migrate")).toMatchObject({
    running: 1,
    allowed_nodes: [],
    local_disks: [],
  });
  // Of one that is off, each node is looked at.
  expect(await session.read("/nodes/pve1/qemu/101/migrate")).toMatchObject({
    allowed_nodes: ["pve2"],
    not_allowed_nodes: { pve2: {} },
  });
  const ceph = session.simulator
    .inside("two")
    .storages.find(({ storage }) => storage === "ceph");
  if (ceph) ceph.nodes = ["pve1"];
  expect(await session.read("/nodes/pve1/qemu/101/migrate")).toMatchObject({
    allowed_nodes: [],
    not_allowed_nodes: { pve2: { unavailable_storages: ["ceph"] } },
  });
  if (ceph) ceph.nodes = undefined;
  expect(
    await session.run("/nodes/pve1/qemu/100/migrate", "target=pve2&online=1"),
  ).toMatchObject({ type: "qmigrate", exitstatus: "OK" });
  expect(
    await session.read("/nodes/pve2/qemu/100/status/current"),
  ).toMatchObject({ status: "running" });
  expect(
    await refusal("/nodes/pve1/qemu/100/status/current", "", "GET"),
  ).toMatch(/^500 Configuration file 'nodes\/pve1/);
});

test("a backup lands on its storage and locks the guest meanwhile", async () => {
  const upid = (
    JSON.parse(
      (
        await session.post(
          "/nodes/pve1/vzdump",
          "vmid=102&storage=local&compress=zstd",
        )
      ).text,
    ) as { data: string }
  ).data;
  expect(
    await session.read("/nodes/pve1/lxc/102/status/current"),
  ).toMatchObject({ lock: "backup" });
  expect(await session.ended(upid)).toMatchObject({
    type: "vzdump",
    exitstatus: "OK",
  });
  const [backup] = await session.list(
    "/nodes/pve1/storage/local/content?content=backup",
  );
  expect(backup).toMatchObject({
    vmid: 102,
    subtype: "lxc",
    format: "tar.zst",
  });
  expect(
    await session.run(
      `/nodes/pve1/storage/local/content/${encodeURIComponent(String(backup?.volid))}`,
      "",
      "DELETE",
    ),
  ).toMatchObject({
    exitstatus: "OK",
  });
  expect(
    await session.list("/nodes/pve1/storage/local/content?content=backup"),
  ).toEqual([]);
});

test("a backup of several that fails for one says so for that one and ends in job errors", async () => {
  const failed = await session.run(
    "/nodes/pve1/vzdump",
    "vmid=102,999&storage=local",
  );
  expect(failed).toMatchObject({ exitstatus: "job errors" });
  const log = await session.log(failed.upid);
  expect(log).toContain(
    "ERROR: Backup of VM 999 failed - unable to find VM '999'",
  );
  expect(
    log.some((line) => line.startsWith("INFO: Finished Backup of VM 102")),
  ).toBe(true);
});

test("an agent answers only where there is one and the VM runs", async () => {
  expect(
    await session.read("/nodes/pve2/qemu/100/agent/get-osinfo"),
  ).toMatchObject({ result: { id: "debian" } });
  const { result } = (await session.read(
    "/nodes/pve2/qemu/100/agent/network-get-interfaces",
  )) as { result: { name: string }[] };
  expect(result.map(({ name }) => name)).toEqual(["lo", "eth0"]);
  expect(await refusal("/nodes/pve1/qemu/101/agent/ping")).toBe(
    "500 VM 101 is not running",
  );
});

test("metrics are seventy points that end now", async () => {
  for (const path of [
    "/nodes/pve1",
    "/nodes/pve2/qemu/100",
    "/nodes/pve1/lxc/102",
    "/nodes/pve1/storage/ceph",
  ]) {
    const points = await session.list(`${path}/rrddata?timeframe=hour`);
    expect(points).toHaveLength(70);
    expect(Date.now() / 1000 - Number(points.at(-1)?.time)).toBeLessThan(61);
    expect(points.some((point) => Object.keys(point).length > 2)).toBe(true);
  }
  expect(
    await refusal("/nodes/pve1/rrddata?timeframe=minute", "", "GET"),
  ).toMatch(/^400/);
});

test("a shared storage is there once a node, a guest's disk in its content", async () => {
  const rows = await session.list("/cluster/resources?type=storage");
  expect(
    rows
      .filter(({ storage }) => storage === "ceph")
      .map(({ node, shared }) => [node, shared]),
  ).toEqual([
    ["pve1", 1],
    ["pve2", 1],
  ]);
  const content = await session.list(
    "/nodes/pve1/storage/ceph/content?vmid=101",
  );
  expect(content.map(({ volid }) => volid)).toContain("ceph:vm-101-disk-0");
});

test("a guest that was just made is unknown to the cluster until the next broadcast", async () => {
  const slow = await openSession({ broadcastSeconds: 1 });
  await slow.run("/nodes/pve1/qemu", "vmid=400&name=fresh");
  const row = async () =>
    (await slow.list("/cluster/resources?type=vm")).find(
      ({ vmid }) => vmid === 400,
    );
  expect(await row()).toEqual({
    id: "qemu/400",
    type: "qemu",
    node: "pve1",
    vmid: 400,
    status: "unknown",
  });
  await new Promise((resolve) => setTimeout(resolve, 1010));
  expect(await row()).toMatchObject({ name: "fresh", status: "stopped" });
  await slow.simulator.close();
});

test("a guest under high availability is started by its manager, a while after the task has ended", async () => {
  const guest = session.simulator.inside("two").guests.get(101);
  if (guest !== undefined) guest.hastate = "stopped";
  const asked = await session.run("/nodes/pve1/qemu/101/status/start");
  expect(asked).toMatchObject({ type: "hastart", exitstatus: "OK" });
  await expect
    .poll(
      async () =>
        (await session.read("/nodes/pve1/qemu/101/status/current")).status,
    )
    .toBe("running");
  const tasks = await session.list("/nodes/pve1/tasks?vmid=101&limit=2");
  expect(tasks.map(({ type, user }) => [type, user])).toEqual([
    ["qmstart", "root@pam"],
    ["hastart", "root@pam"],
  ]);
  if (guest !== undefined) guest.hastate = undefined;
});

test("a token is made, shown once, given rights, and removed", async () => {
  const path = "/access/users/muster@pve/token/extra";
  const made = JSON.parse((await session.post(path, "comment=mine")).text) as {
    data: { value: string; "full-tokenid": string };
  };
  const token = `${made.data["full-tokenid"]}=${made.data.value}`;
  expect(await session.read("/access/users/muster@pve/token/extra")).toEqual({
    privsep: 1,
    expire: 0,
    comment: "mine",
  });
  const start = () =>
    session.call("/nodes/pve1/qemu/101/status/current", { token });
  expect((await start()).status).toBe(403);
  await session.call("/access/acl", {
    method: "PUT",
    body: "path=/vms/101&roles=PVEAuditor&tokens=muster@pve!extra",
  });
  expect((await start()).status).toBe(200);
  await session.call(path, { method: "DELETE" });
  expect((await start()).status).toBe(401);
});

test("a token reads its user with Sys.Audit alone: it is not the user itself", async () => {
  const path = "/access/users/muster@pve";
  const { operator, none } = session.cluster.tokens;
  const reply = await session.call(path, { token: operator });
  expect(JSON.parse(reply.text)).toMatchObject({
    data: {
      enable: 1,
      expire: 0,
      tokens: { expired: { expire: 1_700_000_000, privsep: 1 } },
    },
  });
  expect((await session.call(path, { token: none })).status).toBe(403);
  const own = `${path}/token/none`;
  expect((await session.call(own, { token: none })).status).toBe(403);
});

test("a list of tasks is filtered, and a foreign one is not for everybody", async () => {
  const errors = await session.list("/nodes/pve1/tasks?errors=1");
  expect(errors.length).toBeGreaterThan(0);
  expect(errors.every(({ status }) => status !== "OK")).toBe(true);
  const ofGuest = await session.list(
    "/nodes/pve1/tasks?vmid=101&typefilter=qmsnapshot",
  );
  expect(
    new Set(ofGuest.map(({ type, id }) => `${String(type)} ${String(id)}`)),
  ).toEqual(new Set(["qmsnapshot 101"]));
  const reply = await session.call(
    `/nodes/pve1/tasks/${encodeURIComponent(String(errors[0]?.upid))}/log`,
    {
      token: session.cluster.tokens.none,
    },
  );
  expect(reply.reason).toBe("Permission check failed (/nodes/pve1, Sys.Audit)");
});
