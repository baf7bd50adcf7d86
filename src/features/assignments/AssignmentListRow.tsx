import { memo } from "react";
import { UsersIcon } from "lucide-react";
import { GuestTags } from "@/components/GuestTags.tsx";
import { Link } from "@/components/Link.tsx";
import { SelectBox } from "@/components/SelectBox.tsx";
import { Button } from "@/components/ui/button.tsx";
import { displayText } from "@/lib/displayText.ts";
import { guestPath } from "@/lib/paths.ts";
import type { Vm } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { isTemplate, vmState, vmStateLabel } from "@/lib/vmPower.ts";
import { accessReasons, rightsWords } from "./accessWords.ts";
import type { AssignmentRow, Listing } from "./assignmentRows.ts";

/** On a phone how somebody sees a guest stands below the guest. */
export const rowGrid =
  "grid grid-cols-[1.5rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3.5 lg:grid-cols-[1.5rem_minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.1fr)_9rem_2rem]";

interface AssignmentListRowProps {
  row: AssignmentRow;
  index: number;
  /** In pixels, from the list's top. */
  top: number;
  height: number;
  isTicked: boolean;
  listing: Listing;
  isTabbable: boolean;
  onToggle: (index: number, isRange: boolean) => void;
  onAskAudience: (vm: Vm) => void;
}

/** Drawn anew only when its own guest has changed, not when the list is scrolled. */
export const AssignmentListRow = memo(function AssignmentListRow({
  row: { vm, vmid, access },
  index,
  top,
  height,
  isTicked,
  listing,
  isTabbable,
  onToggle,
  onAskAudience,
}: AssignmentListRowProps) {
  const name = vm ? vmName(vm) : `VMID ${String(vmid)}`;
  const tabIndex = isTabbable ? 0 : -1;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      style={{ top, height }}
      className={cn(
        rowGrid,
        "absolute inset-x-0 scroll-my-24 border-b max-lg:content-center max-lg:gap-y-1",
        isTicked && "bg-primary/8",
      )}
    >
      <div role="cell" className="flex max-lg:row-span-2 max-lg:self-start">
        <SelectBox
          label={`Select ${name}`}
          state={isTicked ? "all" : "none"}
          isTabbable={isTabbable}
          index={index}
          onToggle={onToggle}
        />
      </div>
      <div role="cell" className="min-w-0">
        {vm ? (
          <>
            <Link
              to={guestPath(vm)}
              tabIndex={tabIndex}
              title={name}
              className="block truncate font-medium hover:underline"
            >
              {name}
            </Link>
            <p className="truncate text-xs text-muted-foreground">
              {guestFacts(vm)}
            </p>
          </>
        ) : (
          <>
            <p className="truncate font-medium">{name}</p>
            {listing === "fresh" ? (
              <p
                title="The server lists no guest of this number: it is gone, or the server's token may not see it"
                className="truncate text-xs text-warning"
              >
                Not on the server
              </p>
            ) : (
              <p className="truncate text-xs text-muted-foreground">
                The server does not answer
              </p>
            )}
          </>
        )}
      </div>
      <div role="cell" className="min-w-0 text-xs max-lg:hidden">
        {vm?.pool && (
          <p className="truncate text-muted-foreground">
            {displayText(vm.pool)}
          </p>
        )}
        {vm && <GuestTags vm={vm} most={3} />}
      </div>
      <div
        role="cell"
        className="flex min-w-0 items-center gap-1 overflow-hidden text-xs max-lg:col-span-2 max-lg:col-start-2 max-lg:row-start-2"
      >
        <Reasons access={access} />
        <span className="truncate text-muted-foreground lg:hidden">
          {access.rights && rightsWords(access.rights)}
        </span>
      </div>
      <div role="cell" className="truncate text-xs max-lg:hidden">
        {access.rights && rightsWords(access.rights)}
      </div>
      <div role="cell" className="max-lg:col-start-3 max-lg:row-start-1">
        {vm && (
          <Button
            variant="ghost"
            size="icon-sm"
            tabIndex={tabIndex}
            aria-label={`Who sees ${name}`}
            title="Who sees it"
            className="text-muted-foreground"
            onClick={() => {
              onAskAudience(vm);
            }}
          >
            <UsersIcon aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
});

/** The badges of how somebody sees a guest; all of them and what they give are in the title. */
function Reasons({ access }: Pick<AssignmentRow, "access">) {
  const reasons = accessReasons(access);
  if (reasons.length === 0)
    return <span className="text-muted-foreground">not seen</span>;
  const shown = reasons.slice(0, 2);
  return (
    <span
      title={reasons
        .map(({ label, detail }) => `${label}: ${detail}`)
        .join("\n")}
      className="flex min-w-0 gap-1"
    >
      {shown.map(({ key, label }) => (
        <span
          key={key}
          className={cn(
            "min-w-0 truncate rounded-sm border px-1.5 py-px",
            !access.rights && "border-dashed text-muted-foreground",
          )}
        >
          {label}
        </span>
      ))}
      {reasons.length > shown.length && (
        <span className="py-px text-muted-foreground">
          +{reasons.length - shown.length}
        </span>
      )}
    </span>
  );
}

function guestFacts(vm: Vm): string {
  return [
    `${vmTypeLabel[vm.type]} ${String(vm.vmid)}`,
    displayText(vm.node),
    isTemplate(vm) ? "template" : vmStateLabel[vmState(vm)].toLowerCase(),
  ].join(" · ");
}
