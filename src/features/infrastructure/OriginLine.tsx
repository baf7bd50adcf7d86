import { RelativeTime } from "@/components/RelativeTime.tsx";
import { displayText } from "@/lib/displayText.ts";

interface OriginLineProps {
  row: { serverName: string; isPast: boolean; readAt: number | undefined };
}

/** Which server a row is of, and how old it is if that server does not answer. */
export function OriginLine({ row }: OriginLineProps) {
  const name = displayText(row.serverName);
  return (
    <span className="block truncate" title={name}>
      {name}
      {row.isPast && row.readAt !== undefined && (
        <span className="text-xs">
          {" · as of "}
          <RelativeTime time={row.readAt} />
        </span>
      )}
    </span>
  );
}
