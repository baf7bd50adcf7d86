export interface ServerAddress {
  host: string;
  port: number | undefined;
}

/**
 * Takes apart what people paste into the host field: the address of Proxmox VE's own page, or host:port. Whatever is no such thing
 * comes back as it is, for the schema to judge.
 */
export function splitAddress(input: string): ServerAddress {
  const text = input.trim();
  const url = /^(https?):\/\/([^/?#]*)/i.exec(text);
  const authority = url ? (url[2] ?? "") : text.replace(/\/+$/, "");

  // A user name in a URL is no part of an address, and dropping it silently would connect elsewhere than it looks.
  const parts = /^(\[[^\]]+\]|[^:@\s]+)(?::(\d{1,5}))?$/.exec(authority);
  if (!parts) return { host: text, port: undefined };

  const host = parts[1] ?? "";
  if (parts[2]) return { host, port: Number(parts[2]) };
  return { host, port: url?.[1]?.toLowerCase() === "https" ? 443 : undefined };
}
