import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createAuthority,
  createKey,
  createNodeCertificate,
  fingerprintOf,
  type KeyedCertificate,
  type NodeCertificateOptions,
} from "../../simulator/certificates/certificates.ts";
import recorded from "./clusterResources.json" with { type: "json" };

/** What the nodes of one cluster have in common. */
interface FakeCluster {
  authority: KeyedCertificate;
  token: string;
  auditorToken: string;
}

async function newCluster(): Promise<FakeCluster> {
  return {
    authority: createAuthority(await createKey(2048), randomUUID()),
    token: `root@pam!muster=${randomUUID()}`,
    auditorToken: `auditor@pve!look=${randomUUID()}`,
  };
}

const newCertificate = async (
  authority: KeyedCertificate,
  options: NodeCertificateOptions = {},
) =>
  createNodeCertificate(
    authority,
    await createKey(2048),
    { name: "pve1", domain: "example", address: "127.0.0.1" },
    options,
  );

interface Seen {
  method: string;
  path: string;
  body: string;
}

export interface FakeProxmox {
  host: "127.0.0.1";
  port: number;
  /** For another node of it. */
  cluster: FakeCluster;
  caCertificate: string;
  /** SHA-256 of what it presents. */
  fingerprint: () => string;
  /** May do everything. */
  token: string;
  /** May look, and no more. */
  auditorToken: string;
  /** Every request that arrived, whatever became of it. */
  seen: Seen[];
  /** Everything that clients sent as `Authorization`. */
  authorizations: (string | undefined)[];
  /** How many requests wait for an answer. */
  open: () => number;
  /** How many status changes were in work at once, at most. */
  mostAtOnce: () => number;
  /** Presents another certificate from now on: of its own cluster's authority, or of a foreign one. */
  renewCertificate(
    options?: NodeCertificateOptions & { isForeign?: boolean },
  ): Promise<void>;
  close(): Promise<void>;
}

interface Options {
  /** Any that is free, if none is said. */
  port?: number;
  /** The cluster that it is a node of; without it, one of its own. */
  cluster?: FakeCluster;
  /** Its certificate comes from another authority, as one of the person's own does. */
  hasCustomCertificate?: boolean;
  /** Unix seconds; 0 is never. */
  tokenExpire?: number;
  /** It takes the request and never answers. */
  silent?: boolean;
  /** How long a status change keeps the caller waiting. */
  changeMs?: number;
  resources?: unknown[];
  /** How every task ends. */
  exitstatus?: string;
}

