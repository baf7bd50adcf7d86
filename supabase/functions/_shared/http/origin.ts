import type { CallOrigin } from "../db/audit.ts";

/**
 * Anybody can send any header. The address is taken from the one that MUSTER_CLIENT_IP_HEADER names, because only the operator knows
 * which the gateway in front writes itself; of a list its last entry, which is the one that this gateway has added.
 */
export function originOf(
  request: Request,
  requestId: string,
  header = Deno.env.get("MUSTER_CLIENT_IP_HEADER")?.trim(),
): CallOrigin {
  return {
    requestId,
    ip: header ? lastAddress(read(request, header)) : undefined,
    userAgent: read(request, "user-agent")?.slice(0, 256),
  };
}

function read(request: Request, name: string): string | undefined {
  try {
    return request.headers.get(name) ?? undefined;
  } catch {
    // The operator has named something that is no header.
    return undefined;
  }
}

function lastAddress(list: string | undefined): string | undefined {
  const last = list?.split(",").at(-1)?.trim() ?? "";
  return /^[\da-fA-F.:]{2,45}$/.test(last) ? last : undefined;
}
