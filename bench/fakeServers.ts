import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createAuthority,
  createKey,
  createNodeCertificate,
  fingerprintOf,
} from "../simulator/certificates/certificates.ts";
import type { BenchServer } from "./sweepCost.ts";

export const nearestMs = 20;
export const farthestMs = 118;

export interface FakeServers {
  servers: BenchServer[];
  /** From now on these accept connections and requests, and say nothing more. */
  silence: (isSilent: (index: number) => boolean) => void;
  /** Other numbers in the share of the guests, as the next sweep of a living fleet brings them. */
  change: (share: number) => void;
  close: () => void;
}

/** As much of many Proxmox VEs as a sweep asks for, 20 to 118 ms away: the answers are ready, so that they cost the machine little beside what is measured. */
export async function startFakeServers(
  count: number,
  guestCount: number,
): Promise<FakeServers> {
  const [caKey, key] = await Promise.all([createKey(2048), createKey(2048)]);
  const sockets = new Set<Socket>();
  const bodies = Array.from({ length: count }, (_, index) =>
    bodyOf(index, guestCount, 0),
  );
  let isSilent: (index: number) => boolean = () => false;

  const listeners = await Promise.all(
    bodies.map(async (_, index) => {
      const unit = `0ca0ca00-0000-4000-8000-${String(index).padStart(12, "0")}`;
      const authority = createAuthority(caKey, unit);
      const { certificate } = createNodeCertificate(authority, key, {
        name: "pve1",
        domain: "example",
        address: "127.0.0.1",
      });
      const distanceMs =
        nearestMs + ((farthestMs - nearestMs) * index) / Math.max(1, count - 1);
      const server = createServer(
        { cert: certificate, key },
        (request, response) => {
          request.resume();
          if (isSilent(index)) return;
          void sleep(distanceMs).then(() =>
            response
              .writeHead(200, {
                "content-type": "application/json;charset=UTF-8",
              })
              .end(
                request.url?.startsWith("/api2/json/cluster/resources")
                  ? bodies[index]
                  : '{"data":{"version":"8.4.21","release":"8.4"}}',
              ),
          );
        },
      );
      server.on("connection", (socket: Socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
      });
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return {
        server,
        port: (server.address() as AddressInfo).port,
        caCertificate: authority.certificate,
        fingerprint: fingerprintOf(certificate),
      };
    }),
  );
  return {
    servers: listeners.map(({ port, caCertificate, fingerprint }) => ({
      port,
      caCertificate,
      fingerprint,
    })),
    silence: (which) => {
      isSilent = which;
    },
    change: (share) => {
      for (const index of bodies.keys())
        bodies[index] = bodyOf(index, guestCount, share);
    },
    close: () => {
      for (const { server } of listeners) server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function bodyOf(server: number, guestCount: number, share: number): string {
  return JSON.stringify({ data: resources(server, guestCount, share) });
}

let turn = 0;

/** The rows of GET /cluster/resources, some 100 KB for 200 guests. */
export function resources(
  server: number,
  guestCount: number,
  changedShare = 0,
): object[] {
  turn += 1;
  const guests = Array.from({ length: guestCount }, (_, index) => {
    const drift = (index % 100) / 100 < changedShare ? turn : 0;
    return {
      id: `qemu/${100 + index}`,
      type: "qemu",
      vmid: 100 + index,
      node: "pve1",
      name: `guest-${server}-${index}`,
      status: index % 4 === 0 ? "stopped" : "running",
      template: 0,
      cpu: ((index + drift) % 97) / 100,
      maxcpu: 4,
      mem: 1_073_741_824 + index * 4096 + drift * 7_340_032,
      maxmem: 4_294_967_296,
      disk: 0,
      maxdisk: 34_359_738_368,
      diskread: 918_273_645 + index + drift,
      diskwrite: 192_837_465 + index + drift,
      netin: 564_738_291 + index + drift,
      netout: 657_483_921 + index + drift,
      uptime: 86_400 + index + drift * 10,
      tags: "backup;web",
      pool: "customers",
    };
  });
  const node = {
    id: "node/pve1",
    type: "node",
    node: "pve1",
    status: "online",
    cpu: 0.31,
    maxcpu: 32,
    mem: 68_719_476_736,
    maxmem: 137_438_953_472,
    uptime: 864_000,
  };
  return [...guests, node];
}
