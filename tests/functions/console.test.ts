// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import { vncResponse } from "../../simulator/console/rfb.ts";
import {
  consoleProtocol,
  consoleProtocols,
} from "../../supabase/functions/_shared/contract/console.ts";
import {
  openConsole,
  ticketFor,
  typed,
  upgradeStatus,
  type TestConsole,
} from "./consoles.ts";
import {
  allowedOrigin,
  asOperator,
  failure,
  keepSecret,
  Person,
  useProduct,
} from "./product.ts";

let simulator: Simulator;

/** A person with the one server there is, under a trust and with a token of their own. */
interface Owner {
  person: Person;
  serverId: string;
}
let byCa: Owner;
let byPin: Owner;
/** Whose token may look and no more. */
let limited: Owner;

const web = { node: "pve1", type: "qemu", vmid: 100, kind: "vnc" };
const spare = { ...web, vmid: 101 };
const serial = { ...web, vmid: 102, kind: "terminal" };
const shell = { node: "pve1", type: "lxc", vmid: 103, kind: "terminal" };
const fragile = { ...web, vmid: 104 };

useProduct(async () => {
  simulator = await startSimulator({
    clusters: [
      {
        name: "lab",
        nodes: [{ name: "pve1" }, { name: "pve2" }],
        guests: [
          { type: "qemu", name: "web", vmid: 100 },
          { type: "qemu", name: "spare", vmid: 101, state: "stopped" },
          { type: "qemu", name: "router", vmid: 102, serial: true },
          { type: "lxc", name: "dns", vmid: 103 },
          { type: "qemu", name: "fragile", vmid: 104 },
          { type: "qemu", name: "moved", vmid: 105, node: "pve2" },
        ],
      },
    ],
    taskSpeed: 50,
  });
  const [lab] = simulator.clusters;
  return {
    PROXMOX_HOST: "127.0.0.1",
    PROXMOX_PORT: String(lab?.nodes[0]?.port),
    PROXMOX_API_TOKEN: keepSecret(lab?.tokens.operator ?? ""),
    PROXMOX_CA_CERT: lab?.caCertificate ?? "",
    MUSTER_LIMIT_CONSOLES_PER_MINUTE: "500",
  };
});

beforeAll(async () => {
  const [lab] = simulator.clusters;
  const { operator = "", auditor = "" } = lab?.tokens ?? {};
  const ca = { mode: "ca", ca_certificate: lab?.caCertificate };
  const pin = { mode: "pin", fingerprint: lab?.nodes[0]?.fingerprint };
  [byCa, byPin, limited] = await Promise.all([
    newOwner(operator, ca),
    newOwner(operator, pin),
    newOwner(auditor, ca),
  ]);
});
afterAll(() => simulator.close());

async function newOwner(token: string, trust: object): Promise<Owner> {
  const person = await Person.signUp();
  const { id } = await person.add({
    name: "lab",
    host: "127.0.0.1",
    port: simulator.clusters[0]?.nodes[0]?.port,
    api_token: keepSecret(token),
    trust,
  });
  return { person, serverId: id };
}

const newOwnerByCa = () =>
  newOwner(simulator.clusters[0]?.tokens.operator ?? "", {
    mode: "ca",
    ca_certificate: simulator.clusters[0]?.caCertificate,
  });

function ticketOf(
  { person, serverId }: Owner,
  guest: Record<string, unknown>,
): Promise<string> {
  return ticketFor(person, { ...guest, serverId });
}

async function open(
  owner: Owner,
  guest: Record<string, unknown>,
  options: { query?: string } = {},
): Promise<TestConsole> {
  return openConsole(await ticketOf(owner, guest), options);
}

/** VNC as noVNC speaks it, to the first picture. */
async function watch(console: TestConsole): Promise<Buffer> {
  const { greeting, received, send } = console;
  if (greeting.type !== "open") throw new Error(greeting.error.message);
  const have = (length: number) =>
    expect.poll(() => received().length).toBeGreaterThanOrEqual(length);
  await have(12);
  send(Buffer.from("RFB 003.008\n"));
  await have(14);
  send(Buffer.from([2]));
  await have(30);
  send(vncResponse(greeting.password ?? "", received().subarray(14, 30)));
  await have(34);
  expect(received().readUInt32BE(30)).toBe(0);
  send(Buffer.from([1]));
  await have(34 + 24);
  const start = 58 + received().readUInt32BE(54);
  send(
    Buffer.from([3, 0, 0, 0, 0, 0, 720 >> 8, 720 & 0xff, 400 >> 8, 400 & 0xff]),
  );
  const picture = 4 + 12 + 720 * 400 * 4;
  await have(start + picture);
  return received().subarray(start + 16, start + picture);
}

