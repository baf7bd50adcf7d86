import { useEffect, useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useBulkRun } from "@/hooks/useBulkRun.ts";
import { askAllAnew } from "@/hooks/useVms.ts";
import { countStates, isEnded, type BulkRun } from "@/lib/bulkRun.ts";
import { formatCount } from "@/lib/format.ts";
import { toast } from "@/lib/toast.ts";
import { BulkPanel } from "./BulkPanel.tsx";
import { outcomeWords, runTitle } from "./bulkWords.ts";

/** The run of this person: a panel over whatever page is open, or a small button that brings it back. */
export default function BulkDock() {
  const bulk = useBulkRun();
  const { run, drivenBy } = bulk.view;
  const [isOpen, setIsOpen] = useState(true);
  useEndOfRun(run, drivenBy === "nobody", isOpen);
  useLeaveWarning(
    drivenBy === "this-tab" &&
      (run?.items.some(
        ({ state }) => state === "waiting" || state === "sending",
      ) ??
        false),
  );

  if (!run) return null;
  if (isOpen) {
    return (
      <BulkPanel
        run={run}
        drivenBy={drivenBy}
        onChange={bulk.change}
        onMinimise={() => {
          setIsOpen(false);
        }}
        onClose={bulk.dismiss}
      />
    );
  }
  return (
    <MinimisedRun
      run={run}
      isOver={drivenBy === "nobody"}
      onOpen={() => {
        setIsOpen(true);
      }}
    />
  );
}

function MinimisedRun({
  run,
  isOver,
  onOpen,
}: {
  run: BulkRun;
  isOver: boolean;
  onOpen: () => void;
}) {
  const counts = countStates(run.items);
  const ended = run.items.filter(isEnded).length;
  const hasProblem = counts.failed + counts.unknown > 0;
  return (
    <Button
      variant="outline"
      // Above the bar of selected guests where both have no room side by side.
      className="fixed right-2 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-40 shadow-lg md:right-4 md:bottom-4 max-md:[body:has([data-bulk-bar])_&]:bottom-[calc(8.25rem+env(safe-area-inset-bottom))] md:max-xl:[body:has([data-bulk-bar])_&]:bottom-20"
      onClick={onOpen}
    >
      <StatusDot tone={hasProblem ? "bad" : isOver ? "good" : "busy"} />
      {runTitle(run.action, run.items.length)}{" "}
      <span className="font-normal text-muted-foreground tabular-nums">
        {isOver
          ? outcomeWords(counts)
          : `${formatCount(ended)} of ${formatCount(run.items.length)}`}
      </span>
    </Button>
  );
}

/** Whoever does not look is told; the list is read anew. Not for one that was over when the page came. */
function useEndOfRun(
  run: BulkRun | undefined,
  isOver: boolean,
  isOpen: boolean,
) {
  const queryClient = useQueryClient();
  const wasUnderWay = useRef(false);
  useEffect(() => {
    if (!run) return;
    if (wasUnderWay.current && isOver) {
      void askAllAnew(queryClient);
      if (!isOpen) sayEnd(run);
    }
    wasUnderWay.current = !isOver;
  }, [run, isOver, isOpen, queryClient]);
}

function sayEnd({ action, items }: BulkRun) {
  const counts = countStates(items);
  const say =
    counts.failed + counts.unknown > 0 ? toast.warning : toast.success;
  say(`${runTitle(action, items.length)} is over`, {
    description: outcomeWords(counts),
  });
}

/** What has not been sent when the page is left has to be sent by hand. */
function useLeaveWarning(isWanted: boolean) {
  useEffect(() => {
    if (!isWanted) return undefined;
    const warn = (event: BeforeUnloadEvent) => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => {
      window.removeEventListener("beforeunload", warn);
    };
  }, [isWanted]);
}
