import { failure } from "../errors.ts";
import { usageAt } from "../life.ts";
import { guestName, unixTime, type Guest } from "../state.ts";
import { addressOf } from "./guests.ts";
import {
  guestOf,
  integer,
  requiredText,
  type Call,
  type Handler,
} from "./call.ts";
import type { Row } from "./rows.ts";

/** The agent, if there is one, it runs, and it answers. */
function agentOf(call: Call): Guest {
  const guest = guestOf(call, "qemu");
  if (!/^(?:1|.*enabled=1)/.test(String(guest.config.agent ?? "")))
    throw failure("No QEMU guest agent configured");
  if (guest.state === "stopped")
    throw failure(`VM ${String(guest.vmid)} is not running`);
  if (!guest.temperament.agentAnswers || guest.state === "paused")
    throw failure("QEMU guest agent is not running");
  return guest;
}

const answered =
  (tell: (guest: Guest, call: Call) => unknown): Handler =>
  (call) => ({ result: tell(agentOf(call), call) });

const isWindows = (guest: Guest) =>
  String(guest.config.ostype ?? "").startsWith("win");

const osInfo = (guest: Guest): Row => {
  const release = {
    "kernel-release": "6.1.0-56-cloud-amd64",
    "kernel-version": "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)",
    machine: "x86_64",
  };
  // A guest without /etc/os-release tells of its kernel alone.
  if (guest.config.args !== undefined) return release;
  if (isWindows(guest)) {
    return {
      id: "mswindows",
      name: "Microsoft Windows",
      "pretty-name": "Windows Server 2022 Standard",
      version: "Microsoft Windows Server 2022",
      "version-id": "2022",
      variant: "server",
      "variant-id": "server",
      "kernel-release": "20348",
      "kernel-version": "10.0",
      machine: "x86_64",
    };
  }
  return {
    ...release,
    id: "debian",
    name: "Debian GNU/Linux",
    "pretty-name": "Debian GNU/Linux 12 (bookworm)",
    version: "12 (bookworm)",
    "version-id": "12",
  };
};

const noTraffic = {
  "rx-bytes": 0,
  "rx-packets": 0,
  "rx-errs": 0,
  "rx-dropped": 0,
  "tx-bytes": 0,
  "tx-packets": 0,
  "tx-errs": 0,
  "tx-dropped": 0,
};

function interfaces(guest: Guest): Row[] {
  const loopback: Row = {
    name: "lo",
    "hardware-address": "00:00:00:00:00:00",
    statistics: noTraffic,
    "ip-addresses": [
      { "ip-address": "127.0.0.1", "ip-address-type": "ipv4", prefix: 8 },
      { "ip-address": "::1", "ip-address-type": "ipv6", prefix: 128 },
    ],
  };
  const mac = /=((?:[0-9A-F]{2}:){5}[0-9A-F]{2})/i.exec(
    String(guest.config.net0 ?? ""),
  )?.[1];
  if (mac === undefined) return [loopback];
  const { netin, netout } = usageAt(guest, unixTime());
  const packets = (bytes: number) => Math.floor(bytes / 900);
  return [
    loopback,
    {
      name: isWindows(guest) ? "Ethernet" : "eth0",
      "hardware-address": mac.toLowerCase(),
      statistics: {
        ...noTraffic,
        "rx-bytes": netin,
        "rx-packets": packets(netin),
        "tx-bytes": netout,
        "tx-packets": packets(netout),
      },
      "ip-addresses": [
        {
          "ip-address": addressOf(guest),
          "ip-address-type": "ipv4",
          prefix: 16,
        },
        {
          "ip-address": `fe80::be24:11ff:fe00:${guest.vmid.toString(16)}`,
          "ip-address-type": "ipv6",
          prefix: 64,
        },
      ],
    },
  ];
}

const fileSystems = (guest: Guest): Row[] => [
  {
    name: "sda1",
    mountpoint: isWindows(guest) ? "C:\\" : "/",
    type: isWindows(guest) ? "NTFS" : "ext4",
    "total-bytes": 32 * 2 ** 30,
    "used-bytes": Math.floor(32 * 2 ** 30 * guest.appetite.disk),
    disk: [
      { "bus-type": "scsi", bus: 0, target: 0, unit: 0, dev: "/dev/sda1" },
    ],
  },
];

const firstPid = 109;

const execute: Handler = (call) => {
  agentOf(call);
  return { pid: firstPid };
};

/** Nothing of a guest's is really run; what is asked for is said back. */
const executed: Handler = (call) => {
  agentOf(call);
  return { pid: integer(call, "pid"), exited: 1, exitcode: 0, "out-data": "" };
};

const monitor: Handler = (call) => {
  const guest = guestOf(call, "qemu");
  if (guest.state === "stopped")
    throw failure(`VM ${String(guest.vmid)} not running`);
  const command = requiredText(call, "command");
  if (command === "info status") return `VM status: ${guest.state}\r\n`;
  return command === "info name"
    ? `${guestName(guest)}\r\n`
    : `unknown command: '${command}'\r\n`;
};

const spice: Handler = (call) => {
  guestOf(call, "qemu");
  throw failure("no spice port");
};

const path = "/nodes/{node}/qemu/{vmid}";

export const agentRoutes = {
  [`POST ${path}/agent/ping`]: answered(() => ({})),
  [`GET ${path}/agent/get-osinfo`]: answered(osInfo),
  [`GET ${path}/agent/network-get-interfaces`]: answered(interfaces),
  [`GET ${path}/agent/get-fsinfo`]: answered(fileSystems),
  [`GET ${path}/agent/get-host-name`]: answered((guest) => ({
    "host-name": guestName(guest),
  })),
  [`GET ${path}/agent/get-users`]: answered(() => []),
  [`GET ${path}/agent/get-timezone`]: answered(() => ({
    zone: "CET",
    offset: 3600,
  })),
  [`POST ${path}/agent/exec`]: execute,
  [`GET ${path}/agent/exec-status`]: executed,
  [`POST ${path}/monitor`]: monitor,
  [`POST ${path}/spiceproxy`]: spice,
} satisfies Record<string, Handler>;