test.each(["ca", "pin"])(
  "a VM's screen is seen, through trust by %s, with a password and nothing else of Proxmox VE's",
  async (trust) => {
    const console = await open(trust === "ca" ? byCa : byPin, web);
    expect(console.greeting).toMatchObject({
      type: "open",
      guest: { name: "web", hasSerial: false },
      password: expect.stringMatching(/^[!-~]{8}$/) as string,
    });
    expect(new Set(await watch(console)).size).toBeGreaterThan(1);
    expect(JSON.stringify(console.greeting)).not.toMatch(/PVEVNC|PVEAPIToken/);
    console.socket.close();
  },
);

test("a container's terminal answers what is typed, and shows no ticket", async () => {
  const console = await open(byCa, shell);
  const { send, received } = console;
  const text = () => received().toString();
  send("1:80:24:");
  await expect.poll(text).toContain("login:");
  send(typed("root\r"));
  await expect.poll(text).toContain("Password:");
  send(typed("any\r"));
  await expect.poll(text).toContain("root@dns:~#");
  send(typed("echo grüße\r"));
  await expect.poll(text).toMatch(/echo grüße\s+grüße/);
  expect(text()).not.toMatch(/^OK|PVEVNC/);
  console.socket.close();
});

test("a guest that has moved to another node is found there, and the greeting says where", async () => {
  const console = await open(byCa, { ...web, vmid: 105 });
  expect(console.greeting).toMatchObject({
    type: "open",
    guest: { name: "moved", node: "pve2" },
  });
  expect(new Set(await watch(console)).size).toBeGreaterThan(1);
  console.socket.close();
});

test("a VM's serial port is a terminal, and its greeting says that there is one", async () => {
  const console = await open(byPin, serial);
  expect(console.greeting).toMatchObject({ guest: { hasSerial: true } });
  await expect
    .poll(() => console.received().toString())
    .toContain("serial terminal");
  console.socket.close();
});

test("a VM without a serial port says so, and what to do", async () => {
  const console = await open(byCa, { ...web, kind: "terminal" });
  expect(console.greeting).toMatchObject({
    type: "failed",
    error: {
      code: "no_terminal",
      message: expect.stringContaining("serial port") as string,
    },
  });
  expect(await console.closed).toBe("failed");
});

test("W01 a ticket opens one console, however many show it at once", async () => {
  const ticket = await ticketOf(byCa, web);
  const statuses = await Promise.all(
    Array.from({ length: 50 }, () => upgradeStatus(consoleProtocols(ticket))),
  );
  expect(statuses.filter((status) => status === 101)).toHaveLength(1);
  expect(statuses.filter((status) => status === 401)).toHaveLength(49);
});

test("W02 an expired ticket opens nothing, and neither does one that was never given", async () => {
  const ticket = await ticketOf(byCa, web);
  await asOperator(
    (sql) =>
      sql`update private.console_tickets set expires_at = now() - interval '1 second'`,
  );
  expect(await upgradeStatus(consoleProtocols(ticket))).toBe(401);
  expect(await upgradeStatus(consoleProtocols("A".repeat(43)))).toBe(401);
});

test("W02 nobody gets a ticket for what is not theirs, in the words for what does not exist", async () => {
  const stranger = await Person.signUp();
  const ask = (serverId: string) =>
    stranger.call("POST", "vm-console", { body: { ...web, serverId } });
  const foreign = failure(await ask(byCa.serverId), 404, "not_found");
  const absent = failure(await ask(crypto.randomUUID()), 404, "not_found");
  expect(foreign.message).toBe(absent.message);
});

test("W02 a session that has ended gets no ticket", async () => {
  const gone = await Person.signUp();
  await gone.signOut();
  const answer = await gone.call("POST", "vm-console", { body: web });
  failure(answer, 401, "unauthorized");
});

test("W03 a JWT or a ticket in the address is refused, and spends nothing", async () => {
  const ticket = await ticketOf(byCa, web);
  for (const query of [
    `?token=${byCa.person.accessToken}`,
    `?apikey=${byCa.person.accessToken}`,
    `?ticket=${ticket}`,
  ])
    expect(await upgradeStatus(consoleProtocols(ticket), { query })).toBe(400);
  expect(await upgradeStatus([consoleProtocol])).toBe(401);
  expect(await upgradeStatus([consoleProtocol, byCa.person.accessToken])).toBe(
    401,
  );
  expect(await upgradeStatus(consoleProtocols(ticket))).toBe(101);
});

test("W04 a page of another origin opens no console, nor does one without an origin", async () => {
  const ticket = await ticketOf(byCa, web);
  const status = (origin: string | null) =>
    upgradeStatus(consoleProtocols(ticket), { origin });
  for (const origin of ["https://evil.example", "null", "nonsense", null])
    expect(await status(origin)).toBe(403);
  expect(await status(allowedOrigin)).toBe(101);
});

