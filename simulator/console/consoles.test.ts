// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  startSimulator,
  type RunningCluster,
  type Simulator,
} from "../simulator.ts";
import { ask, dataOf } from "../testing/client.ts";
import {
  upgrade,
  upgradeHeaders,
  type Upgraded,
} from "../testing/websocket.ts";
import { vncResponse } from "./rfb.ts";

let simulator: Simulator;
let cluster: RunningCluster;
let port: number;

beforeAll(async () => {
  simulator = await startSimulator({
    clusters: "small",
    taskSpeed: 50,
    waitSpeed: 20,
  });
  [cluster] = simulator.clusters as [RunningCluster];
  port = cluster.nodes[0]?.port ?? 0;
});

afterAll(() => simulator.close());

interface Proxy {
  ticket: string;
  port: string;
  user: string;
  upid: string;
  password?: string;
}

const call = (method: string, path: string, token = cluster.tokens.admin) =>
  ask({
    port,
    ca: cluster.caCertificate,
    token,
    method,
    path: `/api2/json${path}`,
    ...(method === "POST" ? { body: "" } : {}),
  });

const open = async (path: string) => dataOf(await call("POST", path)) as Proxy;

const connectTo = (
  guest: string,
  { ticket, port: console }: Proxy,
  token = cluster.tokens.admin,
) =>
  upgrade({
    port,
    ca: cluster.caCertificate,
    path: `/api2/json/nodes/pve1/${guest}/vncwebsocket?port=${console}&vncticket=${encodeURIComponent(ticket)}`,
    headers: upgradeHeaders(token),
    timeoutMs: 1500,
  });

async function exitStatus(upid: string): Promise<unknown> {
  for (;;) {
    const row = dataOf(
      await call("GET", `/nodes/pve1/tasks/${encodeURIComponent(upid)}/status`),
    ) as Record<string, unknown>;
    if (row.status === "stopped") return row.exitstatus;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const text = async (socket: Upgraded) =>
  (await socket.next())?.payload.toString("utf8");

/** Everything that comes until it has been quiet for a moment, or until the wanted text is in it. */
async function read(socket: Upgraded, wanted: string): Promise<string> {
  let all = "";
  while (!all.includes(wanted)) {
    const more = await text(socket);
    if (more === undefined) break;
    all += more;
  }
  return all;
}

async function logIn(
  socket: Upgraded,
  password: string,
): Promise<Buffer | undefined> {
  expect(await text(socket)).toBe("RFB 003.008\n");
  socket.send("RFB 003.008\n");
  expect((await socket.next())?.payload).toEqual(Buffer.from([1, 2]));
  socket.send(Buffer.from([2]));
  const challenge = (await socket.next())?.payload ?? Buffer.alloc(16);
  socket.send(vncResponse(password, challenge));
  return (await socket.next())?.payload;
}

const fullUpdate = Buffer.from([
  3,
  0,
  0,
  0,
  0,
  0,
  720 >> 8,
  720 & 0xff,
  400 >> 8,
  400 & 0xff,
]);
/** A whole picture, which is longer than a frame may be. */
const pictureBytes = 4 + 12 + 720 * 400 * 4;

async function picture(socket: Upgraded): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let length = 0; length < pictureBytes;) {
    const { payload } = (await socket.next()) ?? {};
    if (payload === undefined) break;
    expect(payload.length).toBeLessThanOrEqual(128 * 1024);
    parts.push(payload);
    length += payload.length;
  }
  return Buffer.concat(parts);
}

const changesOnly = Buffer.from([3, 1, ...fullUpdate.subarray(2)]);
const key = (keysym: number) =>
  Buffer.from([4, 1, 0, 0, 0, 0, keysym >> 8, keysym & 0xff]);

test("a VM's screen is seen after VNC authentication, and a typed key changes it", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/vncproxy");
  expect(proxy.ticket.slice(0, 8)).toBe(proxy.password);
  const socket = await connectTo("qemu/100", proxy);
  expect(await logIn(socket, proxy.password ?? "")).toEqual(
    Buffer.from([0, 0, 0, 0]),
  );
  socket.send(Buffer.from([1]));
  const init = (await socket.next())?.payload ?? Buffer.alloc(0);
  expect([
    init.readUInt16BE(0),
    init.readUInt16BE(2),
    init.toString("utf8", 24),
  ]).toEqual([720, 400, "QEMU (web)"]);
  socket.send(fullUpdate);
  const whole = await picture(socket);
  expect(whole.length).toBe(pictureBytes);
  expect(new Set(whole.subarray(16)).size).toBeGreaterThan(1);
  socket.send(Buffer.concat([changesOnly, key("r".charCodeAt(0))]));
  const line = (await socket.next())?.payload ?? Buffer.alloc(0);
  expect(line.length).toBeGreaterThan(16);
  expect(line.length).toBeLessThan(whole.length);
  socket.close();
  expect(await exitStatus(proxy.upid)).toBe("OK");
});

test("messages that arrive together are each understood", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/vncproxy");
  const socket = await connectTo("qemu/100", proxy);
  await logIn(socket, proxy.password ?? "");
  const encodings = Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]);
  for (const message of [Buffer.from([1]), encodings, encodings, fullUpdate])
    socket.send(message);
  expect((await socket.next())?.payload.toString("utf8", 24)).toBe(
    "QEMU (web)",
  );
  expect((await picture(socket)).length).toBe(pictureBytes);
  socket.close();
});

