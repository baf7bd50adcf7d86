import {
  createAccess,
  createToken,
  createUser,
  type Access,
} from "./access.ts";
import {
  createAuthority,
  createNodeCertificate,
  type KeyedCertificate,
} from "./certificates/certificates.ts";
import { Consoles } from "./console/consoles.ts";
import { Machines } from "./console/machines.ts";
import { recordHistory, recordSnapshots } from "./history.ts";
import { createRandom, hash, type Random } from "./random.ts";
import {
  proxmoxTiming,
  unixTime,
  type Cluster,
  type ClusterNode,
  type Config,
  type Guest,
  type GuestType,
  type Storage,
  type Timing,
} from "./state.ts";
import { isFileStorage } from "./volumes.ts";
import { stockImages } from "./stock.ts";
import { Tasks } from "./tasks.ts";

export interface NodeOptions {
  name: string;
  online?: boolean;
  cores?: number;
  /** GiB */
  memory?: number;
}

export interface GuestOptions {
  type: GuestType;
  name: string;
  node?: string;
  vmid?: number;
  state?: "running" | "stopped" | "paused";
  cores?: number;
  /** MiB */
  memory?: number;
  /** GiB */
  disk?: number;
  tags?: string;
  pool?: string;
  template?: boolean;
  lock?: string;
  hastate?: string;
  /** Runs into its timeout when asked to shut down. */
  ignoresShutdown?: boolean;
  agent?: boolean;
  serial?: boolean;
  busy?: number;
  startWarning?: string;
  startError?: string;
  /** From the oldest to the newest. */
  snapshots?: string[];
}

export interface ClusterOptions {
  name: string;
  corosyncName?: string;
  domain?: string;
  nodes: NodeOptions[];
  /** Guests by name, or how many to make up. */
  guests: GuestOptions[] | number;
  storages?: StorageOptions[];
  firstVmid?: number;
}

export interface StorageOptions {
  storage: string;
  type: string;
  content: string[];
  shared?: boolean;
  disabled?: boolean;
  /** GiB */
  size: number;
  used?: number;
}

export interface TokenSecrets {
  admin: string;
  operator: string;
  auditor: string;
  oneGuest: string;
  none: string;
  expired: string;
}

/** What outlives a restart. */
export interface ClusterIdentity {
  authority: KeyedCertificate;
  nodes: Record<string, KeyedCertificate>;
  secrets: TokenSecrets;
  ticketKey: string;
}

const gib = 2 ** 30;

const models: { model: string; cores: number; memory: number; mhz: number }[] =
  [
    { model: "Intel(R) N100", cores: 4, memory: 16, mhz: 2900 },
    {
      model: "12th Gen Intel(R) Core(TM) i5-12500T",
      cores: 12,
      memory: 64,
      mhz: 3300,
    },
    {
      model: "AMD EPYC 7443P 24-Core Processor",
      cores: 48,
      memory: 256,
      mhz: 2850,
    },
    {
      model: "Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz",
      cores: 32,
      memory: 128,
      mhz: 2400,
    },
    {
      model: "AMD Ryzen 9 5950X 16-Core Processor",
      cores: 32,
      memory: 128,
      mhz: 3400,
    },
  ];

const defaultStorages: StorageOptions[] = [
  {
    storage: "local",
    type: "dir",
    content: ["backup", "iso", "vztmpl"],
    size: 94,
    used: 22,
  },
  {
    storage: "local-zfs",
    type: "zfspool",
    content: ["images", "rootdir"],
    size: 1800,
    used: 640,
  },
];

export function createSecrets(random: Random): TokenSecrets {
  return {
    admin: random.uuid(),
    operator: random.uuid(),
    auditor: random.uuid(),
    oneGuest: random.uuid(),
    none: random.uuid(),
    expired: random.uuid(),
  };
}

/** A cluster as its options and its seed say: the same for the same, but for keys. */
export function createCluster(
  options: ClusterOptions,
  seed: number,
  identity: ClusterIdentity,
  timing: Timing = proxmoxTiming,
): Cluster {
  const clusterSeed = hash(seed, options.name);
  const random = createRandom(clusterSeed);
  const cluster: Cluster = {
    name: options.name,
    corosyncName: options.corosyncName ?? slug(options.name),
    seed: clusterSeed,
    authority: identity.authority,
    nodes: new Map(),
    guests: new Map(),
    storages: [],
    pools: new Map(),
    access: createAccess(),
    tasks: new Tasks(timing, clusterSeed),
    consoles: new Consoles(),
    machines: new Machines(),
    options: { keyboard: "en-us", mac_prefix: "BC:24:11" },
    version: { version: "8.4.21", release: "8.4", repoid: "2606ac850d46da29" },
    hasProxmoxQemu: true,
    cgroupMode: 2,
    installedAt: unixTime() - 400 * 86_400,
    ticketKey: Buffer.from(identity.ticketKey, "base64"),
    timing,
  };
  for (const [index, node] of options.nodes.entries()) {
    cluster.nodes.set(
      node.name,
      createNode(node, index, options, identity, random),
    );
  }
  cluster.storages = (options.storages ?? defaultStorages).map(createStorage);
  for (const storage of cluster.storages) {
    const [first] = cluster.nodes.keys();
    if (!storage.disabled)
      storage.volumes = stockImages(storage, first ?? "pve1", clusterSeed);
  }
  addGuests(cluster, options, random);
  grantAccess(cluster, identity.secrets);
  recordHistory(cluster);
  cluster.options = { ...cluster.options, ...tagOptions(cluster) };
  return cluster;
}

