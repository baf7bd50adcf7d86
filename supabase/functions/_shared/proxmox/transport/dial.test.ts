import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { AppError } from "../../contract/errors.ts";
import { loopbackPolicy, policyOf } from "../testing/target.ts";
import type { ResolveDns } from "./address.ts";
import { type ConnectTcp, dial } from "./dial.ts";
import { type FaultCode, TransportFault } from "./fault.ts";

const policy = policyOf({});
const silent = new Promise<never>(() => undefined);

const withFault = (code: FaultCode) => (error: unknown) =>
  error instanceof TransportFault && error.code === code;

/** A connection that remembers whether it was closed. */
function fakeConnection() {
  const state = { isClosed: false };
  const connection = {
    setNoDelay: () => undefined,
    close: () => void (state.isClosed = true),
  } as unknown as Deno.TcpConn;
  return { connection, state };
}

function dnsOf(...addresses: string[]) {
  const calls: string[] = [];
  const resolveDns = (name: string, type: "A" | "AAAA") => {
    calls.push(`${name} ${type}`);
    return Promise.resolve(
      addresses.filter(
        (address) => address.includes(":") === (type === "AAAA"),
      ),
    );
  };
  return { calls, resolveDns };
}

Deno.test(
  "N06 a name is looked up once, and what is dialled is the address that was checked",
  async () => {
    // A rebinding name server: harmless when it is asked first, loopback afterwards.
    let lookUps = 0;
    const dialled: string[] = [];
    const { connection } = fakeConnection();
    await dial("pve.example", 8006, {
      policy,
      timeoutMs: 1_000,
      resolveDns: (_name, type) =>
        Promise.resolve(
          type === "A" ? (lookUps++ === 0 ? ["8.8.8.8"] : ["127.0.0.1"]) : [],
        ),
      connectTcp: ({ hostname, port }) => {
        dialled.push(`${hostname}:${String(port)}`);
        return Promise.resolve(connection);
      },
    });
    assert.deepEqual(dialled, ["8.8.8.8:8006"]);
    assert.equal(lookUps, 1);
  },
);

Deno.test(
  "N11 a stored name that points to a forbidden address now is not dialled",
  async () => {
    const { resolveDns } = dnsOf("8.8.8.8", "169.254.169.254");
    const connectTcp: ConnectTcp = () => assert.fail("nothing may be dialled");
    await assert.rejects(
      dial("pve.example", 8006, {
        policy,
        timeoutMs: 1_000,
        resolveDns,
        connectTcp,
      }),
      (error) =>
        error instanceof AppError && error.code === "address_not_allowed",
    );
  },
);

Deno.test(
  "the next address is tried when one refuses, and IPv4 comes first",
  async () => {
    const { resolveDns } = dnsOf("2606:4700::1", "8.8.8.8", "8.8.4.4");
    const { connection } = fakeConnection();
    const dialled: string[] = [];
    const connectTcp: ConnectTcp = ({ hostname }) => {
      dialled.push(hostname);
      return hostname.includes(":")
        ? Promise.resolve(connection)
        : Promise.reject(new Deno.errors.ConnectionRefused());
    };
    assert.equal(
      await dial("pve.example", 8006, {
        policy,
        timeoutMs: 1_000,
        resolveDns,
        connectTcp,
      }),
      connection,
    );
    assert.deepEqual(dialled, ["8.8.8.8", "8.8.4.4", "2606:4700::1"]);
  },
);

Deno.test(
  "a silent address does not use up the time of the others",
  async () => {
    const { resolveDns } = dnsOf("8.8.8.8", "8.8.4.4");
    const { connection } = fakeConnection();
    const connectTcp: ConnectTcp = ({ hostname }) =>
      hostname === "8.8.8.8" ? silent : Promise.resolve(connection);
    assert.equal(
      await dial("pve.example", 8006, {
        policy,
        timeoutMs: 200,
        resolveDns,
        connectTcp,
      }),
      connection,
    );
  },
);

Deno.test(
  "F02 a silent host ends in a timeout, and a connection that comes too late is closed",
  async () => {
    const { resolveDns } = dnsOf("8.8.8.8");
    const { connection, state } = fakeConnection();
    let arrive: (connection: Deno.TcpConn) => void = () => undefined;
    const late = new Promise<Deno.TcpConn>((resolve) => (arrive = resolve));
    const startedAt = performance.now();
    await assert.rejects(
      dial("pve.example", 8006, {
        policy,
        timeoutMs: 100,
        resolveDns,
        connectTcp: () => late,
      }),
      (error) =>
        withFault("timeout")(error) &&
        (error as TransportFault).detail === "8.8.8.8",
    );
    assert.ok(performance.now() - startedAt < 2_000);
    arrive(connection);
    await late;
    assert.ok(state.isClosed);
  },
);

Deno.test(
  "a name server that drops questions for IPv6 leaves time to dial",
  async () => {
    const { connection } = fakeConnection();
    const resolveDns: ResolveDns = (_name, type, { signal }) =>
      type === "A"
        ? Promise.resolve(["8.8.8.8"])
        : new Promise((_, reject) =>
            signal.addEventListener("abort", () =>
              reject(signal.reason as Error),
            ),
          );
    const connectTcp: ConnectTcp = () => Promise.resolve(connection);
    const options = { policy, timeoutMs: 200, resolveDns, connectTcp };
    const clock = setTimeout(() => undefined, 1_000); // AbortSignal.timeout alone does not keep the event loop alive
    assert.equal(await dial("pve.example", 8006, options), connection);
    clearTimeout(clock);
  },
);

Deno.test(
  "F03 name servers that never answer end in dns_failed, in time",
  async () => {
    // Bound, and never answering.
    const socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    const nameServer = { ipAddr: "127.0.0.1", port: socket.address().port };
    const startedAt = performance.now();
    await assert.rejects(
      dial("pve.example", 8006, {
        policy,
        timeoutMs: 400,
        resolveDns: (name, type, options) =>
          Deno.resolveDns(name, type, { ...options, nameServer }),
      }),
      (error) =>
        error instanceof AppError &&
        error.code === "dns_failed" &&
        /give no answer/.test(error.message),
    );
    assert.ok(performance.now() - startedAt < 2_000);
    socket.close();
    await once(socket, "close");
  },
);

Deno.test(
  "F01 a closed port is refused; the system's other words have their codes",
  async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    await assert.rejects(
      dial("127.0.0.1", port, { policy: loopbackPolicy, timeoutMs: 1_000 }),
      withFault("refused"),
    );

    // Deno 2.1 gives a plain Error with Node's code here, later releases classes of their own.
    for (const [code, fault] of [
      ["EHOSTUNREACH", "unreachable"],
      ["ENETUNREACH", "unreachable"],
      ["ECONNRESET", "reset"],
    ] as const) {
      const connectTcp: ConnectTcp = () =>
        Promise.reject(Object.assign(new Error("os error"), { code }));
      await assert.rejects(
        dial("8.8.8.8", 8006, { policy, timeoutMs: 1_000, connectTcp }),
        withFault(fault),
      );
    }
  },
);
