import { Suspense, lazy, useState } from "react";
import { XIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useChangeAssignments } from "@/hooks/useAssignments.ts";
import type { Rights } from "@/lib/assignments.ts";
import { counted } from "@/lib/counted.ts";
import { toAppError } from "@/lib/errors.ts";
import { formatCount } from "@/lib/format.ts";
import { toast } from "@/lib/toast.ts";
import type { AssignmentRow } from "./assignmentRows.ts";
import { RightsBoxes } from "./RightsBoxes.tsx";

const ConfirmRemoval = lazy(() => import("./ConfirmRemoval.tsx"));

interface AssignBarProps {
  userId: string;
  userName: string;
  /** Never none of them. */
  ticked: readonly AssignmentRow[];
  /** How many of them the list does not show. */
  hiddenCount: number;
  onTickOnly: (vmids: readonly number[]) => void;
}

/** What is given to one person of all guests that are ticked, in one step. Stands above the end of the page, where the thumb is. */
export function AssignBar({
  userId,
  userName,
  ticked,
  hiddenCount,
  onTickOnly,
}: AssignBarProps) {
  const [chosen, setChosen] = useState<Rights>();
  const [isRemoving, setIsRemoving] = useState(false);
  const change = useChangeAssignments();
  const rights = chosen ?? commonRights(ticked);
  const assigned = ticked.filter(({ access }) => access.assignment);

  async function run(
    rows: readonly AssignmentRow[],
    given: Rights | undefined,
  ) {
    const vmids = rows.map(({ vmid }) => vmid);
    const { left } = await change.mutateAsync({ userId, vmids, rights: given });
    // What was not done stays ticked, for another attempt.
    onTickOnly(left);
    if (left.length > 0) return;
    setChosen(undefined);
    toast.success(
      given
        ? `${counted(rows.length, "guest")} assigned to ${userName}`
        : `${counted(rows.length, "assignment")} of ${userName} removed`,
    );
  }

  return (
    <>
      <div
        role="group"
        aria-label="Selected guests"
        className="fixed inset-x-2 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-30 rounded-lg border bg-popover p-1.5 text-popover-foreground shadow-lg md:right-auto md:bottom-4 md:left-[15rem] xl:left-[33.5rem]"
      >
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <div className="flex items-center gap-1">
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label="Clear the selection"
              title="Clear the selection"
              onClick={() => {
                onTickOnly([]);
              }}
            >
              <XIcon />
            </Button>
            <p role="status" className="font-medium whitespace-nowrap">
              {formatCount(ticked.length)} selected
              {hiddenCount > 0 && (
                <span className="font-normal text-muted-foreground">
                  {" "}
                  ({formatCount(hiddenCount)} not shown)
                </span>
              )}
            </p>
          </div>
          <RightsBoxes
            label={`What ${userName} may do`}
            rights={rights}
            isDisabled={change.isPending}
            onChange={setChosen}
          />
          <div className="ml-auto flex gap-1">
            <Button
              size="sm"
              disabled={change.isPending}
              onClick={() => {
                void run(ticked, rights);
              }}
            >
              {change.isPending ? "Saving …" : "Assign"}
            </Button>
            <Button
              size="sm"
              variant="outline"
              disabled={change.isPending || assigned.length === 0}
              title={
                assigned.length === 0
                  ? "None of these is assigned by hand"
                  : undefined
              }
              onClick={() => {
                setIsRemoving(true);
              }}
            >
              Remove
            </Button>
          </div>
        </div>
        {change.data && change.data.left.length > 0 && (
          <Failure change={change} />
        )}
      </div>
      {isRemoving && (
        <Suspense>
          <ConfirmRemoval
            title={`Take ${counted(assigned.length, "guest")} back from ${userName}?`}
            description={stillSeen(assigned)}
            onConfirm={() => {
              setIsRemoving(false);
              void run(assigned, undefined);
            }}
            onClose={() => {
              setIsRemoving(false);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function Failure({
  change: { data, variables },
}: {
  change: Pick<ReturnType<typeof useChangeAssignments>, "data" | "variables">;
}) {
  if (!data || !variables) return null;
  const all = variables.vmids.length;
  const done = all - data.left.length;
  return (
    <p role="alert" className="max-w-prose px-2 pt-1 pb-0.5 text-destructive">
      {done === 0
        ? "Nothing was changed as far as is known"
        : `Done for ${formatCount(done)} of ${formatCount(all)}; the rest is still selected`}
      : {toAppError(data.error).message}.
    </p>
  );
}

/** What all of them have by hand already, so that one more right is one click. */
function commonRights(rows: readonly AssignmentRow[]): Rights {
  const has = (right: keyof Rights) =>
    rows.every(({ access }) => access.assignment?.[right] === true);
  return { can_console: has("can_console"), can_power: has("can_power") };
}

function stillSeen(rows: readonly AssignmentRow[]): string {
  const byRule = rows.filter(({ access }) =>
    access.rules.some(({ can_view }) => can_view),
  ).length;
  const others =
    "They disappear from this person's list; consoles of them end within a minute.";
  if (byRule === 0) return others;
  return byRule === rows.length
    ? "A rule lets this person see them nevertheless, with what the rule gives."
    : `${others} Of them, a rule still shows ${formatCount(byRule)}.`;
}