export const slug = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "") || "cluster";

const domainOf = (options: ClusterOptions) =>
  options.domain ?? `${slug(options.name)}.example`;
const addressOf = (options: ClusterOptions, index: number) =>
  `10.${String(hash(options.name) % 200)}.0.${String(11 + index)}`;

export function createIdentity(
  options: ClusterOptions,
  random: Random,
  keys: { authority: string; nodes: string[] },
): ClusterIdentity {
  const authority = createAuthority(keys.authority, random.uuid());
  const nodes = options.nodes.map(({ name }, index) => {
    const key = keys.nodes[index % keys.nodes.length] ?? keys.authority;
    const names = {
      name,
      domain: domainOf(options),
      address: addressOf(options, index),
    };
    return [name, createNodeCertificate(authority, key, names)] as const;
  });
  return {
    authority,
    nodes: Object.fromEntries(nodes),
    secrets: createSecrets(random),
    ticketKey: Buffer.from(random.hex(64), "hex").toString("base64"),
  };
}

function createNode(
  node: NodeOptions,
  index: number,
  options: ClusterOptions,
  identity: ClusterIdentity,
  random: Random,
): ClusterNode {
  const machine = random.pick(models);
  const certificate = identity.nodes[node.name];
  if (certificate === undefined)
    throw new Error(`Node ${node.name} has no certificate`);
  return {
    name: node.name,
    id: index + 1,
    address: addressOf(options, index),
    domain: domainOf(options),
    member: true,
    reach: node.online === false ? "down" : "up",
    bootedAt: unixTime() - random.between(3600, 120 * 86_400),
    cores: node.cores ?? machine.cores,
    memory: (node.memory ?? machine.memory) * gib,
    rootDisk: 94 * gib,
    swap: 8 * gib,
    seed: random.between(0, 2 ** 31),
    cpuModel: machine.model,
    mhz: machine.mhz,
    firmware: "efi",
    interfaces: ["eth0", "vmbr0"],
    certificate,
  };
}

function createStorage(options: StorageOptions): Storage {
  const { storage, type, content } = options;
  return {
    storage,
    type,
    content,
    shared: options.shared === true,
    disabled: options.disabled === true,
    size: options.size * gib,
    used: (options.used ?? options.size * 0.4) * gib,
    settings: settingsOf(storage, type),
    nodes: undefined,
    volumes: [],
  };
}

function settingsOf(
  storage: string,
  type: string,
): Record<string, string | number> {
  switch (type) {
    case "dir":
      return { path: storage === "local" ? "/var/lib/vz" : `/mnt/${storage}` };
    case "zfspool":
      return { pool: "rpool/data", sparse: 1 };
    case "nfs":
      return {
        server: "10.0.0.5",
        export: `/export/${storage}`,
        path: `/mnt/pve/${storage}`,
      };
    case "rbd":
      return { pool: storage, krbd: 0 };
    case "pbs":
      return { server: "pbs.example", datastore: storage };
    default:
      return {};
  }
}

function addGuests(
  cluster: Cluster,
  options: ClusterOptions,
  random: Random,
): void {
  const wanted =
    typeof options.guests === "number"
      ? madeUpGuests(options.guests, random)
      : options.guests;
  const nodes = [...cluster.nodes.keys()];
  let free = options.firstVmid ?? 100;
  for (const [index, guest] of wanted.entries()) {
    while (cluster.guests.has(free)) free++;
    const vmid =
      guest.vmid ?? (guest.template === true ? 9000 + index : free++);
    const node = guest.node ?? nodes[index % nodes.length] ?? "pve1";
    addGuest(cluster, { ...guest, vmid, node }, random);
  }
}

