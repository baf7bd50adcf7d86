import { failure } from "./errors.ts";
import { volumeSize } from "./life.ts";
import {
  storageNamed,
  type Cluster,
  type Config,
  type Guest,
  type GuestType,
  type Storage,
} from "./state.ts";

/* Volumes are what the guests' configurations name; a storage's content is read from there. */

const fileStorages = new Set(["dir", "nfs", "cifs"]);

export const isFileStorage = (storage: Storage) =>
  fileStorages.has(storage.type);

const volumeKeys =
  /^(?:scsi|virtio|sata|ide|efidisk|tpmstate|unused|rootfs|mp)\d*$/;

export interface Drive {
  key: string;
  volid: string;
  size: number;
  storage: string;
}

/** The volumes a configuration uses, CD-ROMs left out. */
export function drivesOf(config: Config): Drive[] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (
      !volumeKeys.test(key) ||
      typeof value !== "string" ||
      value.includes("media=cdrom")
    )
      return [];
    const volid = (value.split(",", 1)[0] ?? "").replace(
      /^(?:file|volume)=/,
      "",
    );
    const storage = volid.split(":", 1)[0] ?? "";
    return volid.includes(":")
      ? [{ key, volid, size: volumeSize(value), storage }]
      : [];
  });
}

const units: [string, number][] = [
  ["T", 2 ** 40],
  ["G", 2 ** 30],
  ["M", 2 ** 20],
  ["K", 2 ** 10],
];

/** In the largest unit that leaves no rest. */
export function sizeText(bytes: number): string {
  const [unit = "", factor = 1] =
    units.find(([, size]) => bytes > 0 && bytes % size === 0) ?? [];
  return `${String(bytes / factor)}${unit}`;
}

export interface NewVolume {
  volid: string;
  bytes: number;
  format: string;
  /** What the worker prints about it. */
  log: string[];
}

const gib = 2 ** 30;

/** `STORAGE:GIB` in a drive makes a new volume; anything else names one that is there. */
const allocation = /^([a-z][a-z0-9\-_.]*):(\d+(?:\.\d+)?)$/i;

export function wantedVolume(
  drive: string,
): { storage: string; bytes: number; format: string | undefined } | undefined {
  const [first = "", ...options] = drive.split(",");
  const [, storage, size] =
    allocation.exec(first.replace(/^(?:file|volume)=/, "")) ?? [];
  if (storage === undefined) return undefined;
  const format = options
    .find((option) => option.startsWith("format="))
    ?.slice("format=".length);
  return {
    storage,
    bytes: Math.ceil((Number(size) * gib) / 1024) * 1024,
    format,
  };
}

export function requireStorage(cluster: Cluster, name: string): Storage {
  const storage = storageNamed(cluster, name);
  if (storage === undefined) throw failure(`storage '${name}' does not exist`);
  return storage;
}

export function newVolume(
  cluster: Cluster,
  type: GuestType,
  vmid: number,
  config: Config,
  wanted: { storage: string; bytes: number; format?: string | undefined },
): NewVolume {
  const storage = requireStorage(cluster, wanted.storage);
  const id = String(vmid);
  const used = new Set(drivesOf(config).map(({ volid }) => volid));
  const isFile = isFileStorage(storage);
  const format = isFile
    ? (wanted.format ?? (type === "qemu" ? "qcow2" : "raw"))
    : type === "qemu"
      ? "raw"
      : "subvol";
  const name = (count: number) => {
    const base = `${type === "lxc" && format === "subvol" ? "subvol" : "vm"}-${id}-disk-${String(count)}`;
    return `${storage.storage}:${isFile ? `${id}/${base}.${format}` : base}`;
  };
  let count = 0;
  while (used.has(name(count))) count++;
  const volid = name(count);
  const log =
    isFile && format === "qcow2"
      ? [
          `Formatting '${String(storage.settings.path ?? "/mnt")}/images/${volid.slice(volid.indexOf(":") + 1)}', fmt=qcow2 cluster_size=65536 extended_l2=off preallocation=metadata compression_type=zlib size=${String(wanted.bytes)} lazy_refcounts=off refcount_bits=16`,
        ]
      : [];
  return { volid, bytes: wanted.bytes, format, log };
}

/** A raw image in a directory knows no snapshots. */
export const canSnapshot = (cluster: Cluster, guest: Guest): boolean =>
  drivesOf(guest.config).every(({ volid, storage }) => {
    const found = storageNamed(cluster, storage);
    return (
      found === undefined || !isFileStorage(found) || volid.endsWith(".qcow2")
    );
  });
