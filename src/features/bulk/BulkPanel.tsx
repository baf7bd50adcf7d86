import { useId } from "react";
import { ChevronDownIcon, XIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  countStates,
  isEnded,
  itemsByServer,
  type BulkRun,
} from "@/lib/bulkRun.ts";
import type { BulkView } from "@/lib/bulkSession.ts";
import { formatCount } from "@/lib/format.ts";
import { BulkResults } from "./BulkResults.tsx";
import { BulkRunActions } from "./BulkRunActions.tsx";
import { outcomeWords, runTitle } from "./bulkWords.ts";

interface BulkPanelProps {
  run: BulkRun;
  drivenBy: BulkView["drivenBy"];
  onChange: (change: (run: BulkRun) => BulkRun) => void;
  onMinimise: () => void;
  /** Forgets the run, which is over. */
  onClose: () => void;
}

/** How a run is going and how it went: not modal, so that work goes on beside it. */
export function BulkPanel({
  run,
  drivenBy,
  onChange,
  onMinimise,
  onClose,
}: BulkPanelProps) {
  const titleId = useId();
  const counts = countStates(run.items);
  const isOver = drivenBy === "nobody";
  const title = runTitle(run.action, run.items.length);

  return (
    <section
      aria-labelledby={titleId}
      className="fixed inset-x-2 bottom-[calc(4.25rem+env(safe-area-inset-bottom))] z-40 flex max-h-[min(34rem,calc(100dvh-9rem))] flex-col rounded-lg border bg-popover text-sm text-popover-foreground shadow-xl md:right-4 md:bottom-4 md:left-auto md:w-[27rem]"
    >
      <header className="space-y-2 border-b p-3">
        <div className="flex items-center gap-1">
          <h2 id={titleId} className="min-w-0 flex-1 truncate font-semibold">
            {title}
          </h2>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Minimise"
            title="Minimise"
            onClick={onMinimise}
          >
            <ChevronDownIcon />
          </Button>
          {isOver && (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Close"
              title="Close"
              onClick={onClose}
            >
              <XIcon />
            </Button>
          )}
        </div>
        <Progress run={run} label={title} />
        <p className="text-muted-foreground tabular-nums">
          {outcomeWords(counts)}
          {counts.running + counts.sending > 0 &&
            ` · ${formatCount(counts.running + counts.sending)} under way`}
          {counts.waiting > 0 && ` · ${formatCount(counts.waiting)} waiting`}
        </p>
      </header>
      <p role="status" className="sr-only">
        {isOver ? `Over: ${outcomeWords(counts)}` : ""}
      </p>
      <BulkResults action={run.action} servers={itemsByServer(run.items)} />
      <BulkRunActions run={run} drivenBy={drivenBy} onChange={onChange} />
    </section>
  );
}

/** Green for what went well, red for what did not, and the rest still to come. */
function Progress({ run, label }: { run: BulkRun; label: string }) {
  const counts = countStates(run.items);
  const share = (count: number) =>
    `${String((100 * count) / run.items.length)}%`;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={run.items.length}
      aria-valuenow={run.items.filter(isEnded).length}
      className="flex h-1.5 overflow-hidden rounded-full bg-muted"
    >
      <div
        className="bg-success transition-[width]"
        style={{ width: share(counts.ok + counts.warnings) }}
      />
      <div
        className="bg-destructive transition-[width]"
        style={{ width: share(counts.failed) }}
      />
      <div
        className="bg-warning transition-[width]"
        style={{ width: share(counts.unknown) }}
      />
      <div
        className="bg-muted-foreground/40 transition-[width]"
        style={{ width: share(counts.cancelled) }}
      />
    </div>
  );
}