test("a wrong VNC password is refused with the reason, and the connection ends", async () => {
  const socket = await connectTo(
    "qemu/100",
    await open("/nodes/pve1/qemu/100/vncproxy"),
  );
  const result = await logIn(socket, "wrong");
  expect(result?.readUInt32BE(0)).toBe(1);
  expect(result?.toString("latin1", 8)).toBe("Authentication failed\0");
  expect(await socket.next()).toBeUndefined();
});

test("a stopped VM's console is upgraded and then closed without a word", async () => {
  const proxy = await open("/nodes/pve1/qemu/101/vncproxy");
  const socket = await connectTo("qemu/101", proxy);
  expect(socket.head).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
  expect(await socket.next()).toBeUndefined();
  expect(await exitStatus(proxy.upid)).toBe("Failed to run vncproxy.");
});

test("a port takes one connection; a second upgrade is never answered", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/vncproxy");
  const first = await connectTo("qemu/100", proxy);
  expect(await text(first)).toBe("RFB 003.008\n");
  const second = await connectTo("qemu/100", proxy);
  expect(second.head).toBe("");
  first.close();
  second.close();
});

test("nobody waits for ever: the listener goes, then the ticket", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/vncproxy");
  expect(await exitStatus(proxy.upid)).toBe("connection timed out");
  const late = await connectTo("qemu/100", proxy);
  expect(late.head).toBe("");
  late.close();
  await new Promise((resolve) => setTimeout(resolve, 600));
  const later = await connectTo("qemu/100", proxy);
  expect(later.head).toMatch(
    /^HTTP\/1\.1 401 permission denied - invalid PVEVNC ticket\r\n/,
  );
});

test("a ticket is good for one token, one guest and one port", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/vncproxy");
  for (const other of [
    await connectTo("qemu/100", proxy, cluster.tokens.operator),
    await connectTo("qemu/105", proxy),
    await connectTo("qemu/100", { ...proxy, port: "5950" }),
  ]) {
    expect(other.head).toMatch(
      /^HTTP\/1\.1 401 permission denied - invalid PVEVNC ticket\r\n/,
    );
  }
});

test("a client that breaks the frame rules hears nothing more", async () => {
  const socket = await connectTo(
    "qemu/100",
    await open("/nodes/pve1/qemu/100/vncproxy"),
  );
  expect(await text(socket)).toBe("RFB 003.008\n");
  socket.sendRaw(Buffer.from([0x82, 0x01, 0x52]));
  socket.send("RFB 003.008\n");
  expect(await socket.next()).toBeUndefined();
  socket.close();
});

test("a ping is answered, a close is not: the connection just ends", async () => {
  const socket = await connectTo(
    "qemu/100",
    await open("/nodes/pve1/qemu/100/vncproxy"),
  );
  expect(await text(socket)).toBe("RFB 003.008\n");
  socket.send("hello", 9);
  expect(await socket.next()).toMatchObject({
    opcode: 10,
    payload: Buffer.from("hello"),
  });
  socket.send(Buffer.from([3, 0xe8]), 8);
  expect(await socket.next()).toBeUndefined();
});

test("a serial terminal echoes what is typed, in UTF-8 and in pieces", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/termproxy");
  const socket = await connectTo("qemu/100", proxy);
  socket.send(`${proxy.user}:${proxy.ticket}\n`);
  expect(await read(socket, "serial0")).toMatch(
    /^OKstarting serial terminal on interface serial0/,
  );
  socket.send("1:100:30:20:5:root\r0:1:x0:1:\r");
  expect(await read(socket, "~# ")).toContain("root@web:~# ");
  socket.send("0:12:echo h");
  socket.send(Buffer.from("ällo\r", "utf8"));
  expect(await read(socket, "hällo\r\nroot")).toContain(
    "hällo\r\nroot@web:~# ",
  );
  socket.close();
  expect(await exitStatus(proxy.upid)).toBe("OK");
});

test("a container's console asks who is there", async () => {
  const proxy = await open("/nodes/pve1/lxc/102/termproxy");
  const socket = await connectTo("lxc/102", proxy);
  socket.send(`${proxy.user}:${proxy.ticket}\n1:80:24:`);
  expect(await read(socket, "login: ")).toContain("dns login: ");
  socket.close();
});

test("a wrong first line ends a terminal without an answer", async () => {
  const proxy = await open("/nodes/pve1/qemu/100/termproxy");
  const socket = await connectTo("qemu/100", proxy);
  socket.send(`${proxy.user}:PVEVNC:bogus::AAAA\n`);
  expect(await socket.next()).toBeUndefined();
  expect(await exitStatus(proxy.upid)).toMatch(
    /^command '\/usr\/bin\/termproxy \d+ --path \/vms\/100 .* failed: exit code 1$/,
  );
});

test("a VM without a serial port says so on the terminal", async () => {
  const proxy = await open("/nodes/pve1/qemu/105/termproxy");
  const socket = await connectTo("qemu/105", proxy);
  socket.send(`${proxy.user}:${proxy.ticket}\n`);
  expect(await read(socket, "interface\r\n")).toBe(
    "OKunable to find a serial interface\r\n",
  );
  expect(await socket.next()).toBeUndefined();
});

test("a node's shell is not for tokens", async () => {
  const reply = await call("POST", "/nodes/pve1/termproxy");
  expect([reply.status, reply.reason]).toEqual([
    500,
    "value 'root@pam!muster' does not look like a valid user name",
  ]);
});
