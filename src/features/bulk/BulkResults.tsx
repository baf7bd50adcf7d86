import { memo } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { ServerFold } from "@/features/bulk/ServerFold.tsx";
import { vmQueries } from "@/hooks/useVms.ts";
import {
  countStates,
  isEnded,
  type BulkItem,
  type BulkServer,
} from "@/lib/bulkRun.ts";
import { displayText } from "@/lib/displayText.ts";
import { openTaskLog } from "@/lib/taskWindow.ts";
import type { VmAction } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { vmState, vmStateLabel } from "@/lib/vmPower.ts";
import { bulkTone, reasonOf, stateWords } from "./bulkWords.ts";

interface BulkResultsProps {
  action: VmAction;
  servers: readonly BulkServer[];
}

/** What has become of each guest, by server. A server with trouble is open, and its trouble first. */
export function BulkResults({ action, servers }: BulkResultsProps) {
  return (
    <ul
      aria-label="Servers"
      className="min-h-0 flex-1 divide-y overflow-y-auto overscroll-contain"
    >
      {servers.map((server) => (
        <ResultsOfServer
          key={server.key}
          action={action}
          server={server}
          isAlone={servers.length === 1}
        />
      ))}
    </ul>
  );
}

function ResultsOfServer({
  action,
  server: { serverName, items },
  isAlone,
}: {
  action: VmAction;
  server: BulkServer;
  isAlone: boolean;
}) {
  const counts = countStates(items);
  const troubles = items.filter(isTrouble);
  const others = items.filter((item) => !isTrouble(item));
  const ended = items.filter(isEnded).length;

  return (
    <ServerFold
      serverName={serverName}
      isOpen={isAlone || troubles.length > 0}
      counts={
        <>
          {" "}
          {counts.failed > 0 && (
            <span className="text-xs text-destructive tabular-nums">
              {counts.failed} failed
            </span>
          )}
          {counts.unknown > 0 && (
            <span className="text-xs text-warning tabular-nums">
              {counts.unknown} unknown
            </span>
          )}
          <span className="text-xs text-muted-foreground tabular-nums">
            {ended} of {items.length}
          </span>
        </>
      }
    >
      <ul className="pb-1.5">
        {[...troubles, ...others].map((item) => (
          <ResultRow key={item.key} action={action} item={item} />
        ))}
      </ul>
    </ServerFold>
  );
}

function isTrouble({ state }: BulkItem): boolean {
  return state === "failed" || state === "unknown" || state === "warnings";
}

/** Drawn again only when its guest's result changes: there may be a thousand. */
const ResultRow = memo(function ResultRow({
  action,
  item,
}: {
  action: VmAction;
  item: BulkItem;
}) {
  const { serverId, upid, state } = item;
  const reason = reasonOf(item);
  return (
    <li className="flex items-start gap-2 py-1 pr-3 pl-8.5">
      <StatusDot tone={bulkTone[state]} className="mt-1.5" />
      <div className="min-w-0 flex-1">
        <p className="flex gap-2">
          <span className="min-w-0 flex-1 truncate">
            {item.name}{" "}
            <span className="text-xs text-muted-foreground tabular-nums">
              {item.vmid}
            </span>
          </span>
          <span className="shrink-0 text-xs leading-5 text-muted-foreground">
            {stateWords(action, item)}
          </span>
        </p>
        {reason && (
          <p className="text-xs break-words text-muted-foreground">
            {displayText(reason)}
            {state === "unknown" && <PresentState item={item} />}
          </p>
        )}
      </div>
      {upid !== undefined && isTrouble(item) && (
        <Button
          variant="ghost"
          size="sm"
          className="-my-0.5 -mr-1.5 h-6 px-1.5 text-xs pointer-coarse:h-9"
          aria-label={`Log of ${item.name}`}
          onClick={() => {
            openTaskLog({ serverId, upid });
          }}
        >
          Log
        </Button>
      )}
    </li>
  );
});

/** What may help where nobody knows: what the list said last. */
function PresentState({ item }: { item: BulkItem }) {
  const vm = useQueryClient()
    .getQueryData(vmQueries.fleet().queryKey)
    ?.vms.find((row) => vmKey(row) === item.key);
  return vm
    ? ` In the list now: ${vmStateLabel[vmState(vm)].toLowerCase()}.`
    : null;
}
