import type { GuestType } from "@/lib/types.ts";
import { formatBytes, formatDate } from "@/lib/format.ts";
import { isDiskKey, type GuestConfig } from "./disks.ts";
import { isNetworkKey } from "./networks.ts";
import {
  byKeyAndNumber,
  isOn,
  parsePropertyString,
  propertyOf,
} from "./propertyString.ts";

export interface ConfigRow {
  /** As Proxmox VE calls it. */
  key: string;
  label: string;
  value: string;
}

export interface ConfigSection {
  title: string;
  rows: ConfigRow[];
}

/**
 * A configuration as a list to read: what is known in plain words, in the order in which people ask for it, and what is not known as
 * it is. Disks, networks, name, tags and notes have places of their own on the page.
 */
export function describeConfig(
  config: GuestConfig,
  type: GuestType,
): ConfigSection[] {
  const keys = Object.keys(config)
    .filter((key) => !isShownElsewhere(key, type))
    .sort((a, b) => placeOf(a) - placeOf(b) || byKeyAndNumber(a, b));
  const sections = new Map<string, ConfigRow[]>(
    sectionTitles.map((title) => [title, []]),
  );
  for (const key of keys) {
    sections.get(knownKey(key)?.section ?? "Other")?.push({
      key,
      label: configLabel(key),
      value: configValue(key, config[key] ?? "", config),
    });
  }
  return [...sections]
    .map(([title, rows]) => ({ title, rows }))
    .filter(({ rows }) => rows.length > 0);
}

/** The name of a key for people: "Processor type"; the key itself where it has none. */
export function configLabel(key: string): string {
  const known = knownKey(key);
  if (!known) return key;
  const number = /\d+$/.exec(key)?.[0];
  return known.isNumbered && number !== undefined
    ? `${known.label} ${number}`
    : known.label;
}

/** A value for people. */
export function configValue(
  key: string,
  value: string | number,
  config: GuestConfig,
): string {
  const text = String(value);
  return knownKey(key)?.say?.(text, config) ?? text;
}

const elsewhere: ReadonlySet<string> = new Set([
  "name",
  "hostname",
  "description",
  "tags",
  "digest",
  "lock",
  "template",
]);

function isShownElsewhere(key: string, type: GuestType): boolean {
  return elsewhere.has(key) || isDiskKey(key, type) || isNetworkKey(key);
}

interface KnownKey {
  section: (typeof sectionTitles)[number];
  label: string;
  say?: (value: string, config: GuestConfig) => string;
  /** usb0, usb1, … */
  isNumbered?: boolean;
}

const sectionTitles = ["Hardware", "Options", "Cloud-init", "Other"] as const;

const hardware = (
  label: string,
  say?: KnownKey["say"],
  isNumbered = false,
): KnownKey => ({
  section: "Hardware",
  label,
  isNumbered,
  ...(say && { say }),
});
const option = (label: string, say?: KnownKey["say"]): KnownKey => ({
  section: "Options",
  label,
  ...(say && { say }),
});
const cloudInit = (
  label: string,
  say?: KnownKey["say"],
  isNumbered = false,
): KnownKey => ({
  section: "Cloud-init",
  label,
  isNumbered,
  ...(say && { say }),
});

const yesOrNo = (value: string) => (isOn(value) ? "Yes" : "No");
const onOrOff = (value: string) => (isOn(value) ? "On" : "Off");
const mebibytes = (value: string) =>
  /^\d+$/.test(value) ? formatBytes(Number(value) * 1024 ** 2) : value;

