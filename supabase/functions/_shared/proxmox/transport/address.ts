import ipaddr from "ipaddr.js";
import { AppError } from "../../contract/errors.ts";
import { canonicalHost, hostWithPort } from "../../contract/host.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];
interface PortRange {
  from: number;
  to: number;
}

/** Which addresses this installation may connect to. The operator sets it once, by environment variables. */
export interface AddressPolicy {
  /** `private`: home and company networks too; `public`: only what the whole Internet can reach. */
  network: "private" | "public";
  /** If there are any, nothing else is reached, and they open private networks also under `public`. */
  allowedRanges: readonly Range[];
  /** Stronger than everything else. */
  deniedRanges: readonly Range[];
  /** If there are any, no other port is reached; else 443 and all from 1024 that no other service is known for. */
  allowedPorts: readonly PortRange[];
  /** Opens loopback, with every port, and nothing more: for tests and the demo. */
  allowLoopback: boolean;
  /** The platform's own names; of a platform without a name its addresses with their ports, as a Proxmox VE may run beside it. */
  platform: ReadonlySet<string>;
}

/** Every address of a name, or a rejection; Deno.resolveDns is one. */
export type ResolveDns = (
  name: string,
  type: "A" | "AAAA",
  options: { signal: AbortSignal },
) => Promise<string[]>;

type Environment = Pick<typeof Deno.env, "get">;

const variables = {
  network: "PROXMOX_NETWORK_POLICY",
  allowedRanges: "PROXMOX_ALLOWED_CIDRS",
  deniedRanges: "PROXMOX_DENIED_CIDRS",
  allowedPorts: "PROXMOX_ALLOWED_PORTS",
  allowLoopback: "PROXMOX_ALLOW_LOOPBACK",
} as const;
const platformUrls = ["SUPABASE_URL", "SUPABASE_DB_URL"] as const;

/** Names by which the containers of a self-hosted Supabase, container hosts and clouds' metadata services are reached from inside. */
const platformNames = new Set(
  (
    "kong envoy api-gw db auth rest storage realtime meta functions edge-runtime analytics studio imgproxy vector " +
    "supavisor pooler pgbouncer inbucket mailpit minio metadata instance-data ip6-localhost ip6-loopback localhost6"
  ).split(" "),
);
const platformPrefix = "supabase-";
const platformSuffixes = [
  ".docker.internal",
  ".google.internal",
  ".ec2.internal",
  ".containers.internal",
  ".svc",
  ".cluster.local",
];

/** Ports from 1024 where databases, caches and control planes listen: no Proxmox VE does. */
const portsOfOthers = new Set([
  1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 4369, 5432, 5433,
  5984, 6379, 6443, 6543, 9042, 9092, 9200, 9300, 10250, 10255, 11211, 15672,
  27017, 27018,
]);

/** Metadata services inside ranges that are open otherwise: Alibaba, Azure, AWS, Google. */
const metadataAddresses = [
  "100.100.100.200/32",
  "168.63.129.16/32",
  "fd00:ec2::/32",
  "fd20:ce::254/128",
].map(parseCidr);
/** What the Internet hands out to hosts (RFC 4291); the rest of IPv6 has some other meaning, or none yet. */
const globalUnicast = parseCidr("2000::/3");
const privateRanges = ["private", "uniqueLocal", "carrierGradeNat"];
const nat64 = parseCidr("64:ff9b::/96");

let known: { settings: string; policy: AddressPolicy } | undefined;

/** The same object for the same settings: connections are kept by it. A setting that cannot be read is a `config_error`. */
export function addressPolicyFromEnvironment(
  environment: Environment = Deno.env,
): AddressPolicy {
  const settings = JSON.stringify(
    [...Object.values(variables), ...platformUrls].map((name) =>
      environment.get(name),
    ),
  );
  if (known?.settings !== settings)
    known = { settings, policy: readPolicy(environment) };
  return known.policy;
}

