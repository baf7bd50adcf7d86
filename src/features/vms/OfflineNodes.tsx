import { StatusDot } from "@/components/StatusDot.tsx";
import { displayText } from "@/lib/displayText.ts";
import { offlineNodes, type FleetServer } from "@/lib/fleet.ts";
import { isTemplate } from "@/lib/vmPower.ts";

interface OfflineNodesProps {
  servers: readonly FleetServer[];
}

/** Machines that are away while their cluster answers. A note, no alarm: many a node is switched off on purpose. */
export function OfflineNodes({ servers }: OfflineNodesProps) {
  const affected = servers.filter((server) => offlineNodes(server).length > 0);
  if (affected.length === 0) return null;

  return (
    <ul
      aria-label="Nodes that are offline"
      className="mb-4 max-h-32 divide-y overflow-y-auto rounded-lg border"
    >
      {affected.map((server) => (
        <li key={server.key} className="flex gap-2 px-3 py-2">
          <StatusDot tone="warning" className="mt-1.5" />
          <p className="min-w-0 break-words">
            <span className="font-medium">
              {displayText(server.serverName)}
            </span>
            : {offlineText(server)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function offlineText(server: FleetServer): string {
  const names = new Set(offlineNodes(server).map(({ node }) => node));
  const guests = server.vms.filter(
    (vm) => names.has(vm.node) && !isTemplate(vm),
  ).length;
  const list = [...names].map(displayText).join(", ");
  const nodes =
    names.size === 1 ? `node ${list} is offline` : `nodes ${list} are offline`;
  if (guests === 0) return `${nodes}.`;
  return `${nodes}, with ${guests} ${guests === 1 ? "guest" : "guests"}.`;
}
