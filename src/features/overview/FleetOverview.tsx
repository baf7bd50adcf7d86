import { useMemo } from "react";
import { useClusterTwins } from "@/hooks/useFleetPage.ts";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { auditHint } from "@/lib/auditHint.ts";
import type { Fleet } from "@/lib/fleet.ts";
import type { Server } from "@/lib/types.ts";
import { AttentionPanel } from "./AttentionPanel.tsx";
import { attentionGroups } from "./attention.ts";
import { fleetTotals, inventoryOf } from "./fleetTotals.ts";
import { FullestNodes } from "./FullestNodes.tsx";
import { FullestStorages } from "./FullestStorages.tsx";
import { TotalsNote } from "./TotalsNote.tsx";
import { TotalsPanel } from "./TotalsPanel.tsx";

const none: readonly Server[] = [];

interface FleetOverviewProps {
  fleet: Fleet;
  /** Keys of the servers whose data is the past. */
  past: ReadonlySet<string>;
  /** Nothing can be read at present. */
  isAllPast: boolean;
}

export function FleetOverview({ fleet, past, isAllPast }: FleetOverviewProps) {
  const twins = useClusterTwins(fleet);
  const inventory = useMemo(
    () => inventoryOf(fleet, past, twins),
    [fleet, past, twins],
  );
  const totals = useMemo(() => fleetTotals(inventory), [inventory]);
  const registrations = useProxmoxServers().data?.servers ?? none;
  const groups = useMemo(
    () => attentionGroups(fleet, inventory, registrations, isAllPast),
    [fleet, inventory, registrations, isAllPast],
  );
  const hasAnswer = fleet.servers.some(({ readAt }) => readAt !== undefined);
  const reasonFor = (silence: string, privileges: string) =>
    hasAnswer
      ? `${silence} ${auditHint(fleet, privileges)}`
      : "No server has answered yet.";

  return (
    <div className="space-y-4">
      <div>
        <TotalsPanel
          totals={totals}
          hasAnswer={hasAnswer}
          reason={reasonFor(
            "No server tells.",
            "privileges Sys.Audit and Datastore.Audit",
          )}
        />
        <TotalsNote fleet={fleet} totals={totals} twins={twins} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <AttentionPanel groups={groups} isComplete={fleet.isComplete} />
        <div className="grid min-w-0 gap-4">
          <FullestNodes
            nodes={inventory.nodes}
            reason={reasonFor(
              "No node tells how busy it is.",
              "privilege Sys.Audit",
            )}
          />
          <FullestStorages
            storages={inventory.storages}
            reason={reasonFor(
              "No storage tells how full it is.",
              "privilege Datastore.Audit",
            )}
          />
        </div>
      </div>
    </div>
  );
}
