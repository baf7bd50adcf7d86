import type { ClusterOptions, GuestOptions } from "./fleet.ts";

const vm = (name: string, more: Partial<GuestOptions> = {}): GuestOptions => ({
  type: "qemu",
  name,
  ...more,
});
const ct = (name: string, more: Partial<GuestOptions> = {}): GuestOptions => ({
  type: "lxc",
  name,
  ...more,
});
const off = { state: "stopped" } as const;

/** Four places one person might look after: two companies' racks, a cupboard at home, a rented machine. */
const demo: ClusterOptions[] = [
  {
    name: "Berlin",
    corosyncName: "berlin",
    domain: "berlin.example",
    nodes: [
      { name: "ber-pve1", cores: 48, memory: 256 },
      { name: "ber-pve2", cores: 48, memory: 256 },
      { name: "ber-pve3", cores: 32, memory: 128 },
    ],
    storages: [
      {
        storage: "local",
        type: "dir",
        content: ["backup", "iso", "vztmpl", "snippets"],
        size: 94,
        used: 31,
      },
      {
        storage: "ceph-vm",
        type: "rbd",
        content: ["images", "rootdir"],
        shared: true,
        size: 12_000,
        used: 5400,
      },
      {
        storage: "backup",
        type: "pbs",
        content: ["backup"],
        shared: true,
        size: 20_000,
        used: 12_800,
      },
    ],
    guests: [
      vm("web-01", {
        tags: "prod;web",
        pool: "shop",
        cores: 4,
        memory: 8192,
        busy: 0.7,
        hastate: "started",
      }),
      vm("web-02", {
        tags: "prod;web",
        pool: "shop",
        cores: 4,
        memory: 8192,
        busy: 0.65,
        hastate: "started",
      }),
      vm("web-03", {
        tags: "prod;web",
        pool: "shop",
        cores: 4,
        memory: 8192,
        ...off,
      }),
      vm("db-primary", {
        tags: "prod;database",
        pool: "shop",
        cores: 12,
        memory: 65_536,
        disk: 500,
        busy: 0.8,
        hastate: "started",
      }),
      vm("db-replica", {
        tags: "prod;database",
        pool: "shop",
        cores: 12,
        memory: 65_536,
        disk: 500,
        busy: 0.4,
      }),
      ct("redis-01", {
        tags: "prod;cache",
        pool: "shop",
        cores: 2,
        memory: 4096,
        busy: 0.5,
      }),
      vm("search-01", {
        tags: "prod;search",
        pool: "shop",
        cores: 8,
        memory: 32_768,
        busy: 0.6,
      }),
      vm("mail", { tags: "prod;mail", cores: 4, memory: 8192 }),
      vm("gitlab", {
        snapshots: ["before-17-4", "before-17-5"],
        tags: "internal;ci",
        pool: "development",
        cores: 8,
        memory: 16_384,
        busy: 0.5,
        serial: true,
      }),
      vm("runner-01", {
        tags: "ci",
        pool: "development",
        cores: 8,
        memory: 16_384,
        busy: 0.9,
      }),
      vm("runner-02", {
        tags: "ci",
        pool: "development",
        cores: 8,
        memory: 16_384,
        ...off,
      }),
      vm("staging-web", {
        tags: "staging;web",
        pool: "development",
        state: "paused",
      }),
      vm("staging-db", {
        tags: "staging;database",
        pool: "development",
        lock: "backup",
      }),
      ct("dns-01", { tags: "infra", cores: 1, memory: 512 }),
      ct("dns-02", { tags: "infra", cores: 1, memory: 512 }),
      ct("monitoring", { tags: "infra", cores: 4, memory: 8192, busy: 0.45 }),
      vm("win-dc01", {
        tags: "windows",
        cores: 4,
        memory: 8192,
        ignoresShutdown: true,
      }),
      vm("win-rds", { tags: "windows", cores: 8, memory: 32_768 }),
      vm("debian-12-cloud", { tags: "base", template: true, vmid: 9000 }),
      vm("windows-2022-base", {
        tags: "base;windows",
        template: true,
        vmid: 9001,
      }),
    ],
  },
  {
    name: "Home lab",
    corosyncName: "home",
    domain: "home.example",
    nodes: [
      { name: "pve", cores: 12, memory: 64 },
      { name: "nuc", cores: 4, memory: 16, online: false },
    ],
    guests: [
      vm("home-assistant", {
        snapshots: ["core-2026-10", "core-2026-11"],
        node: "pve",
        tags: "home",
        cores: 2,
        memory: 4096,
        busy: 0.25,
      }),
      vm("truenas", {
        node: "pve",
        tags: "storage",
        cores: 4,
        memory: 16_384,
        busy: 0.4,
      }),
      ct("pihole", { node: "pve", tags: "network", cores: 1, memory: 512 }),
      ct("jellyfin", {
        node: "pve",
        tags: "media",
        cores: 4,
        memory: 4096,
        busy: 0.6,
      }),
      ct("nextcloud", {
        snapshots: ["before-upgrade"],
        node: "pve",
        tags: "cloud",
        cores: 2,
        memory: 4096,
      }),
      ct("paperless", { node: "pve", tags: "cloud", cores: 2, memory: 2048 }),
      ct("unifi", { node: "pve", tags: "network", cores: 2, memory: 2048 }),
      vm("gaming", {
        node: "pve",
        tags: "windows",
        cores: 8,
        memory: 16_384,
        ...off,
      }),
      vm("kali", { node: "pve", tags: "lab", ...off }),
      vm("k3s-01", {
        node: "pve",
        tags: "lab;k3s",
        cores: 2,
        memory: 4096,
        serial: true,
      }),
      vm("k3s-02", { node: "nuc", tags: "lab;k3s", cores: 2, memory: 4096 }),
      ct("vaultwarden", { node: "nuc", tags: "cloud", cores: 1, memory: 512 }),
      ct("zigbee2mqtt", { node: "nuc", tags: "home", cores: 1, memory: 512 }),
      ct("debian-12-template", {
        node: "pve",
        tags: "base",
        template: true,
        vmid: 900,
      }),
    ],
  },
  {
    name: "Hetzner FSN1",
    corosyncName: "fsn1",
    domain: "fsn1.example",
    nodes: [{ name: "fsn1-ax102", cores: 32, memory: 128 }],
    guests: [
      vm("edge-proxy", {
        tags: "prod;web",
        cores: 2,
        memory: 4096,
        busy: 0.55,
      }),
      vm("matrix", { tags: "prod", cores: 4, memory: 8192, busy: 0.35 }),
      vm("mastodon", { tags: "prod;web", cores: 6, memory: 16_384, busy: 0.6 }),
      vm("minecraft", { tags: "games", cores: 4, memory: 8192, busy: 0.5 }),
      vm("backup-target", {
        tags: "backup",
        cores: 2,
        memory: 4096,
        disk: 2000,
      }),
      ct("wireguard", { tags: "infra", cores: 1, memory: 256 }),
      ct("uptime-kuma", { tags: "infra", cores: 1, memory: 512 }),
      ct("plausible", { tags: "prod;web", cores: 2, memory: 2048 }),
      vm("customer-alpha", {
        tags: "customer",
        pool: "customers",
        cores: 4,
        memory: 8192,
      }),
      vm("customer-beta", {
        tags: "customer",
        pool: "customers",
        cores: 2,
        memory: 4096,
        ...off,
      }),
      vm("customer-gamma", {
        tags: "customer",
        pool: "customers",
        cores: 2,
        memory: 4096,
      }),
      vm("ubuntu-24-cloud", { tags: "base", template: true, vmid: 9000 }),
    ],
  },
  {
    name: "Office",
    corosyncName: "office",
    domain: "office.example",
    nodes: [
      { name: "office-a", cores: 32, memory: 128 },
      { name: "office-b", cores: 32, memory: 128 },
    ],
    storages: [
      {
        storage: "local",
        type: "dir",
        content: ["backup", "iso", "vztmpl"],
        size: 94,
        used: 70,
      },
      {
        storage: "local-lvm",
        type: "lvmthin",
        content: ["images", "rootdir"],
        size: 1700,
        used: 980,
      },
      {
        storage: "nas",
        type: "nfs",
        content: ["backup", "iso", "images"],
        shared: true,
        size: 8000,
        used: 7300,
      },
    ],
    guests: [
      vm("win-fileserver", { tags: "windows", cores: 4, memory: 16_384 }),
      vm("win-dc01", { tags: "windows", cores: 2, memory: 8192 }),
      vm("win-dc02", { tags: "windows", cores: 2, memory: 8192 }),
      vm("erp", { tags: "prod", cores: 8, memory: 32_768, busy: 0.55 }),
      vm("erp-test", { tags: "test", cores: 4, memory: 16_384, ...off }),
      vm("phone-system", { tags: "prod", cores: 2, memory: 4096 }),
      ct("print-server", { tags: "infra", cores: 1, memory: 1024 }),
      ct("wiki", { tags: "internal", cores: 2, memory: 2048 }),
      ct("tickets", { tags: "internal", cores: 2, memory: 4096 }),
      ct("reverse-proxy", { tags: "infra", cores: 2, memory: 1024, busy: 0.3 }),
      vm("firewall", { tags: "infra", cores: 4, memory: 4096, agent: false }),
      vm("legacy-crm", {
        tags: "windows;legacy",
        cores: 2,
        memory: 4096,
        ignoresShutdown: true,
        startWarning: "no physical CD-ROM available, ignoring",
      }),
      vm("training-01", { tags: "training", ...off }),
      vm("training-02", { tags: "training", ...off, lock: "snapshot" }),
      ct("old-intranet", {
        tags: "legacy",
        ...off,
        startError: "bridge 'vmbr7' does not exist",
      }),
      vm("debian-12-cloud", { tags: "base", template: true, vmid: 9000 }),
    ],
  },
];