export function addGuest(
  cluster: Cluster,
  options: GuestOptions & { vmid: number; node: string },
  random: Random,
): Guest {
  const now = unixTime();
  const state =
    options.template === true ? "stopped" : (options.state ?? "running");
  const busy = options.busy ?? random.next() ** 2;
  const guest: Guest = {
    vmid: options.vmid,
    type: options.type,
    node: options.node,
    config:
      options.type === "qemu"
        ? qemuConfig(cluster, options, random)
        : lxcConfig(cluster, options, random),
    pending: new Map(),
    state,
    startedAt: state === "stopped" ? 0 : now - random.between(300, 60 * 86_400),
    createdAt: now - random.between(2 * 86_400, 900 * 86_400),
    pid: state === "stopped" ? 0 : cluster.tasks.nextPid(options.node),
    snapshots: [],
    parent: undefined,
    hastate: options.hastate,
    temperament: {
      obeysShutdown: options.ignoresShutdown !== true,
      agentAnswers: true,
      ...(options.startWarning === undefined
        ? {}
        : { startWarning: options.startWarning }),
      ...(options.startError === undefined
        ? {}
        : { startError: options.startError }),
    },
    appetite: {
      seed: random.between(0, 2 ** 31),
      cpu: 0.02 + 0.85 * busy,
      memory: 0.2 + 0.6 * random.next(),
      disk: 0.1 + 0.75 * random.next(),
      network: 800 + 400_000 * busy * random.next(),
      io: 500 + 900_000 * busy * random.next(),
    },
    stale: undefined,
    lockFile: undefined,
  };
  // A guest older than its last start was created before it.
  guest.createdAt = Math.min(
    guest.createdAt,
    guest.startedAt === 0 ? now : guest.startedAt,
  );
  recordSnapshots(guest, options.snapshots ?? []);
  cluster.guests.set(guest.vmid, guest);
  if (options.pool !== undefined)
    poolNamed(cluster, options.pool).vmids.add(guest.vmid);
  return guest;
}

export function poolNamed(cluster: Cluster, poolid: string) {
  const pool = cluster.pools.get(poolid) ?? {
    poolid,
    comment: undefined,
    vmids: new Set<number>(),
    storages: new Set<string>(),
  };
  cluster.pools.set(poolid, pool);
  return pool;
}

function imageStorage(
  cluster: Cluster,
  content: "images" | "rootdir",
): Storage | undefined {
  return cluster.storages.find(
    (storage) => !storage.disabled && storage.content.includes(content),
  );
}

function firstVolume(
  storage: Storage | undefined,
  vmid: number,
  kind: string,
  format: string,
): string {
  const name = `${kind}-${String(vmid)}-disk-0`;
  if (storage === undefined) return `local:${name}`;
  return `${storage.storage}:${isFileStorage(storage) ? `${String(vmid)}/${name}.${format}` : name}`;
}

const mac = (random: Random) =>
  `BC:24:11:${[0, 1, 2].map(() => random.hex(2)).join(":")}`.toUpperCase();

function qemuConfig(
  cluster: Cluster,
  options: GuestOptions & { vmid: number },
  random: Random,
): Config {
  const { vmid } = options;
  const kind = options.template === true ? "base" : "vm";
  const disk = firstVolume(
    imageStorage(cluster, "images"),
    vmid,
    kind,
    "qcow2",
  );
  return withCommon(options, {
    name: options.name,
    boot: "order=scsi0;net0",
    cores: options.cores ?? random.pick([1, 2, 2, 4, 4, 8]),
    cpu: "x86-64-v2-AES",
    memory: String(
      options.memory ?? random.pick([1024, 2048, 4096, 4096, 8192, 16_384]),
    ),
    meta: `creation-qemu=9.2.0,ctime=${String(unixTime() - random.between(86_400, 8e7))}`,
    net0: `virtio=${mac(random)},bridge=vmbr0,firewall=1`,
    numa: 0,
    onboot: random.chance(0.7) ? 1 : 0,
    ostype: options.name.startsWith("win") ? "win11" : "l26",
    scsi0: `${disk},iothread=1,size=${String(options.disk ?? random.pick([16, 32, 64, 100]))}G`,
    scsihw: "virtio-scsi-single",
    smbios1: `uuid=${random.uuid()}`,
    sockets: 1,
    vmgenid: random.uuid(),
    ...(options.agent === false ? {} : { agent: "1" }),
    ...(options.serial === true ? { serial0: "socket" } : {}),
  });
}

function lxcConfig(
  cluster: Cluster,
  options: GuestOptions & { vmid: number },
  random: Random,
): Config {
  const { vmid } = options;
  const kind = options.template === true ? "basevol" : "subvol";
  const disk = firstVolume(
    imageStorage(cluster, "rootdir"),
    vmid,
    kind,
    "subvol",
  );
  return withCommon(options, {
    arch: "amd64",
    cores: options.cores ?? random.pick([1, 1, 2, 2, 4]),
    hostname: options.name,
    memory: options.memory ?? random.pick([256, 512, 1024, 2048, 4096]),
    net0: `name=eth0,bridge=vmbr0,firewall=1,hwaddr=${mac(random)},ip=dhcp,type=veth`,
    onboot: random.chance(0.8) ? 1 : 0,
    ostype: random.pick(["debian", "debian", "ubuntu", "alpine"]),
    rootfs: `${disk},size=${String(options.disk ?? random.pick([4, 8, 16, 32]))}G`,
    swap: 512,
    unprivileged: 1,
  });
}

