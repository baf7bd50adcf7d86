import { isIP, isIPv4, isIPv6 } from "node:net";

/** A format's check answers with Proxmox's complaint, or with nothing. Formats that are not here take any text. */
type Format = (value: string) => string | undefined;

const matches =
  (expression: RegExp, complaint: (value: string) => string): Format =>
  (value) =>
    expression.test(value) ? undefined : complaint(value);

const looksLike = (what: string) => () =>
  `value does not look like a valid ${what}`;

const dnsLabel = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)";

const formats: Record<string, Format> = {
  "pve-vmid": matches(/^[1-9][0-9]{2,8}$/, looksLike("VM ID")),
  "pve-node": matches(
    /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/,
    looksLike("node name"),
  ),
  "pve-configid": matches(
    /^[a-z][a-z0-9_-]+$/i,
    (value) => `invalid configuration ID '${value}'`,
  ),
  "pve-storage-id": matches(
    /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i,
    (value) => `storage ID '${value}' contains illegal characters`,
  ),
  "pve-poolid": matches(
    /^[A-Za-z0-9.\-_]+(?:\/[A-Za-z0-9.\-_]+){0,2}$/,
    (value) => `value '${value}' does not look like a valid pool name`,
  ),
  "pve-userid": matches(
    /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/,
    (value) => `value '${value}' does not look like a valid user name`,
  ),
  "pve-roleid": matches(
    /^[A-Za-z0-9.\-_]+$/,
    (value) => `value '${value}' does not look like a valid role name`,
  ),
  "dns-name": matches(
    new RegExp(`^${dnsLabel}(?:\\.${dnsLabel})*$`),
    looksLike("DNS name"),
  ),
  "pve-tag": matches(
    /^[a-z0-9_][a-z0-9_\-+.]*$/i,
    () => "invalid characters in tag",
  ),
  "mac-addr": matches(
    /^[a-f0-9][02468ace](?::[a-f0-9]{2}){5}$/i,
    () => "value does not look like a valid unicast MAC address",
  ),
  ip: (value) =>
    isIP(value) === 0
      ? "value does not look like a valid IP address"
      : undefined,
  ipv4: (value) =>
    isIPv4(value) ? undefined : "value does not look like a valid IPv4 address",
  ipv6: (value) =>
    isIPv6(value) ? undefined : "value does not look like a valid IPv6 address",
  "pve-volume-id": matches(
    /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i,
    (value) => `unable to parse volume ID '${value}'`,
  ),
  "pve-bridge-id": matches(
    /^[-_.\w\d]+$/,
    (value) => `invalid bridge ID '${value}'`,
  ),
  "disk-size": matches(
    /^\d+(?:\.\d+)?[KMGT]?$/,
    (value) => `value does not look like a valid disk size: ${value}`,
  ),
};

/** The complaint about a value, or undefined; `…-list` formats check each entry. */
export function checkFormat(
  format: string | undefined,
  value: string,
): string | undefined {
  if (format === undefined) return undefined;
  const single = formats[format];
  if (single !== undefined) return single(value);
  const entry = format.endsWith("-list")
    ? formats[format.slice(0, -"-list".length)]
    : undefined;
  if (entry === undefined) return undefined;
  for (const item of value.split(/[,;\s\0]+/)) {
    const complaint = item === "" ? undefined : entry(item);
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}