/** In the order in which they are shown. */
const known: Readonly<Record<string, KnownKey>> = {
  memory: hardware("Memory", (value) => {
    const { value: current = value } =
      parsePropertyString(value, "current").find(
        ({ key }) => key === "current",
      ) ?? {};
    return mebibytes(current);
  }),
  swap: hardware("Swap", mebibytes),
  balloon: hardware("Minimum memory (ballooning)", (value) =>
    value === "0" ? "Ballooning is off" : mebibytes(value),
  ),
  cores: hardware("Cores", (value, { sockets }) => {
    const count = Number(sockets ?? 1);
    return count > 1 ? `${value} on each of ${String(count)} sockets` : value;
  }),
  sockets: hardware("Sockets"),
  vcpus: hardware("Processors plugged in"),
  cpu: hardware("Processor type", sayCpu),
  cpulimit: hardware("Processor limit", (value) =>
    value === "0" ? "None" : `${value} cores`,
  ),
  cpuunits: hardware("Processor weight"),
  affinity: hardware("Bound to cores"),
  numa: hardware("NUMA", onOrOff),
  bios: hardware("Firmware", (value) => wordFor(firmware, value)),
  machine: hardware("Machine", sayMachine),
  vga: hardware("Display", (value) => sayFirst(value, "type", displays)),
  scsihw: hardware("SCSI controller", (value) => wordFor(controllers, value)),
  audio: hardware("Audio", undefined, true),
  serial: hardware("Serial port", undefined, true),
  usb: hardware("USB device", undefined, true),
  hostpci: hardware("PCI device", undefined, true),
  dev: hardware("Device", undefined, true),
  rng: hardware("Random number generator", undefined, true),
  virtiofs: hardware("Shared folder", undefined, true),
  watchdog: hardware("Watchdog"),
  arch: hardware("Architecture"),
  kvm: hardware("Hardware virtualisation", onOrOff),
  hugepages: hardware("Huge pages"),

  ostype: option("Operating system", (value) => wordFor(systems, value)),
  onboot: option("Starts with its node", yesOrNo),
  startup: option("Start and shutdown order", sayStartup),
  boot: option("Boot order", sayBoot),
  agent: option("QEMU guest agent", sayAgent),
  unprivileged: option("Unprivileged", yesOrNo),
  features: option("Features", sayFeatures),
  protection: option("Protected from deletion", yesOrNo),
  hotplug: option("Hotplug", (value) =>
    value === "0" ? "Off" : value === "1" ? "Usual" : list(value),
  ),
  acpi: option("ACPI", onOrOff),
  tablet: option("Tablet as pointer", onOrOff),
  localtime: option("Clock in local time", yesOrNo),
  keyboard: option("Keyboard layout"),
  freeze: option("Frozen at start", yesOrNo),
  nameserver: option("DNS server", list),
  searchdomain: option("DNS domain", list),
  timezone: option("Time zone"),
  console: option("Console", onOrOff),
  tty: option("Terminals"),
  cmode: option("Console mode"),
  hookscript: option("Hook script"),
  args: option("QEMU arguments"),
  vmstatestorage: option("Storage for memory images"),

  citype: cloudInit("Format"),
  ciuser: cloudInit("User"),
  // Proxmox VE itself hands out stars.
  cipassword: cloudInit("Password", () => "Set"),
  ciupgrade: cloudInit("Upgrade packages", yesOrNo),
  cicustom: cloudInit("Files of its own"),
  sshkeys: cloudInit("SSH keys", saySshKeys),
  ipconfig: cloudInit("Addresses of net", undefined, true),

  smbios1: { section: "Other", label: "SMBIOS" },
  vmgenid: { section: "Other", label: "VM generation id" },
  meta: { section: "Other", label: "Created", say: sayMeta },
};

const places = new Map(Object.keys(known).map((key, place) => [key, place]));

function knownName(key: string): string {
  if (Object.hasOwn(known, key)) return key;
  const plain = key.replace(/\d+$/, "");
  return Object.hasOwn(known, plain) && known[plain]?.isNumbered ? plain : key;
}

