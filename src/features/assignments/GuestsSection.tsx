import {
  Suspense,
  lazy,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { RowsSkeleton } from "@/components/RowsSkeleton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { counted } from "@/lib/counted.ts";
import { formatCount } from "@/lib/format.ts";
import type { Vm } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { AssignBar } from "./AssignBar.tsx";
import { AssignmentList } from "./AssignmentList.tsx";
import {
  assignmentRows,
  countRows,
  filterRows,
  rowFilters,
  searchRows,
  type Listing,
  type PersonsRights,
  type RowFilter,
} from "./assignmentRows.ts";
import type { AssignmentsView } from "./assignmentsView.ts";
import { useTicks } from "./useTicks.ts";

const AudienceDialog = lazy(() => import("./AudienceDialog.tsx"));

const noGuests: readonly Vm[] = [];

export interface GuestsSectionProps extends PersonsRights {
  userId: string;
  userName: string;
  view: AssignmentsView;
  onChange: (change: Partial<AssignmentsView>) => void;
  /** All guests of the operator's server in the order in which they are listed; undefined where they are not known. */
  guests: readonly Vm[] | undefined;
  listing: Listing;
  accepts: ((vm: Vm) => boolean) | undefined;
  searchField: ReactNode;
}

/** The guests of the operator's server as one person has them. */
export function GuestsSection(props: GuestsSectionProps) {
  const { userId, userName, listing, view, onChange, searchField } = props;
  const topRef = useTopOfAnswer(view);
  const [asked, setAsked] = useState<Vm>();
  const { rows, counts, shown } = useRows(props);
  const { ticked, vmids, tick, toggle, tickOnly } = useTicks(rows, shown);

  if (listing === "pending") return <RowsSkeleton what="the guests" />;

  const hiddenCount =
    ticked.length - shown.filter(({ vmid }) => vmids.has(vmid)).length;

  return (
    // The bar must not stand on the last guest.
    <section
      ref={topRef}
      aria-label="Guests"
      className={cn(
        "scroll-mt-13 md:scroll-mt-0",
        ticked.length > 0 && "pb-24",
      )}
    >
      <div className="z-20 -mx-1 flex flex-wrap items-start gap-2 bg-background px-1 py-2 md:sticky md:top-0">
        {searchField}
        <Filters
          counts={counts}
          current={view.filter}
          isFresh={listing === "fresh"}
          onChange={(filter) => {
            onChange({ filter });
          }}
        />
      </div>
      {shown.length > 0 ? (
        <AssignmentList
          rows={shown}
          ticked={vmids}
          listing={listing}
          onToggle={toggle}
          onTick={tick}
          onAskAudience={setAsked}
        />
      ) : (
        <NothingShown
          isEmpty={rows.length === 0}
          isFresh={listing === "fresh"}
          onShowAll={() => {
            onChange({ text: "", filter: "all" });
          }}
        />
      )}
      <p role="status" className="mt-2 text-xs text-muted-foreground">
        {shown.length === rows.length
          ? counted(rows.length, "guest")
          : `${formatCount(shown.length)} of ${counted(rows.length, "guest")}`}
      </p>
      {ticked.length > 0 && (
        <AssignBar
          userId={userId}
          userName={userName}
          ticked={ticked}
          hiddenCount={hiddenCount}
          onTickOnly={tickOnly}
        />
      )}
      {asked && (
        <Suspense>
          <AudienceDialog
            vm={asked}
            onClose={() => {
              setAsked(undefined);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

function useRows({
  guests = noGuests,
  assignments,
  rules,
  view,
  accepts,
}: GuestsSectionProps) {
  const { text, filter } = view;
  const rows = useMemo(
    () => assignmentRows(guests, { assignments, rules }),
    [guests, assignments, rules],
  );
  const matched = useMemo(
    () => searchRows(rows, text, accepts),
    [rows, text, accepts],
  );
  const counts = useMemo(() => countRows(matched), [matched]);
  const shown = useMemo(() => filterRows(matched, filter), [matched, filter]);
  return { rows, counts, shown };
}

/** The answer to a new question begins at its top. */
function useTopOfAnswer({ text, filter }: AssignmentsView) {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    const top = ref.current?.getBoundingClientRect().top ?? 0;
    if (top < 0) ref.current?.scrollIntoView();
  }, [text, filter]);
  return ref;
}

interface FiltersProps {
  counts: Record<RowFilter, number>;
  current: RowFilter;
  isFresh: boolean;
  onChange: (filter: RowFilter) => void;
}

function Filters({ counts, current, isFresh, onChange }: FiltersProps) {
  const labels: Record<RowFilter, string> = {
    all: "All",
    seen: "Seen",
    hidden: "Not seen",
    unlisted: isFresh ? "Gone" : "By number only",
  };
  return (
    <div role="group" aria-label="Show" className="flex flex-wrap gap-1">
      {rowFilters.map((filter) => {
        const isShown = filter === current;
        // What nobody has needs no button, unless it is the one that is pressed.
        if (filter === "unlisted" && counts.unlisted === 0 && !isShown)
          return null;
        return (
          <Button
            key={filter}
            variant="ghost"
            size="sm"
            aria-pressed={isShown}
            onClick={() => {
              onChange(filter);
            }}
            className={cn(
              "text-muted-foreground",
              isShown && "bg-accent text-foreground",
            )}
          >
            {labels[filter]}{" "}
            <span className="font-normal text-muted-foreground tabular-nums">
              {formatCount(counts[filter])}
            </span>
          </Button>
        );
      })}
    </div>
  );
}

interface NothingShownProps {
  isEmpty: boolean;
  isFresh: boolean;
  onShowAll: () => void;
}

function NothingShown({ isEmpty, isFresh, onShowAll }: NothingShownProps) {
  if (isEmpty)
    return (
      <EmptyState
        icon={SearchXIcon}
        title={isFresh ? "No guests" : "The guests are not known"}
      >
        {isFresh
          ? "Either the server has none, or its token may not see them: that takes the privilege VM.Audit."
          : "The server has not answered yet. What is assigned to this person would be listed by number: nothing is."}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={SearchXIcon}
      title="No guest matches"
      action={
        <Button variant="outline" onClick={onShowAll}>
          Show all guests
        </Button>
      }
    />
  );
}
