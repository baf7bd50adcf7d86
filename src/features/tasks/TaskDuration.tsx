import { useNow } from "@/hooks/useNow.ts";
import { formatUptime } from "@/lib/format.ts";

interface TaskDurationProps {
  /** Seconds since 1970. */
  starttime: number;
  /** Undefined while it runs: the duration grows. */
  endtime?: number | undefined;
}

export function TaskDuration({ starttime, endtime }: TaskDurationProps) {
  return endtime === undefined ? (
    <GrowingDuration starttime={starttime} />
  ) : (
    <Duration seconds={endtime - starttime} />
  );
}

function GrowingDuration({ starttime }: { starttime: number }) {
  return <Duration seconds={useNow(1_000) / 1000 - starttime} />;
}

function Duration({ seconds }: { seconds: number }) {
  return (
    <span className="whitespace-nowrap tabular-nums">
      {/* The node's clock may be ahead of this device's. */}
      {formatUptime(Math.max(0, Math.round(seconds)))}
    </span>
  );
}
