import type { Fleet, FleetServer } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import type { Choice } from "./choice.ts";

/** A guest or server whose own choices are shown. By its key: what it is like changes while the palette is open. */
export interface SubjectKey {
  kind: "guest" | "server";
  key: string;
}

export type Subject =
  { kind: "guest"; vm: Vm } | { kind: "server"; server: FleetServer };

/** What of a choice has more to offer. */
export function subjectOf(choice: Choice): SubjectKey | undefined {
  switch (choice.kind) {
    case "guest":
      return { kind: "guest", key: vmKey(choice.vm) };
    case "server":
      return { kind: "server", key: choice.server.key };
    case "console":
    case "power":
    case "link":
    case "theme":
    case "command":
      return undefined;
  }
}

/** Undefined if it has gone meanwhile. */
export function findSubject(
  { kind, key }: SubjectKey,
  { servers, vms }: Fleet,
): Subject | undefined {
  if (kind === "guest") {
    const vm = vms.find((row) => vmKey(row) === key);
    return vm && { kind, vm };
  }
  const server = servers.find((row) => row.key === key);
  return server && { kind, server };
}
