import { usageAt } from "../life.ts";
import { digestOf, unixTime, type Guest, type GuestType } from "../state.ts";
import { canSnapshot } from "../volumes.ts";
import { flag, guestOf, may, type Handler } from "./call.ts";
import { haState, lxcRow, qemuRow, sha1, type Row } from "./rows.ts";

const list =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, node } = call;
    const visible = [...cluster.guests.values()].filter(
      (guest) =>
        guest.type === type &&
        guest.node === node.name &&
        may(call, `/vms/${String(guest.vmid)}`, "VM.Audit"),
    );
    return visible.map((guest) =>
      type === "qemu" ? qemuRow(guest, flag(call, "full")) : lxcRow(guest),
    );
  };

const qemuCurrent: Handler = (call) => {
  const guest = guestOf(call, "qemu");
  const hasAgent = /^(?:1|.*enabled=1)/.test(String(guest.config.agent ?? ""));
  return {
    ...qemuRow(guest, true),
    ha: haState(guest),
    ...(hasAgent && guest.state !== "stopped" ? { agent: 1 } : {}),
    ...(call.cluster.hasProxmoxQemu ? qmpDetails(guest) : {}),
  };
};

/** What Proxmox's own QEMU adds while it runs. */
function qmpDetails(guest: Guest): Row {
  if (guest.state === "stopped") return { diskread: 0, diskwrite: 0 };
  const { mem, netin, netout, diskread, diskwrite } = usageAt(
    guest,
    unixTime(),
  );
  const balloon = Number(guest.config.memory ?? 512) * 1_048_576;
  return {
    diskread,
    diskwrite,
    balloon,
    ballooninfo: {
      actual: balloon,
      max_mem: balloon,
      total_mem: balloon,
      free_mem: balloon - mem,
      last_update: unixTime(),
    },
    freemem: balloon - mem,
    nics: {
      [`tap${String(guest.vmid)}i0`]: {
        netin: String(netin),
        netout: String(netout),
      },
    },
    "running-machine": "pc-i440fx-9.2+pve1",
    "running-qemu": "9.2.0",
    "proxmox-support": { "pbs-dirty-bitmap": true, "query-bitmap-info": true },
  };
}

const lxcCurrent: Handler = (call) => {
  const guest = guestOf(call, "lxc");
  return { ...lxcRow(guest), ha: haState(guest) };
};

/** Without `current`, as the guest will be after its next start. */
const config =
  (type: GuestType): Handler =>
  (call) => {
    const guest = guestOf(call, type);
    const settings: Row = { ...guest.config };
    if (!flag(call, "current")) {
      for (const [key, value] of guest.pending) {
        if (value === null) Reflect.deleteProperty(settings, key);
        else settings[key] = value;
      }
    }
    return { ...settings, digest: digestOf(guest) };
  };

const pending =
  (type: GuestType): Handler =>
  (call) => {
    const guest = guestOf(call, type);
    const rows: Row[] = Object.entries({
      ...guest.config,
      digest: digestOf(guest),
    }).map(([key, value]) => {
      const change = guest.pending.get(key);
      if (change === undefined) return { key, value };
      return change === null
        ? { key, value, delete: 1 }
        : { key, value, pending: change };
    });
    for (const [key, value] of guest.pending) {
      if (value !== null && !(key in guest.config))
        rows.push({ key, pending: value });
    }
    return rows;
  };

const firewallOptions: Handler = () => ({ digest: sha1("") });

const interfaces: Handler = (call) => {
  const guest = guestOf(call, "lxc");
  if (guest.state === "stopped") return null;
  const loopback = {
    name: "lo",
    hwaddr: "00:00:00:00:00:00",
    "hardware-address": "00:00:00:00:00:00",
    "ip-addresses": [] as Row[],
  };
  const mac = /hwaddr=([0-9A-F:]+)/i.exec(String(guest.config.net0 ?? ""))?.[1];
  if (mac === undefined) return [loopback];
  const address = addressOf(guest);
  const lower = mac.toLowerCase();
  return [
    {
      ...loopback,
      inet: "127.0.0.1/8",
      inet6: "::1/128",
      "ip-addresses": [
        { "ip-address": "127.0.0.1", "ip-address-type": "inet", prefix: 8 },
        { "ip-address": "::1", "ip-address-type": "inet6", prefix: 128 },
      ],
    },
    {
      name: "eth0",
      hwaddr: lower,
      "hardware-address": lower,
      inet: `${address}/24`,
      "ip-addresses": [
        { "ip-address": address, "ip-address-type": "inet", prefix: 24 },
      ],
    },
  ];
};

/** One that stays the guest's own. */
export const addressOf = (guest: Guest) =>
  `10.20.${String(Math.floor(guest.vmid / 250) % 250)}.${String((guest.vmid % 250) + 2)}`;

const feature =
  (type: GuestType): Handler =>
  (call) => {
    const { cluster, node } = call;
    const guest = guestOf(call, type);
    const has =
      call.params.feature !== "snapshot" || canSnapshot(cluster, guest);
    return {
      hasFeature: has ? 1 : 0,
      ...(type === "qemu" ? { nodes: [node.name] } : {}),
    };
  };

export const guestRoutes = {
  "GET /nodes/{node}/qemu": list("qemu"),
  "GET /nodes/{node}/lxc": list("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/status/current": qemuCurrent,
  "GET /nodes/{node}/lxc/{vmid}/status/current": lxcCurrent,
  "GET /nodes/{node}/qemu/{vmid}/config": config("qemu"),
  "GET /nodes/{node}/lxc/{vmid}/config": config("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/pending": pending("qemu"),
  "GET /nodes/{node}/lxc/{vmid}/pending": pending("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/feature": feature("qemu"),
  "GET /nodes/{node}/lxc/{vmid}/feature": feature("lxc"),
  "GET /nodes/{node}/qemu/{vmid}/firewall/options": firewallOptions,
  "GET /nodes/{node}/qemu/{vmid}/firewall/rules": () => [],
  "GET /nodes/{node}/lxc/{vmid}/interfaces": interfaces,
} satisfies Record<string, Handler>;