function withCommon(options: GuestOptions, config: Config): Config {
  return {
    ...config,
    ...(options.tags === undefined ? {} : { tags: options.tags }),
    ...(options.template === true ? { template: 1 } : {}),
    ...(options.lock === undefined ? {} : { lock: options.lock }),
  };
}

const roles = [
  "web",
  "db",
  "cache",
  "mail",
  "ci",
  "git",
  "proxy",
  "app",
  "mon",
  "dns",
  "vpn",
  "nas",
  "queue",
  "search",
];
const stages = ["prod", "prod", "staging", "dev"];

function madeUpGuests(count: number, random: Random): GuestOptions[] {
  return Array.from({ length: count }, (_, index) => {
    const role = random.pick(roles);
    const stage = random.pick(stages);
    const type: GuestType = random.chance(0.35) ? "lxc" : "qemu";
    return {
      type,
      name: `${role}-${stage}-${String(index + 1).padStart(3, "0")}`,
      state: random.chance(0.82) ? "running" : "stopped",
      tags: random.chance(0.85) ? `${stage};${role}` : "",
      ...(random.chance(0.5) ? { pool: stage } : {}),
      ...(index % 97 === 96 ? { template: true } : {}),
      ...(index % 61 === 60 ? { lock: "backup" } : {}),
    };
  });
}

/** A full token, one for daily work, one that reads, one for a single guest, one with nothing, one that has run out. */
function grantAccess(cluster: Cluster, secrets: TokenSecrets): void {
  const { access } = cluster;
  access.roles.set(
    "MusterOperator",
    [
      ...new Set([
        ...(access.roles.get("PVEVMUser") ?? []),
        ...(access.roles.get("PVEAuditor") ?? []),
        "VM.Snapshot",
        "VM.Migrate",
      ]),
    ].sort(),
  );
  const root = access.users.get("root@pam");
  root?.tokens.set(
    "muster",
    createToken(secrets.admin, { privsep: 0, comment: "everything" }),
  );
  const muster = createUser("muster@pve", {
    details: { comment: "Muster" },
    password: "muster",
  });
  muster.tokens.set(
    "operator",
    createToken(secrets.operator, { comment: "start, stop, console, backup" }),
  );
  muster.tokens.set(
    "auditor",
    createToken(secrets.auditor, { comment: "read only" }),
  );
  muster.tokens.set(
    "one-guest",
    createToken(secrets.oneGuest, { comment: "a single guest" }),
  );
  muster.tokens.set("none", createToken(secrets.none, { comment: "nothing" }));
  muster.tokens.set(
    "expired",
    createToken(secrets.expired, {
      comment: "has run out",
      expire: 1_700_000_000,
    }),
  );
  access.users.set("muster@pve", muster);
  const firstVmid = Math.min(...[...cluster.guests.keys(), 100]);
  grant(access, "/", "user", "muster@pve", "MusterOperator");
  grant(access, "/", "token", "muster@pve!operator", "MusterOperator");
  grant(access, "/", "token", "muster@pve!auditor", "PVEAuditor");
  grant(
    access,
    `/vms/${String(cluster.guests.has(firstVmid) ? firstVmid : 100)}`,
    "token",
    "muster@pve!one-guest",
    "PVEVMUser",
  );
}

export function grant(
  access: Access,
  path: string,
  type: "user" | "group" | "token",
  ugid: string,
  roleid: string,
): void {
  access.acl.push({ path, type, ugid, roleid, propagate: 1 });
}

export const fullTokens = (secrets: TokenSecrets): TokenSecrets => ({
  admin: `root@pam!muster=${secrets.admin}`,
  operator: `muster@pve!operator=${secrets.operator}`,
  auditor: `muster@pve!auditor=${secrets.auditor}`,
  oneGuest: `muster@pve!one-guest=${secrets.oneGuest}`,
  none: `muster@pve!none=${secrets.none}`,
  expired: `muster@pve!expired=${secrets.expired}`,
});

function tagOptions(cluster: Cluster): Record<string, unknown> {
  const tags = new Set(
    [...cluster.guests.values()].flatMap(({ config }) =>
      String(config.tags ?? "").split(";"),
    ),
  );
  tags.delete("");
  return {
    "allowed-tags": [...tags].sort(),
    "tag-style": {
      "color-map": "prod:2e7d32:ffffff;staging:f9a825;dev:1565c0:ffffff",
      ordering: "config",
      shape: "full",
    },
  };
}
