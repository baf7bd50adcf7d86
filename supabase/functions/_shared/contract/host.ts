const ipv4 =
  /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const hostname =
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A name whose last label is a number is an IPv4 address in disguise to every URL parser (WHATWG URL, "ends in a number"). */
const endsInNumber = /(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)$/;

/**
 * The one spelling of a host under which it is stored, compared and dialled: lower case, no final dot, IPv6 compressed and without brackets.
 * Returns undefined for whatever is not plainly a host name or an address: decimal, octal and full-width addresses, zones, user info, paths.
 */
export function canonicalHost(input: string): string | undefined {
  const host = input
    .trim()
    .toLowerCase()
    .replace(/^\[([^\]]*)\]$/, "$1")
    .replace(/\.$/, "");

  if (host.length === 0 || host.length > 253) return undefined;
  if (ipv4.test(host)) return host;
  if (host.includes(":")) return canonicalIpv6(host);
  if (!hostname.test(host) || endsInNumber.test(host)) return undefined;
  return urlHostname(host) === host ? host : undefined;
}

function canonicalIpv6(host: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/.test(host)) return undefined;
  return urlHostname(`[${host}]`)?.replace(/^\[|\]$/g, "");
}

function urlHostname(host: string): string | undefined {
  try {
    return new URL(`https://${host}`).hostname;
  } catch {
    return undefined;
  }
}

/** `host:port` as it is written in a URL or an HTTP Host header (RFC 3986, section 3.2.2). */
export function hostWithPort(host: string, port: number): string {
  return host.includes(":")
    ? `[${host}]:${String(port)}`
    : `${host}:${String(port)}`;
}
