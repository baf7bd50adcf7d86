import { ServerFold } from "@/features/bulk/ServerFold.tsx";
import type { BulkPlanServer, SkippedGuest } from "@/lib/bulkPlan.ts";
import { formatCount } from "@/lib/format.ts";
import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

/** Fewer are shown at once, without opening a server each. */
const fewGuests = 24;

/** Each server with the guests that are meant and those that are left out, and why. */
export function BulkPlanList({
  servers,
}: {
  servers: readonly BulkPlanServer[];
}) {
  const count = servers.reduce(
    (sum, { chosen, skipped }) => sum + chosen.length + skipped.length,
    0,
  );
  return (
    <ul
      aria-label="Servers"
      className="divide-y overflow-hidden rounded-md border text-sm"
    >
      {servers.map((server) => (
        <PlanServer
          key={server.key}
          server={server}
          isOpen={count <= fewGuests}
        />
      ))}
    </ul>
  );
}

function PlanServer({
  server: { serverName, chosen, skipped },
  isOpen,
}: {
  server: BulkPlanServer;
  isOpen: boolean;
}) {
  return (
    <ServerFold
      serverName={serverName}
      isOpen={isOpen}
      counts={
        <>
          {" "}
          {skipped.length > 0 && (
            <span className="text-xs whitespace-nowrap text-muted-foreground">
              {formatCount(skipped.length)} skipped
            </span>
          )}
          <span className="min-w-6 text-right tabular-nums">
            {formatCount(chosen.length)}
          </span>
        </>
      }
    >
      <div className="space-y-1.5 px-3 pb-2.5 pl-8.5">
        {chosen.length > 0 && <Names guests={chosen} />}
        {byReason(skipped).map(([reason, guests]) => (
          <div key={reason} className="text-muted-foreground">
            <p className="text-xs">Skipped: {reason}</p>
            <Names guests={guests} />
          </div>
        ))}
      </div>
    </ServerFold>
  );
}

function Names({ guests }: { guests: readonly Vm[] }) {
  return (
    <p className="flex flex-wrap gap-x-3 gap-y-0.5">
      {guests.map((vm) => (
        <span key={vmKey(vm)} className="max-w-full truncate">
          {vmName(vm)}{" "}
          <span className="text-xs text-muted-foreground tabular-nums">
            {vm.vmid}
          </span>
        </span>
      ))}
    </p>
  );
}

function byReason(skipped: readonly SkippedGuest[]): [string, Vm[]][] {
  const reasons = new Map<string, Vm[]>();
  for (const { vm, reason } of skipped)
    reasons.set(reason, [...(reasons.get(reason) ?? []), vm]);
  return [...reasons];
}
