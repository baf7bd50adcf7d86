import { hostWithPort, type Server } from "@/lib/types.ts";

/** Every word must be in the name, the address, the token id or Proxmox VE's version; in the order of names. */
export function matchServers(
  servers: readonly Server[],
  text: string,
): readonly Server[] {
  const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
  return servers
    .filter((server) => {
      const searchable = [
        server.name,
        hostWithPort(server.host, server.port),
        server.token_id,
        server.proxmox_version ?? "",
      ]
        .join("\n")
        .toLowerCase();
      return terms.every((term) => searchable.includes(term));
    })
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
