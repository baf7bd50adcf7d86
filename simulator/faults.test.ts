// @vitest-environment node
import { X509Certificate } from "node:crypto";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { parseFault, type Fault } from "./faults.ts";
import {
  startSimulator,
  type RunningCluster,
  type Simulator,
} from "./simulator.ts";
import { ask, dataOf } from "./testing/client.ts";

let simulator: Simulator;

const clusters = ["ailing", "well"].map((name) => ({
  name,
  nodes: [{ name: "pve1" }, { name: "pve2" }],
  guests: 4,
}));

beforeAll(async () => {
  simulator = await startSimulator({
    clusters,
    taskSpeed: 50,
    waitSpeed: 50,
    controlPort: 0,
  });
});

afterEach(() => simulator.setFault("ailing", null));

afterAll(() => simulator.close());

const cluster = (name: string): RunningCluster => {
  const found = simulator.clusters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no cluster ${name}`);
  return found;
};

/** The cluster's authority as a client has stored it before anything went wrong. */
const call = (
  name: string,
  path = "/cluster/resources",
  node = 0,
  ca = cluster(name).caCertificate,
  method = "GET",
) =>
  ask({
    port: cluster(name).nodes[node]?.port ?? 0,
    ca,
    token: cluster(name).tokens.admin,
    method,
    path: `/api2/json${path}`,
  });

const set = (text: string) => simulator.setFault("ailing", parseFault(text));

async function expectOthersWell(): Promise<void> {
  expect((await call("well")).status).toBe(200);
}

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no failure",
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  );

const within = <Result>(
  promise: Promise<Result>,
  milliseconds: number,
): Promise<Result | "silence"> =>
  Promise.race([
    promise.catch(() => "silence" as const),
    new Promise<"silence">((resolve) =>
      setTimeout(resolve, milliseconds, "silence"),
    ),
  ]);

test.each([
  ["refuse", "ECONNREFUSED"],
  ["reset-connect", "ECONNRESET"],
  ["reset-request", "ECONNRESET"],
  ["lost-answer", "ECONNRESET"],
  ["reset-body", "ECONNRESET"],
  ["truncated", "ECONNRESET"],
  ["certificate-expired", "CERT_HAS_EXPIRED"],
  ["certificate-other-name", "ERR_TLS_CERT_ALTNAME_INVALID"],
])(
  "%s is what the client meets, and only with the cluster that ails",
  async (fault, code) => {
    const { caCertificate } = cluster("ailing");
    await set(fault);
    expect(await failureOf(call("ailing", "/version", 0, caCertificate))).toBe(
      code,
    );
    await expectOthersWell();
  },
);

test("another authority's certificate does not verify under the one that was trusted", async () => {
  const { caCertificate } = cluster("ailing");
  await set("certificate-other-ca");
  expect(
    await failureOf(call("ailing", "/version", 0, caCertificate)),
  ).not.toBe("no failure");
  expect((await call("ailing")).status).toBe(200);
});

test("a renewed certificate has another fingerprint and the same authority", async () => {
  const before = cluster("ailing");
  await set("certificate-changed");
  expect(cluster("ailing").nodes[0]?.fingerprint).not.toBe(
    before.nodes[0]?.fingerprint,
  );
  expect(
    (await call("ailing", "/version", 0, before.caCertificate)).status,
  ).toBe(200);
  const info = dataOf(
    await call("ailing", "/nodes/pve1/certificates/info"),
  ) as { fingerprint: string }[];
  expect(info[1]?.fingerprint).toBe(cluster("ailing").nodes[0]?.fingerprint);
});

test.each(["silent", "silent-http"])(
  "%s keeps the client waiting",
  async (fault) => {
    await set(fault);
    expect(await within(call("ailing"), 400)).toBe("silence");
    await expectOthersWell();
  },
);

test("an endless body does not end, a dripping one takes its time", async () => {
  await set("endless");
  expect(await within(call("ailing"), 400)).toBe("silence");
  await set("drip=1");
  const began = Date.now();
  expect((await call("ailing", "/version")).status).toBe(200);
  expect(Date.now() - began).toBeGreaterThan(250);
});

test("bodies that are not Proxmox's", async () => {
  await set("bad-json");
  const broken = await call("ailing");
  expect(() => JSON.parse(broken.text) as unknown).toThrow();
  await set("html");
  expect((await call("ailing")).text).toContain("<!DOCTYPE html>");
  await set("empty");
  expect((await call("ailing")).text).toBe("");
  await set("no-data");
  expect(JSON.parse((await call("ailing")).text)).not.toHaveProperty("data");
  await set("huge");
  expect((await call("ailing")).body.length).toBeGreaterThan(10 * 2 ** 20);
});

test("a status of one's choosing, and a redirect", async () => {
  await set("status=503");
  expect(await call("ailing")).toMatchObject({
    status: 503,
    reason: "Service Unavailable",
  });
  await set("redirect");
  const reply = await call("ailing");
  expect(reply.status).toBe(302);
  expect(reply.headers.find(([name]) => name === "Location")?.[1]).toMatch(
    /^https:\/\/elsewhere/,
  );
});

test("latency delays each answer by what was asked for", async () => {
  await set("latency=150-170");
  const began = Date.now();
  await call("ailing");
  expect(Date.now() - began).toBeGreaterThanOrEqual(150);
});

test("a token that is refused after a while worked before", async () => {
  await set("unauthorized-after=150");
  expect((await call("ailing")).status).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 160));
  expect(await call("ailing")).toMatchObject({
    status: 401,
    reason: "Authentication failed!",
  });
});

test("TLS 1.2 and nothing newer", async () => {
  await set("tls12");
  const { port } = cluster("ailing").nodes[0] ?? { port: 0 };
  const protocol = await new Promise((resolve, reject) => {
    const socket: TLSSocket = connect(
      { host: "127.0.0.1", port, ca: cluster("ailing").caCertificate },
      () => {
        resolve(socket.getProtocol());
        socket.destroy();
      },
    );
    socket.on("error", reject);
  });
  expect(protocol).toBe("TLSv1.2");
});

test("plain HTTP where HTTPS should be", async () => {
  await set("plain-http");
  expect(await failureOf(call("ailing"))).toMatch(/EPROTO|ERR_SSL/);
});

test("a node that is down is a 595 from the others, and refuses by itself", async () => {
  await set("down-node=pve2");
  expect(await call("ailing", "/nodes/pve2/status")).toMatchObject({
    status: 595,
    reason: "Connection refused",
    text: "",
  });
  expect(await failureOf(call("ailing", "/version", 1))).toBe("ECONNREFUSED");
  const rows = dataOf(await call("ailing", "/cluster/resources?type=vm")) as {
    node: string;
    status: string;
  }[];
  expect(
    new Set(
      rows.filter(({ node }) => node === "pve2").map(({ status }) => status),
    ),
  ).toEqual(new Set(["unknown"]));
});

test("a node that hangs is waited for, then a 596; meanwhile its cluster answers", async () => {
  await set("hanging-node=pve2");
  expect(await within(call("ailing", "/version", 1), 300)).toBe("silence");
  expect((await call("ailing", "/version", 0)).status).toBe(200);
  expect(await call("ailing", "/nodes/pve2/status")).toMatchObject({
    status: 596,
    reason: "Connection timed out",
  });
});

test("a fault for one node leaves the other alone", async () => {
  await set("silent@pve2");
  expect((await call("ailing", "/version", 0)).status).toBe(200);
  expect(await within(call("ailing", "/version", 1), 300)).toBe("silence");
});

test("when a fault is over, everything is as it was", async () => {
  const before = cluster("ailing");
  await set("certificate-other-ca");
  await set("refuse");
  await simulator.setFault("ailing", null);
  expect(cluster("ailing")).toEqual(before);
  expect(
    (await call("ailing", "/version", 0, before.caCertificate)).status,
  ).toBe(200);
  expect(new X509Certificate(before.caCertificate).ca).toBe(true);
});

test("faults are switched by the control endpoint, but not from a web page", async () => {
  const url = `${simulator.controlUrl ?? ""}/clusters/ailing/fault`;
  const put = await fetch(url, { method: "PUT", body: "latency=20-118" });
  expect(await put.json()).toEqual({
    fault: { kind: "latency", value: 20, upTo: 118 } satisfies Fault,
  });
  expect((await fetch(url, { method: "PUT", body: "nonsense" })).status).toBe(
    400,
  );
  expect(
    (
      await fetch(url, {
        method: "DELETE",
        headers: { Origin: "https://evil.example" },
      })
    ).status,
  ).toBe(403);
  expect(simulator.faultOf("ailing")).not.toBeNull();
  expect((await fetch(url, { method: "DELETE" })).status).toBe(200);
  expect(simulator.faultOf("ailing")).toBeNull();
  expect(
    (await fetch(`${simulator.controlUrl ?? ""}/clusters/nowhere/fault`))
      .status,
  ).toBe(404);
});

test("a fault's name is read or refused with the list of names", () => {
  expect(parseFault("hanging-node=pve2")).toEqual({
    kind: "hanging-node",
    node: "pve2",
  });
  expect(() => parseFault("explode")).toThrow(
    /There is no fault "explode"\. There are: latency,/,
  );
  expect(() => parseFault("latency=fast")).toThrow('"fast" is no number');
  expect(() => parseFault("down-node")).toThrow("down-node=NAME");
});
