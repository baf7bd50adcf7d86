import { RelativeTime } from "@/components/RelativeTime.tsx";
import type { ClusterTwins } from "@/lib/clusters.ts";
import { displayText } from "@/lib/displayText.ts";
import { lastReadAt, type Fleet } from "@/lib/fleet.ts";
import type { FleetTotals } from "./fleetTotals.ts";
import { leftOutWords } from "./leftOutWords.ts";

interface TotalsNoteProps {
  fleet: Fleet;
  totals: FleetTotals;
  twins: ClusterTwins;
}

/** What the totals are made of, as far as it is not simply everything. */
export function TotalsNote({ fleet, totals, twins }: TotalsNoteProps) {
  const readAt = lastReadAt(fleet);
  const leftOut = leftOutWords(totals.leftOut);
  const twinNames = fleet.servers
    .filter(({ key }) => twins.has(key))
    .map(({ serverName }) => displayText(serverName));

  const notes = [
    !fleet.isComplete && "Some servers have not answered yet.",
    totals.isPast && readAt !== undefined && (
      <>
        No server answers. This is what was last known,{" "}
        <RelativeTime time={readAt} />.
      </>
    ),
    leftOut.length > 0 && `Not counted: ${leftOut.join("; ")}.`,
    twinNames.length > 0 &&
      `Registered more than once and counted once: ${twinNames.join(", ")}.`,
  ].filter(Boolean);
  if (notes.length === 0) return null;

  return (
    <p className="mt-2 text-xs break-words text-muted-foreground">
      {notes.map((note, index) => (
        <span key={index}>{note} </span>
      ))}
    </p>
  );
}
