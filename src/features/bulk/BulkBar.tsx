import { Suspense, lazy, useMemo, useState, type ReactNode } from "react";
import { ChevronUpIcon, XIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { countByAction } from "@/lib/bulkPlan.ts";
import { formatCount } from "@/lib/format.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { confirmationTone } from "@/lib/vmPower.ts";

const BulkPreviewDialog = lazy(() => import("./BulkPreviewDialog.tsx"));

const usual: readonly VmAction[] = ["start", "shutdown", "reboot", "stop"];
const rare: readonly VmAction[] = ["suspend", "resume", "hibernate", "reset"];

interface BulkBarProps {
  /** The guests that are selected, as the list has them now. */
  guests: readonly Vm[];
  onClear: () => void;
}

/** What can be done with all guests that are selected. Stands above the end of the page, where the thumb is. */
export default function BulkBar({ guests, onClear }: BulkBarProps) {
  const [asked, setAsked] = useState<VmAction>();
  const counts = useMemo(() => countByAction(guests), [guests]);
  const offered = (actions: readonly VmAction[]) =>
    actions.flatMap((action) => {
      const count = counts.get(action);
      return count === undefined ? [] : [{ action, count }];
    });
  const usualOnes = offered(usual);
  const rareOnes = offered(rare);
  const all = [...usualOnes, ...rareOnes];

  return (
    <>
      <div
        role="toolbar"
        data-bulk-bar
        aria-label="Selected guests"
        className="fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-30 flex items-center gap-1 rounded-lg border bg-popover p-1.5 text-popover-foreground shadow-lg md:right-auto md:bottom-4 md:left-[15rem]"
      >
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Clear the selection"
          title="Clear the selection"
          onClick={onClear}
        >
          <XIcon />
        </Button>
        <p role="status" className="mr-2 font-medium whitespace-nowrap">
          {formatCount(guests.length)} selected
        </p>
        {all.length === 0 && (
          <p className="mr-2 text-muted-foreground">
            Nothing can be done with these now
          </p>
        )}
        {usualOnes.map(({ action, count }) => (
          <Button
            key={action}
            variant="outline"
            size="sm"
            className="max-sm:hidden"
            title={fits(count, guests.length)}
            onClick={() => {
              setAsked(action);
            }}
          >
            {vmActionWords[action].label}
          </Button>
        ))}
        {rareOnes.length > 0 && (
          <ActionMenu
            label="More"
            className="max-sm:hidden"
            actions={rareOnes}
            selectedCount={guests.length}
            onAction={setAsked}
          />
        )}
        {all.length > 0 && (
          <ActionMenu
            label="Actions"
            className="ml-auto sm:hidden"
            actions={all}
            selectedCount={guests.length}
            onAction={setAsked}
          />
        )}
      </div>
      {asked && (
        <Suspense>
          <BulkPreviewDialog
            action={asked}
            guests={guests}
            onStarted={onClear}
            onClose={() => {
              setAsked(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function fits(count: number, selectedCount: number): string | undefined {
  return count === selectedCount
    ? undefined
    : `Fits ${formatCount(count)} of them`;
}

function ActionMenu({
  label,
  className,
  actions,
  selectedCount,
  onAction,
}: {
  label: ReactNode;
  className: string;
  actions: readonly { action: VmAction; count: number }[];
  selectedCount: number;
  onAction: (action: VmAction) => void;
}) {
  return (
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger asChild>
        <Button
          variant="outline"
          size="sm"
          className={cn("pointer-coarse:min-h-11", className)}
        >
          {label}
          <ChevronUpIcon aria-hidden className="opacity-50" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent side="top" align="end" className="min-w-44">
        {actions.map(({ action, count }) => (
          <DropdownMenuItem
            key={action}
            variant={
              confirmationTone[action] === "danger" ? "destructive" : "default"
            }
            onSelect={() => {
              onAction(action);
            }}
          >
            {vmActionWords[action].label}
            {count < selectedCount && (
              <span className="ml-auto pl-4 text-xs text-muted-foreground tabular-nums">
                {formatCount(count)} of {formatCount(selectedCount)}
              </span>
            )}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
