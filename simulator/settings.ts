import { requirePrivileges } from "./access.ts";
import { failure } from "./errors.ts";
import { isDisk } from "./life.ts";
import { definitionOf, methodOf } from "./schema/schema.ts";
import type { Parameters, Value } from "./schema/validate.ts";
import {
  digestOf,
  type Cluster,
  type Config,
  type Guest,
  type GuestType,
} from "./state.ts";
import {
  drivesOf,
  newVolume,
  requireStorage,
  sizeText,
  wantedVolume,
} from "./volumes.ts";

/* How a guest's configuration is changed: what may change while it runs, who may change what, and where new disks come from. */

/** Parameters of the calls that are no settings. */
const control = new Set(
  "node vmid digest delete revert skiplock force background_delay archive pool storage unique bwlimit start live-restore restore ostemplate password ssh-public-keys ignore-unpack-errors import-working-storage".split(
    " ",
  ),
);

export const settingsIn = (params: Parameters): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(params).filter(([key]) => !control.has(key)),
  );

const atOnce =
  /^(?:name|hostname|description|tags|onboot|protection|startup|hookscript|shares|vmstatestorage|lock|net\d+|scsi\d+|virtio\d+|sata\d+|usb\d+)$/;

/** LXC takes nearly everything while it runs; a VM's memory and processors wait for the next start. */
const appliesAtOnce = (guest: Guest, key: string) =>
  guest.state === "stopped" ||
  atOnce.test(key) ||
  (guest.type === "lxc" &&
    /^(?:memory|swap|cores|cpulimit|cpuunits|nameserver|searchdomain|mp\d+)$/.test(
      key,
    ));

const byOption: [RegExp, string][] = [
  [
    /^(?:cores|cpu|cpulimit|cpuunits|sockets|vcpus|numa\d*|affinity)$/,
    "VM.Config.CPU",
  ],
  [
    /^(?:memory|balloon|shares|swap|hugepages|keephugepages)$/,
    "VM.Config.Memory",
  ],
  [
    /^(?:net\d+|ipconfig\d+|nameserver|searchdomain|hostname)$/,
    "VM.Config.Network",
  ],
  [
    /^(?:scsi|virtio|sata|ide|efidisk|tpmstate|unused|rootfs|mp)\d*$/,
    "VM.Config.Disk",
  ],
  [/^(?:cdrom)$/, "VM.Config.CDROM"],
  [
    /^(?:ciuser|cipassword|sshkeys|cicustom|citype|ciupgrade)$/,
    "VM.Config.Cloudinit",
  ],
  [
    /^(?:acpi|arch|bios|hostpci\d+|serial\d+|parallel\d+|usb\d+|vga|scsihw|machine|watchdog|audio0|rng0|smbios1|tablet|kvm)$/,
    "VM.Config.HWType",
  ],
];

export function privilegeFor(key: string, value: Value | undefined): string {
  if (
    /^(?:ide|sata|scsi)\d+$/.test(key) &&
    typeof value === "string" &&
    !isDisk(value)
  )
    return "VM.Config.CDROM";
  return (
    byOption.find(([pattern]) => pattern.test(key))?.[1] ?? "VM.Config.Options"
  );
}

const isRootOnly = /^(?:args|hookscript|parallel\d+)$/;

export interface Permit {
  isRoot: boolean;
  held: Record<string, unknown>;
}

/** What the gate of `any VM.Config.*` let through is looked at option by option. */
export function checkOptions(
  vmid: number,
  keys: [string, Value | undefined][],
  permit: Permit,
): void {
  for (const [key] of keys) {
    if (isRootOnly.test(key) && !permit.isRoot)
      throw failure(`only root can set '${key}' config`);
  }
  if (permit.isRoot) return;
  for (const [key, value] of keys) {
    requirePrivileges(
      permit.held as Record<string, 0 | 1>,
      `/vms/${String(vmid)}`,
      [privilegeFor(key, value)],
    );
  }
}

