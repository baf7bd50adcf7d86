import { useNow } from "@/hooks/useNow.ts";
import { formatDateTime, formatRelativeTime } from "@/lib/format.ts";

interface RelativeTimeProps {
  time: string | number;
}

/** "3 min. ago", growing older by itself; the exact time on hovering. */
export function RelativeTime({ time }: RelativeTimeProps) {
  const now = useNow(10_000);
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={formatDateTime(time)}
      className="whitespace-nowrap"
    >
      {/* What came in after the last tick is not from the future. */}
      {formatRelativeTime(time, Math.max(now, new Date(time).getTime()))}
    </time>
  );
}