/** As much of Proxmox VE 8.4 as the functions ask for: the answers' form is that of the recordings its rows come from. */
export async function startFakeProxmox(
  options: Options = {},
): Promise<FakeProxmox> {
  const cluster = options.cluster ?? (await newCluster());
  const { authority, token, auditorToken } = cluster;
  let presented = await newCertificate(
    options.hasCustomCertificate ? (await newCluster()).authority : authority,
  );
  const guests = new Map(
    (options.resources ?? recorded)
      .filter(isGuest)
      .map((row) => [`${row.type}/${row.vmid}`, { ...row }]),
  );
  const others = (options.resources ?? recorded).filter((row) => !isGuest(row));
  const tasks = new Map<string, Task>();
  const seen: Seen[] = [];
  const authorizations: (string | undefined)[] = [];
  let open = 0;
  let atOnce = 0;
  let mostAtOnce = 0;

  const server = createServer(
    { cert: presented.certificate, key: presented.key },
    (request, response) => {
      open += 1;
      response.once("close", () => (open -= 1));
      void answer(request, response);
    },
  );

  async function answer(request: IncomingMessage, response: ServerResponse) {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const { method = "", url = "" } = request;
    const path = new URL(url, "https://pve1").pathname.replace(
      "/api2/json",
      "",
    );
    seen.push({ method, path, body });
    authorizations.push(request.headers.authorization);
    if (options.silent) return;

    const given = request.headers.authorization?.replace("PVEAPIToken=", "");
    if (given !== token && given !== auditorToken) {
      response.writeHead(401, "Authentication failed!").end();
      return;
    }
    const send = (data: unknown) =>
      response
        .writeHead(200, { "content-type": "application/json;charset=UTF-8" })
        .end(JSON.stringify({ data }));
    const refuse = (status: number, reason: string) =>
      response
        .writeHead(status, reason, { "content-type": "application/json" })
        .end(JSON.stringify({ data: null, message: `${reason}\n` }));

    const change = /^\/nodes\/pve1\/(qemu|lxc)\/(\d+)\/status\/(\w+)$/.exec(
      path,
    );
    const task = /^\/nodes\/pve1\/tasks\/([^/]+)\/status$/.exec(path)?.[1];
    if (method === "POST" && change) {
      const [, type = "", vmid = "", command = ""] = change;
      if (given === auditorToken) {
        refuse(403, `Permission check failed (/vms/${vmid}, VM.PowerMgmt)`);
        return;
      }
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await sleep(options.changeMs ?? 0);
      atOnce -= 1;
      const guest = guests.get(`${type}/${vmid}`);
      if (type === "lxc" && command === "start" && isRunning(guest))
        refuse(500, `CT ${vmid} already running`);
      else send(startTask(type, vmid, command, guest));
    } else if (method !== "GET")
      refuse(501, `Method '${method}' not available`);
    else if (task !== undefined) {
      const status = tasks.get(decodeURIComponent(task));
      if (status) send(statusOf(status));
      else
        response
          .writeHead(400, "Parameter verification failed.")
          .end(
            JSON.stringify({ data: null, errors: { upid: "no such task" } }),
          );
    } else if (path === "/version")
      send({ version: "8.4.21", release: "8.4", repoid: "2606ac850d46da29" });
    else if (path === "/nodes")
      send([{ node: "pve1", status: "online", id: "node/pve1", type: "node" }]);
    else if (path === "/cluster/status")
      send([{ type: "cluster", name: "rack", nodes: 1, quorate: 1 }]);
    else if (path === "/access/users/root%40pam")
      send({
        enable: 1,
        tokens: { muster: { privsep: 0, expire: options.tokenExpire ?? 0 } },
      });
    else if (path === "/access/permissions")
      send({
        "/": given === token ? { "VM.Audit": 1, "VM.PowerMgmt": 1 } : {},
      });
    else if (path === "/nodes/pve1/certificates/info")
      send([
        { filename: "pve-root-ca.pem", pem: authority.certificate },
        { filename: "pve-ssl.pem", pem: presented.certificate },
      ]);
    else if (path === "/cluster/resources")
      send([...guests.values(), ...others]);
    else refuse(501, `Method 'GET ${path}' not implemented`);
  }

  function startTask(
    type: string,
    vmid: string,
    command: string,
    guest: Guest | undefined,
  ) {
    const hex = (number: number) =>
      Math.trunc(number).toString(16).toUpperCase().padStart(8, "0");
    const starttime = Date.now() / 1000;
    const upid = `UPID:pve1:${hex(tasks.size + 4096)}:${hex(starttime)}:${hex(starttime)}:${type === "qemu" ? "qm" : "vz"}${command}:${vmid}:root@pam!muster:`;
    const failure = guest?.lock
      ? `VM is locked (${guest.lock})`
      : options.exitstatus !== undefined
        ? options.exitstatus
        : command === "start" && isRunning(guest)
          ? `VM ${vmid} already running`
          : undefined;
    tasks.set(upid, {
      upid,
      asked: 0,
      failure,
      guest,
      command,
    });
    return upid;
  }

  /** A task runs when it is first asked for, and has ended when it is asked for again: no test has to race a clock. */
  function statusOf(task: Task) {
    const { upid, failure, guest, command } = task;
    const [, node, , , , type, id] = upid.split(":");
    const row = {
      upid,
      node,
      type,
      id,
      user: "root@pam",
      tokenid: "muster",
      pid: 4096,
      pstart: 1,
      starttime: Number.parseInt(upid.split(":")[4] ?? "", 16),
    };
    if (task.asked++ === 0) return { ...row, status: "running" };
    if (guest && failure === undefined)
      guest.status = command === "start" ? "running" : "stopped";
    return { ...row, status: "stopped", exitstatus: failure ?? "OK" };
  }

  await new Promise<void>((resolve) =>
    server.listen(options.port ?? 0, "127.0.0.1", () => resolve()),
  );
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    cluster,
    caCertificate: authority.certificate,
    fingerprint: () => fingerprintOf(presented.certificate),
    token,
    auditorToken,
    seen,
    authorizations,
    open: () => open,
    mostAtOnce: () => mostAtOnce,
    renewCertificate: async ({ isForeign = false, ...renewed } = {}) => {
      presented = await newCertificate(
        isForeign ? (await newCluster()).authority : authority,
        renewed,
      );
      server.setSecureContext({
        cert: presented.certificate,
        key: presented.key,
      });
      // As pveproxy does when it is given another certificate.
      server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Guest {
  type: "qemu" | "lxc";
  vmid: number;
  status: string;
  lock?: string;
}

interface Task {
  upid: string;
  asked: number;
  failure: string | undefined;
  guest: Guest | undefined;
  command: string;
}

const isRunning = (guest: Guest | undefined) => guest?.status === "running";

const isGuest = (row: unknown): row is Guest =>
  (row as Guest).type === "qemu" || (row as Guest).type === "lxc";