/** The value as a configuration holds it: typed as the schema says. */
export function typedSetting(
  type: GuestType,
  key: string,
  value: Value,
): string | number {
  const method = methodOf(`PUT /nodes/{node}/${type}/{vmid}/config`);
  const kind = definitionOf(method, key)?.type;
  if (kind === "integer" || kind === "number" || kind === "boolean")
    return Number(value);
  return String(value);
}

export function refuseStaleDigest(
  guest: Guest,
  digest: string | undefined,
): void {
  if (digest !== undefined && digest !== digestOf(guest)) {
    throw failure("checksum mismatch (file change by other user?)");
  }
}

export interface Changes {
  settings: Record<string, Value>;
  remove: string[];
  revert: string[];
}

/** Looked at before anything is touched, so that a bad storage leaves the guest as it was. */
export function checkStorages(
  cluster: Cluster,
  settings: Record<string, Value>,
): void {
  for (const value of Object.values(settings)) {
    const wanted = typeof value === "string" ? wantedVolume(value) : undefined;
    if (wanted !== undefined) requireStorage(cluster, wanted.storage);
  }
}

/** Applies what can be applied now and keeps the rest for the next start; answers with what was made on the way. */
export function changeSettings(
  cluster: Cluster,
  guest: Guest,
  changes: Changes,
): string[] {
  const log: string[] = [];
  for (const key of changes.revert) guest.pending.delete(key);
  for (const key of changes.remove) removeSetting(guest, key);
  for (const [key, given] of Object.entries(changes.settings)) {
    const value = typedSetting(
      guest.type,
      key,
      withVolume(cluster, guest, key, given, log),
    );
    if (appliesAtOnce(guest, key)) {
      guest.config[key] = value;
      guest.pending.delete(key);
    } else if (guest.config[key] === value) guest.pending.delete(key);
    else guest.pending.set(key, value);
  }
  return log;
}

function removeSetting(guest: Guest, key: string): void {
  if (!(key in guest.config)) guest.pending.delete(key);
  else if (!appliesAtOnce(guest, key)) guest.pending.set(key, null);
  else {
    const drive = drivesOf(guest.config).find((one) => one.key === key);
    Reflect.deleteProperty(guest.config, key);
    // A disk that is taken out of a VM stays as unused0 until it is removed there.
    if (drive !== undefined && !key.startsWith("unused"))
      guest.config[`unused${String(freeUnused(guest.config))}`] = drive.volid;
  }
}

function freeUnused(config: Config): number {
  let index = 0;
  while (`unused${String(index)}` in config) index++;
  return index;
}

function withVolume(
  cluster: Cluster,
  guest: Guest,
  key: string,
  given: Value,
  log: string[],
): Value {
  if (typeof given !== "string" || drivesOf({ [key]: given }).length === 0)
    return given;
  const wanted = wantedVolume(given);
  if (wanted === undefined) return given;
  const volume = newVolume(
    cluster,
    guest.type,
    guest.vmid,
    guest.config,
    wanted,
  );
  const options = given
    .split(",")
    .slice(1)
    .filter((option) => !option.startsWith("format="));
  const value = [
    volume.volid,
    ...options,
    `size=${sizeText(volume.bytes)}`,
  ].join(",");
  log.push(...volume.log);
  if (guest.type === "qemu")
    log.push(`${key}: successfully created disk '${value}'`);
  return value;
}

/** `+1M` adds, `2G` sets; a disk never shrinks. */
export function resizedDisk(guest: Guest, key: string, size: string): string {
  const drive = drivesOf(guest.config).find((one) => one.key === key);
  if (drive === undefined) throw failure(`disk '${key}' does not exist`);
  const [, plus = "", digits = "", unit = ""] =
    /^(\+?)(\d+(?:\.\d+)?)([KMGT]?)$/.exec(size) ?? [];
  const factor =
    { "": 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }[unit] ?? 1;
  const wanted = Number(digits) * factor;
  const bytes = plus === "" ? wanted : drive.size + wanted;
  if (bytes < drive.size) throw failure("shrinking disks is not supported");
  return String(guest.config[key]).replace(
    /size=[^,]+/,
    `size=${sizeText(bytes)}`,
  );
}
