import { describeCertificate } from "../certificates/certificates.ts";
import { activity, nodeUsageAt } from "../life.ts";
import { unixTime, type ClusterNode } from "../state.ts";
import type { Handler } from "./call.ts";

/** In the order Proxmox lists them. */
const index =
  "aplinfo apt capabilities ceph certificates config disks dns firewall hardware hosts journal lxc migrateall netstat network qemu query-url-metadata replication report rrd rrddata scan services spiceshell startall status stopall storage subscription suspendall syslog tasks termproxy time version vncshell vzdump wakeonlan sdn".split(
    " ",
  );

const status: Handler = ({ cluster, node }) => {
  const now = unixTime();
  const { cpu, mem, disk } = nodeUsageAt(node, cluster.guests.values(), now);
  const load = (minutes: number) =>
    (
      node.cores *
      cpu *
      (0.7 + 0.6 * activity(node.seed + minutes, now - minutes * 60))
    ).toFixed(2);
  const kernel = "6.8.12-15-pve";
  const build = `#1 SMP PREEMPT_DYNAMIC PMX ${kernel.replace("-pve", "")} (2025-09-12T11:02Z)`;
  return {
    uptime: now - node.bootedAt,
    cpu,
    wait: Number((cpu * 0.04).toPrecision(15)),
    idle: 0,
    loadavg: [load(1), load(5), load(15)],
    memory: { total: node.memory, used: mem, free: node.memory - mem },
    swap: { total: node.swap, used: 0, free: node.swap },
    rootfs: {
      total: node.rootDisk,
      used: disk,
      free: node.rootDisk - disk,
      avail: Math.floor((node.rootDisk - disk) * 0.95),
    },
    ksm: { shared: 0 },
    cpuinfo: {
      model: node.cpuModel,
      cpus: node.cores,
      cores: node.cores,
      sockets: 1,
      mhz: node.mhz.toFixed(3),
      user_hz: 100,
      hvm: "1",
      flags:
        "fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx rdtscp lm constant_tsc aes avx avx2",
    },
    kversion: `Linux ${kernel} ${build}`,
    "current-kernel": {
      sysname: "Linux",
      release: kernel,
      version: build,
      machine: "x86_64",
    },
    "boot-info": {
      mode: node.firmware,
      ...(node.firmware === "efi" ? { secureboot: 0 } : {}),
    },
    pveversion: `pve-manager/${cluster.version.version}/${cluster.version.repoid}`,
  };
};

const certificates: Handler = ({ cluster, node }) => [
  describeCertificate("pve-root-ca.pem", cluster.authority.certificate),
  describeCertificate("pve-ssl.pem", node.certificate.certificate),
];

const network: Handler = ({ node }) =>
  interfacesOf(node).filter(({ iface }) => node.interfaces.includes(iface));

const interfacesOf = (node: ClusterNode) => [
  {
    iface: "eth0",
    type: "eth",
    method: "manual",
    method6: "manual",
    active: 1,
    exists: 1,
    families: ["inet"],
  },
  {
    iface: "vmbr0",
    type: "bridge",
    method: "static",
    method6: "manual",
    active: 1,
    autostart: 1,
    families: ["inet"],
    address: node.address,
    netmask: "24",
    cidr: `${node.address}/24`,
    gateway: node.address.replace(/\d+$/, "1"),
    bridge_ports: "eth0",
    bridge_stp: "off",
    bridge_fd: "0",
    priority: 1,
  },
];

const syslog: Handler = (call) => {
  call.extras.total = 1;
  return [{ n: 1, t: "-- No entries --" }];
};

export const nodeRoutes = {
  "GET /nodes/{node}": () => index.map((name) => ({ name })),
  "GET /nodes/{node}/status": status,
  "GET /nodes/{node}/version": ({ cluster }) => cluster.version,
  "GET /nodes/{node}/certificates/info": certificates,
  "GET /nodes/{node}/dns": ({ node }) => ({ search: node.domain }),
  "GET /nodes/{node}/services": () => [],
  "GET /nodes/{node}/network": network,
  "GET /nodes/{node}/syslog": syslog,
} satisfies Record<string, Handler>;