function readPolicy(environment: Environment): AddressPolicy {
  const list = (variable: string) =>
    (environment.get(variable) ?? "")
      .split(/[\s,]+/)
      .filter((item) => item !== "");
  const network = environment.get(variables.network) || "private";
  if (network !== "private" && network !== "public")
    throw misconfigured(variables.network, `"private" or "public"`);

  return {
    network,
    allowedRanges: list(variables.allowedRanges).map((cidr) =>
      readCidr(variables.allowedRanges, cidr),
    ),
    deniedRanges: list(variables.deniedRanges).map((cidr) =>
      readCidr(variables.deniedRanges, cidr),
    ),
    allowedPorts: list(variables.allowedPorts).map(readPortRange),
    allowLoopback: environment.get(variables.allowLoopback) === "true",
    platform: new Set(
      platformUrls.flatMap((variable) =>
        platformEndpoint(environment.get(variable) ?? ""),
      ),
    ),
  };
}

/** The policy in the notation in which it is set, for whoever looks after the installation. */
export function describePolicy(policy: AddressPolicy) {
  const ranges = (list: readonly Range[]) =>
    list.map(([network, bits]) => `${network.toString()}/${String(bits)}`);
  return {
    network: policy.network,
    allowedRanges: ranges(policy.allowedRanges),
    deniedRanges: ranges(policy.deniedRanges),
    allowedPorts: policy.allowedPorts.map(({ from, to }) =>
      from === to ? String(from) : `${String(from)}-${String(to)}`,
    ),
    allowLoopback: policy.allowLoopback,
  };
}

function platformEndpoint(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  const host = canonicalHost(url.hostname);
  if (host === undefined) return [];
  return [
    isIpAddress(host) ? hostWithPort(host, Number(url.port || 443)) : host,
  ];
}

export function isIpAddress(host: string): boolean {
  return ipaddr.isValid(host);
}

/** What can be said of a host without asking DNS: its spelling, its name, its port, and the address if it is one. */
export function checkHost(
  policy: AddressPolicy,
  host: string,
  port: number,
): void {
  if (canonicalHost(host) !== host)
    throw notAllowed("host", "That is not a plain host name or IP address.");

  if (isIpAddress(host)) {
    checkAddress(policy, host, port);
    return;
  }
  if (host === "localhost" || host.endsWith(".localhost")) {
    if (!policy.allowLoopback)
      throw notAllowed(
        "host",
        `${host} is this installation itself, which is not reached.`,
      );
    return;
  }
  if (policy.platform.has(host) || isPlatformName(host)) {
    throw notAllowed(
      "host",
      `The name ${host} belongs to the platform that this installation runs on.`,
    );
  }
  // With loopback open, a name may still turn out to be loopback, where every port is free.
  if (!policy.allowLoopback) checkPort(policy, port);
}

/**
 * The addresses that may be dialled for a host. One that is not allowed refuses them all: a name that mixes public and private addresses is
 * either a mistake or an attack. What is dialled afterwards must be one of these, never the name again.
 */
export async function resolveAllowed(
  policy: AddressPolicy,
  host: string,
  port: number,
  signal: AbortSignal,
  resolveDns: ResolveDns = Deno.resolveDns,
): Promise<string[]> {
  checkHost(policy, host, port);
  if (isIpAddress(host)) return [host];

  const addresses = await lookUp(host, signal, resolveDns);
  for (const address of addresses) checkAddress(policy, address, port, host);
  return addresses;
}

function isPlatformName(host: string): boolean {
  return (
    platformNames.has(host) ||
    host.startsWith(platformPrefix) ||
    platformSuffixes.some((suffix) => host.endsWith(suffix))
  );
}

/** IPv4 first: where IPv6 is half-configured, which is common, it is the one that works. */
async function lookUp(
  host: string,
  signal: AbortSignal,
  resolveDns: ResolveDns,
): Promise<string[]> {
  const answers = await Promise.allSettled([
    resolveDns(host, "A", { signal }),
    resolveDns(host, "AAAA", { signal }),
  ]);
  const addresses = answers.flatMap((answer) =>
    answer.status === "fulfilled" ? answer.value : [],
  );
  if (addresses.length > 0) return [...new Set(addresses)];

  const failures = answers.flatMap((answer) =>
    answer.status === "rejected" ? [answer.reason as unknown] : [],
  );
  const isUnknown = failures.every(
    (failure) => failure instanceof Deno.errors.NotFound,
  );
  const message = isUnknown
    ? `The host name ${host} was not found. Check its spelling, or enter the IP address.`
    : `The host name ${host} could not be looked up: the name servers of this installation give no answer.`;
  throw new AppError("dns_failed", message, {
    cause: failures[0],
    fields: { host: message },
  });
}