/** The least that is a Proxmox VE: for tests that want one server and know its guests. */
const small: ClusterOptions[] = [
  {
    name: "small",
    domain: "small.example",
    nodes: [{ name: "pve1", cores: 8, memory: 32 }],
    guests: [
      vm("web", {
        vmid: 100,
        cores: 2,
        memory: 2048,
        tags: "prod;web",
        serial: true,
      }),
      vm("spare", { vmid: 101, cores: 2, memory: 2048, ...off }),
      ct("dns", { vmid: 102, cores: 1, memory: 512, tags: "infra" }),
      ct("idle", { vmid: 103, cores: 1, memory: 512, ...off }),
      vm("locked", { vmid: 104, lock: "backup", ...off }),
      vm("stubborn", { vmid: 105, ignoresShutdown: true }),
      vm("base", { vmid: 9000, template: true }),
    ],
  },
];

export const presets = { demo, small };

export type PresetName = keyof typeof presets;

export interface ScaleOptions {
  clusters: number;
  nodes: number;
  guests: number;
}

export const scaled = ({
  clusters,
  nodes,
  guests,
}: ScaleOptions): ClusterOptions[] =>
  Array.from({ length: clusters }, (_, index) => {
    const name = `site-${String(index + 1).padStart(2, "0")}`;
    return {
      name,
      domain: `${name}.example`,
      nodes: Array.from({ length: nodes }, (__, at) => ({
        name: `${name}-pve${String(at + 1)}`,
      })),
      guests,
    };
  });