test("W05 what the address says of another target is not read: the ticket decides", async () => {
  const console = await open(byCa, web, {
    query: "?host=10.0.0.1&port=22&node=pve9&vmid=999&type=lxc&kind=terminal",
  });
  expect(console.greeting).toMatchObject({
    type: "open",
    guest: { name: "web" },
  });
  console.socket.close();
});

test("W06 ten consoles are open at once; the eleventh says so, and one that is closed makes room", async () => {
  const crowd = await newOwnerByCa();
  const one = (more = {}) => open(crowd, { ...web, ...more });
  const consoles: TestConsole[] = [];
  for (let index = 0; index < 10; index++) consoles.push(await one());
  expect(consoles.map(({ greeting }) => greeting.type)).toEqual(
    Array.from({ length: 10 }, () => "open"),
  );
  const eleventh = await one();
  expect(eleventh.greeting).toMatchObject({
    type: "failed",
    error: { code: "too_many_consoles" },
  });
  const [first] = consoles;
  const replaced =
    first?.greeting.type === "open" ? first.greeting.consoleId : "";
  expect((await one({ replaces: replaced })).greeting.type).toBe("open");
  for (const { socket } of consoles) socket.close();
  await expect
    .poll(() =>
      asOperator(
        (sql) =>
          sql`select count(*)::integer as n from private.open_consoles where user_id = ${crowd.person.id}`,
      ),
    )
    .toEqual([{ n: 1 }]);
});

test("F31 a connection to Proxmox VE that breaks is told apart from a guest that was switched off", async () => {
  const console = await open(byCa, web);
  await watch(console);
  for (const task of simulator.inside("lab").tasks.of("pve1"))
    if (task.type === "vncproxy" && task.exitstatus === undefined)
      task.abort.abort();
  expect(await console.closed).toBe("proxmoxLost");
});

test("F32 a VM that is switched off ends its console with that reason; opened again, it says that it is stopped", async () => {
  const console = await open(byCa, fragile);
  await watch(console);
  const { type, node, vmid } = fragile;
  await byCa.person.call("POST", "vm-actions", {
    body: { serverId: byCa.serverId, node, type, vmid, action: "stop" },
  });
  expect(await console.closed).toBe("guestStopped");
  const again = await open(byCa, fragile);
  expect(again.greeting).toMatchObject({
    type: "failed",
    error: { code: "guest_stopped" },
    guest: { name: "fragile" },
  });
  expect(await again.closed).toBe("failed");
});

test("F32 a stopped VM leaves no failed task behind on its node", async () => {
  const before = simulator.inside("lab").tasks.of("pve1").length;
  const console = await open(byCa, spare);
  expect(console.greeting).toMatchObject({ error: { code: "guest_stopped" } });
  expect(simulator.inside("lab").tasks.of("pve1")).toHaveLength(before);
});

test("a token without VM.Console is told which privilege it lacks, and where", async () => {
  const console = await open(limited, web);
  expect(console.greeting).toMatchObject({
    type: "failed",
    error: {
      code: "permission_denied",
      message: expect.stringMatching(/VM\.Console on \/vms\/100/) as string,
    },
  });
});

test("S04 who may only look at a guest of the operator's server gets no console; who may, does", async () => {
  const person = await Person.signUp();
  const ask = () => person.call("POST", "vm-console", { body: web });
  failure(await ask(), 404, "not_found");
  const assign = (canConsole: boolean) =>
    asOperator(
      (sql) => sql`
        insert into public.vm_assignments (user_id, vmid, can_console) values (${person.id}, 100, ${canConsole})
        on conflict (user_id, vmid) do update set can_console = excluded.can_console`,
    );
  await assign(false);
  failure(await ask(), 403, "forbidden");
  failure(
    await person.call("POST", "vm-console", { body: spare }),
    404,
    "not_found",
  );
  await assign(true);
  const console = await openConsole(await ticketFor(person, web));
  expect(console.greeting.type).toBe("open");
  console.socket.close();
});

test("the audit log holds who opened which console, how it ended and how long it was open", async () => {
  const auditor = await newOwnerByCa();
  const console = await open(auditor, shell);
  console.socket.close();
  const entries = () =>
    asOperator(
      (sql) => sql`
        select outcome, vmid, server_name, detail - 'seconds' as detail from public.audit_log
        where actor = ${auditor.person.id} and action = 'guest.console' order by id`,
    );
  const about = { vmid: 103, server_name: "lab" };
  await expect.poll(entries).toEqual([
    { ...about, outcome: "attempt", detail: { kind: "terminal" } },
    { ...about, outcome: "ok", detail: { kind: "terminal", end: "left" } },
  ]);
});

test("an address that is no console's takes no upgrade, and a plain GET learns what is taken", async () => {
  expect(await upgradeStatus([], { query: "/elsewhere" })).toBe(404);
  failure(
    await byCa.person.call("GET", "vm-console"),
    405,
    "method_not_allowed",
  );
});
