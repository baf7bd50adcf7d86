import type { GuestType } from "@/lib/types.ts";
import {
  byKeyAndNumber,
  isOn,
  parsePropertyString,
  propertyOf,
  restOf,
  type Property,
} from "./propertyString.ts";

export type GuestConfig = Readonly<Record<string, string | number>>;

type DiskKind =
  | "disk"
  | "cdrom"
  | "cloudinit"
  | "efi"
  | "tpm"
  | "unused"
  | "rootfs"
  | "mount"
  | "bind";

export interface Disk {
  /** As the configuration calls it: scsi0, rootfs. */
  key: string;
  kind: DiskKind;
  /** Undefined for an empty drive, and for what lies on no storage (a bind mount, a physical disk). */
  storage: string | undefined;
  /** The volume on that storage, or the path. */
  volume: string;
  /** As Proxmox VE writes it: "32G". */
  size: string | undefined;
  /** Where a container sees it. */
  mountPoint: string | undefined;
  isBackedUp: boolean;
  options: Property[];
}

const qemuKey = /^(?:ide|sata|scsi|virtio|efidisk|tpmstate|unused)\d+$/;
const lxcKey = /^(?:rootfs|(?:mp|unused)\d+)$/;

export function isDiskKey(key: string, type: GuestType): boolean {
  return (type === "qemu" ? qemuKey : lxcKey).test(key);
}

/** What a guest keeps its data on, and what lies in its drives. */
export function readDisks(config: GuestConfig, type: GuestType): Disk[] {
  return Object.entries(config)
    .filter(([key]) => isDiskKey(key, type))
    .map(([key, value]) => readDisk(key, String(value), type))
    .sort((a, b) => rank(a) - rank(b) || byKeyAndNumber(a.key, b.key));
}

function readDisk(key: string, text: string, type: GuestType): Disk {
  const source = type === "qemu" ? "file" : "volume";
  const properties = parsePropertyString(text, source);
  const file = propertyOf(properties, source) ?? "";
  const place = /^([A-Za-z][\w.-]*):(.+)$/.exec(file);
  const kind = kindOf(key, file, properties);
  return {
    key,
    kind,
    storage: place?.[1],
    volume: place?.[2] ?? (file === "none" ? "" : file),
    size: propertyOf(properties, "size"),
    mountPoint: key === "rootfs" ? "/" : propertyOf(properties, "mp"),
    isBackedUp: isInBackup(kind, propertyOf(properties, "backup")),
    options: restOf(properties, source, "size", "mp", "media", "backup"),
  };
}

function kindOf(
  key: string,
  file: string,
  properties: readonly Property[],
): DiskKind {
  if (key.startsWith("unused")) return "unused";
  if (key.startsWith("efidisk")) return "efi";
  if (key.startsWith("tpmstate")) return "tpm";
  if (key === "rootfs") return "rootfs";
  if (key.startsWith("mp")) return file.startsWith("/") ? "bind" : "mount";
  if (propertyOf(properties, "media") !== "cdrom") return "disk";
  return /(?:^|[:/-])cloudinit(?:\.|$)/.test(file) ? "cloudinit" : "cdrom";
}

/** vzdump takes a VM's disks unless told not to, and of a container's mount points only those that it is told to. */
function isInBackup(kind: DiskKind, backup: string | undefined): boolean {
  if (kind === "disk") return backup === undefined || isOn(backup);
  if (kind === "mount") return isOn(backup);
  return kind === "rootfs" || kind === "efi" || kind === "tpm";
}

const order: readonly DiskKind[] = [
  "rootfs",
  "disk",
  "mount",
  "bind",
  "efi",
  "tpm",
  "cloudinit",
  "cdrom",
  "unused",
];

function rank({ kind }: Disk): number {
  return order.indexOf(kind);
}
