import { useMemo } from "react";
import { useQueries } from "@tanstack/react-query";
import { serverQueries } from "@/hooks/useProxmoxServers.ts";
import { usePendingActions } from "@/hooks/useVmAction.ts";
import { useVms } from "@/hooks/useVms.ts";
import { planBulk, type BulkPlan } from "@/lib/bulkPlan.ts";
import { emptyFleet, offlineNodes, serverHealth } from "@/lib/fleet.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { nodeKey, serverKey, vmKey } from "@/lib/vmKey.ts";

/** What a token may do is asked for so many servers at most: these questions count among a person's refreshes. */
const maxAsked = 25;

interface BulkPlanState {
  plan: BulkPlan;
  /** While it is still being asked what the tokens may do. */
  isChecking: boolean;
}

/** The plan for an action, by what is known now: it follows the list while it is looked at. */
export function useBulkPlan(
  action: VmAction,
  guests: readonly Vm[],
): BulkPlanState {
  const { data: fleet = emptyFleet } = useVms();
  const pendingActions = usePendingActions();
  const current = useMemo(() => {
    const rows = new Map(fleet.vms.map((vm) => [vmKey(vm), vm]));
    return guests.map((vm) => rows.get(vmKey(vm)) ?? vm);
  }, [fleet.vms, guests]);

  const serverIds = useMemo(() => {
    const up = new Set(
      fleet.servers
        .filter((server) => serverHealth(server) !== "down")
        .map(({ serverId }) => serverId),
    );
    const ids = new Set(guests.map(({ serverId }) => serverId));
    return [...ids]
      .filter((id): id is string => id !== null && up.has(id))
      .slice(0, maxAsked);
  }, [fleet.servers, guests]);
  const answers = useQueries({
    // A hint, not worth a second wait: Proxmox VE has the last word.
    queries: serverIds.map((id) => ({
      ...serverQueries.permissions(id),
      retry: false,
    })),
    combine: (results) => ({
      isPending: results.some(({ isPending }) => isPending),
      permissions: new Map(
        results.flatMap(({ data }, index) => {
          const id = serverIds[index];
          return data && id ? [[serverKey(id), data.permissions]] : [];
        }),
      ),
    }),
  });

  const plan = useMemo(
    () =>
      planBulk(action, current, {
        downServers: new Set(
          fleet.servers
            .filter((server) => serverHealth(server) === "down")
            .map(({ key }) => key),
        ),
        offlineNodes: new Set(fleet.servers.flatMap(offlineNodes).map(nodeKey)),
        permissions: answers.permissions,
        busyGuests: new Set(pendingActions.keys()),
      }),
    [action, current, fleet.servers, answers.permissions, pendingActions],
  );
  return { plan, isChecking: answers.isPending };
}