function checkAddress(
  policy: AddressPolicy,
  address: string,
  port: number,
  name?: string,
): void {
  const subject = name === undefined ? address : `${name} (${address})`;
  // A name server may answer anything: what is no address is not dialled.
  if (!isIpAddress(address))
    throw notAllowed(
      "host",
      `The host name ${name ?? ""} has no valid address.`,
    );
  const parsed = ipaddr.parse(address);
  if (isWithin(parsed, policy.deniedRanges)) throw denied(subject);

  const reach = reachOf(parsed);
  if (reach === "loopback" && policy.allowLoopback) return;
  if (reach === "loopback" || reach === "special") throw denied(subject);

  if (policy.platform.has(hostWithPort(address, port))) throw denied(subject);
  if (policy.allowedRanges.length > 0) {
    if (!isWithin(parsed, policy.allowedRanges)) throw denied(subject);
  } else if (reach === "private" && policy.network === "public") {
    throw notAllowed(
      "host",
      `${subject} is a private address, and this installation runs where private networks cannot be reached. ` +
        "Host Muster inside that network, or give Proxmox VE a public name by a tunnel.",
    );
  }
  checkPort(policy, port);
}

type Reach = "public" | "private" | "loopback" | "special";

/** Public and private are what a Proxmox VE can have; everything that is neither is `special`, also what was reserved after this was written. */
function reachOf(address: Address): Reach {
  if (isWithin(address, metadataAddresses)) return "special";
  // In an IPv6-only network the name server writes IPv4 addresses so (RFC 6052), and only public ones.
  if (isWithin(address, [nat64]))
    return reachOf(embeddedIpv4(address)) === "public" ? "public" : "special";

  const range = address.range();
  if (range === "loopback") return "loopback";
  if (privateRanges.includes(range)) return "private";
  const isUnicast =
    range === "unicast" &&
    (address.kind() === "ipv4" || isWithin(address, [globalUnicast]));
  return isUnicast ? "public" : "special";
}

function embeddedIpv4(address: Address): Address {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

function isWithin(address: Address, ranges: readonly Range[]): boolean {
  return ranges.some(
    ([network, bits]) =>
      network.kind() === address.kind() && address.match(network, bits),
  );
}

function checkPort(policy: AddressPolicy, port: number): void {
  const isNumber = Number.isInteger(port) && port >= 1 && port <= 65535;
  const isAllowed =
    policy.allowedPorts.length > 0
      ? policy.allowedPorts.some(({ from, to }) => port >= from && port <= to)
      : port === 443 || (port >= 1024 && !portsOfOthers.has(port));
  if (!isNumber || !isAllowed) {
    throw notAllowed(
      "port",
      `Port ${String(port)} is not one that this installation connects to. Proxmox VE listens on 8006.`,
    );
  }
}

/** One sentence for every address that is denied: it is no help in finding out what is there. */
function denied(subject: string): AppError {
  return notAllowed(
    "host",
    `${subject} is not an address that this installation may connect to.`,
  );
}

function notAllowed(field: "host" | "port", message: string): AppError {
  return new AppError("address_not_allowed", message, {
    fields: { [field]: message },
  });
}

function misconfigured(variable: string, expected: string): AppError {
  return new AppError("config_error", `${variable} must be ${expected}.`);
}

function parseCidr(cidr: string): Range {
  return ipaddr.parseCIDR(cidr);
}

function readCidr(variable: string, cidr: string): Range {
  const full = cidr.includes("/")
    ? cidr
    : `${cidr}/${cidr.includes(":") ? "128" : "32"}`;
  // ipaddr.js also reads "10/8" and "0x7f.1": in a policy only the plain notation is clear enough.
  const isPlain = canonicalHost(full.slice(0, full.indexOf("/"))) !== undefined;
  if (!isPlain || !ipaddr.isValidCIDR(full))
    throw misconfigured(
      variable,
      "a list of ranges such as 192.168.0.0/16, fd00::/8",
    );
  return parseCidr(full);
}

function readPortRange(item: string): PortRange {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(item) ?? [];
  const from = Number(first);
  const to = Number(last ?? first);
  if (!(from >= 1 && to >= from && to <= 65535))
    throw misconfigured(
      variables.allowedPorts,
      "a list of ports such as 8006, 8443, 9000-9010",
    );
  return { from, to };
}
