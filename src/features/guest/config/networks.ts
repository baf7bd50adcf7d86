import type { GuestType } from "@/lib/types.ts";
import type { GuestConfig } from "./disks.ts";
import {
  byKeyAndNumber,
  isOn,
  parsePropertyString,
  propertyOf,
  restOf,
  type Property,
} from "./propertyString.ts";

export interface NetworkCard {
  /** net0 */
  key: string;
  /** A VM's model (virtio), a container's own name for it (eth0). */
  name: string;
  macAddress: string | undefined;
  bridge: string | undefined;
  vlan: string | undefined;
  /** What the configuration sets; "dhcp", "auto" and "manual" as they are. The agent tells what the guest really has. */
  addresses: string[];
  gateways: string[];
  hasFirewall: boolean;
  isUnplugged: boolean;
  options: Property[];
}

/** Both as in Proxmox VE: PVE::QemuServer::parse_net, PVE::LXC::Config::parse_lxc_network. */
export function readNetworks(
  config: GuestConfig,
  type: GuestType,
): NetworkCard[] {
  return Object.entries(config)
    .filter(([key]) => isNetworkKey(key))
    .map(([key, value]) =>
      type === "qemu"
        ? readQemuCard(key, String(value), config)
        : readLxcCard(key, String(value)),
    )
    .sort((a, b) => byKeyAndNumber(a.key, b.key));
}

export function isNetworkKey(key: string): boolean {
  return /^net\d+$/.test(key);
}

const macAddress = /^(?:[\da-f]{2}:){5}[\da-f]{2}$/i;

function readQemuCard(
  key: string,
  text: string,
  config: GuestConfig,
): NetworkCard {
  const properties = parsePropertyString(text, "model");
  // `virtio=AA:…` is short for `model=virtio,macaddr=AA:…`.
  const short = properties.find(({ value }) => macAddress.test(value));
  const isShort = short !== undefined && short.key !== "macaddr";
  const cloudInit = parsePropertyString(
    String(config[key.replace("net", "ipconfig")] ?? ""),
    "ip",
  );
  return {
    key,
    name: isShort ? short.key : (propertyOf(properties, "model") ?? key),
    macAddress: isShort ? short.value : propertyOf(properties, "macaddr"),
    ...commonOf(properties),
    ...addressesOf(cloudInit),
    options: restOf(
      properties,
      "model",
      "macaddr",
      ...(isShort ? [short.key] : []),
      ...commonKeys,
    ),
  };
}

function readLxcCard(key: string, text: string): NetworkCard {
  const properties = parsePropertyString(text, "name");
  return {
    key,
    name: propertyOf(properties, "name") ?? key,
    macAddress: propertyOf(properties, "hwaddr"),
    ...commonOf(properties),
    ...addressesOf(properties),
    options: restOf(
      properties,
      "name",
      "hwaddr",
      "type",
      ...commonKeys,
      ...addressKeys,
      ...gatewayKeys,
    ),
  };
}

const commonKeys = ["bridge", "tag", "firewall", "link_down"] as const;
const addressKeys = ["ip", "ip6"] as const;
const gatewayKeys = ["gw", "gw6"] as const;

function commonOf(properties: readonly Property[]) {
  return {
    bridge: propertyOf(properties, "bridge"),
    vlan: propertyOf(properties, "tag"),
    hasFirewall: isOn(propertyOf(properties, "firewall")),
    isUnplugged: isOn(propertyOf(properties, "link_down")),
  };
}

function addressesOf(properties: readonly Property[]) {
  const valuesOf = (keys: readonly string[]) =>
    keys.flatMap((key) => propertyOf(properties, key) ?? []);
  return {
    addresses: valuesOf(addressKeys),
    gateways: valuesOf(gatewayKeys),
  };
}