function knownKey(key: string): KnownKey | undefined {
  const name = knownName(key);
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

function placeOf(key: string): number {
  return places.get(knownName(key)) ?? places.size;
}

/** The table's own word for a value, else the value: "constructor" is no word of any table. */
function wordFor(
  table: Readonly<Record<string, string>>,
  value: string,
): string {
  return (Object.hasOwn(table, value) ? table[value] : undefined) ?? value;
}

function list(value: string): string {
  return value
    .split(/[,;\s]+/)
    .filter(Boolean)
    .join(", ");
}

function sayCpu(value: string): string {
  const properties = parsePropertyString(value, "cputype");
  const flags = propertyOf(properties, "flags");
  return [
    propertyOf(properties, "cputype") ?? value,
    ...(flags === undefined ? [] : [flags.split(";").join(" ")]),
    ...properties
      .filter(({ key }) => key !== "cputype" && key !== "flags")
      .map(({ key, value: said }) => `${key}=${said}`),
  ].join(", ");
}

const firmware: Readonly<Record<string, string>> = {
  seabios: "SeaBIOS",
  ovmf: "OVMF (UEFI)",
};

function sayMachine(value: string): string {
  const properties = parsePropertyString(value, "type");
  const type = propertyOf(properties, "type") ?? value;
  const rest = properties
    .filter(({ key }) => key !== "type")
    .map(({ key, value: said }) => `${key}=${said}`);
  const name = type.startsWith("pc-q35") || type === "q35" ? "q35" : "i440fx";
  const isNamed = type === name || type === "pc";
  return [isNamed ? name : `${name} (${type})`, ...rest].join(", ");
}

/** The first property in words, the others as they are written. */
function sayFirst(
  value: string,
  defaultKey: string,
  words: Readonly<Record<string, string>>,
): string {
  return parsePropertyString(value, defaultKey)
    .map(({ key, value: said }) =>
      key === defaultKey ? wordFor(words, said) : `${key}=${said}`,
    )
    .join(", ");
}

const displays: Readonly<Record<string, string>> = {
  std: "Standard VGA",
  qxl: "SPICE (qxl)",
  virtio: "VirtIO-GPU",
  "virtio-gl": "VirGL GPU",
  vmware: "VMware compatible",
  none: "None",
  serial0: "Serial terminal 0",
  serial1: "Serial terminal 1",
  serial2: "Serial terminal 2",
  serial3: "Serial terminal 3",
};

const controllers: Readonly<Record<string, string>> = {
  lsi: "LSI 53C895A",
  lsi53c810: "LSI 53C810",
  megasas: "MegaRAID SAS 8708EM2",
  pvscsi: "VMware PVSCSI",
  "virtio-scsi-pci": "VirtIO SCSI",
  "virtio-scsi-single": "VirtIO SCSI single",
};

/** As Proxmox VE's own page names them. */
const systems: Readonly<Record<string, string>> = {
  l24: "Linux 2.4",
  l26: "Linux 2.6 and newer",
  other: "Other",
  solaris: "Solaris",
  wxp: "Windows XP or Server 2003",
  w2k: "Windows 2000",
  w2k3: "Windows Server 2003",
  w2k8: "Windows Vista or Server 2008",
  wvista: "Windows Vista or Server 2008",
  win7: "Windows 7 or Server 2008 R2",
  win8: "Windows 8 or Server 2012",
  win10: "Windows 10, Server 2016 or 2019",
  win11: "Windows 11, Server 2022 or 2025",
  alpine: "Alpine Linux",
  archlinux: "Arch Linux",
  centos: "CentOS",
  debian: "Debian",
  devuan: "Devuan",
  fedora: "Fedora",
  gentoo: "Gentoo",
  nixos: "NixOS",
  opensuse: "openSUSE",
  ubuntu: "Ubuntu",
  unmanaged: "Not managed by Proxmox VE",
};

function sayStartup(value: string): string {
  const properties = parsePropertyString(value, "order");
  const order = propertyOf(properties, "order");
  const up = propertyOf(properties, "up");
  const down = propertyOf(properties, "down");
  return [
    order !== undefined && `Number ${order}`,
    up !== undefined && `the next follows after ${up} s`,
    down !== undefined && `${down} s to shut down`,
  ]
    .filter(Boolean)
    .join(", ");
}

function sayBoot(value: string): string {
  const order = propertyOf(parsePropertyString(value, "legacy"), "order");
  if (order === undefined) return sayLegacyBoot(value);
  return order.split(";").filter(Boolean).join(", then ") || "Nothing";
}

const legacyBoot: Readonly<Record<string, string>> = {
  a: "floppy",
  c: "disk",
  d: "CD-ROM",
  n: "network",
};

function sayLegacyBoot(value: string): string {
  const devices = Array.from(value, (letter) => legacyBoot[letter]);
  return devices.length > 0 && devices.every(Boolean)
    ? devices.join(", then ")
    : value;
}

function sayAgent(value: string): string {
  const properties = parsePropertyString(value, "enabled");
  const rest = properties
    .filter(({ key }) => key !== "enabled")
    .map(({ key, value: said }) => `${key}=${said}`);
  return [onOrOff(propertyOf(properties, "enabled") ?? "0"), ...rest].join(
    ", ",
  );
}

function sayFeatures(value: string): string {
  return parsePropertyString(value, "")
    .map(({ key, value: said }) => (isOn(said) ? key : `${key}=${said}`))
    .join(", ");
}

/** They are percent-encoded, a line each; of a key, its comment is what people know it by. */
function saySshKeys(value: string): string {
  const keys = decoded(value)
    .split("\n")
    .filter((line) => line.trim() !== "");
  return keys
    .map((key) => {
      const [kind = "", , ...comment] = key.trim().split(/\s+/);
      return comment.length > 0 ? `${comment.join(" ")} (${kind})` : kind;
    })
    .join(", ");
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function sayMeta(value: string): string {
  const properties = parsePropertyString(value, "");
  const created = Number(propertyOf(properties, "ctime"));
  const release = propertyOf(properties, "creation-qemu");
  if (!created) return value;
  const day = formatDate(created * 1000);
  return release === undefined ? day : `${day}, with QEMU ${release}`;
}
