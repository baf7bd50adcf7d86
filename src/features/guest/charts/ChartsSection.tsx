import { Suspense, lazy } from "react";
import { Section } from "@/features/guest/Section.tsx";
import { useAddressFields } from "@/hooks/useAddressFields.ts";
import { useTimeZone } from "@/hooks/useDateTime.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import type { MetricsTimeframe } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { ChartsSkeleton } from "./ChartsSkeleton.tsx";
import { timeframes } from "./timeLabels.ts";

const GuestCharts = lazy(() => import("./GuestCharts.tsx"));

/** The charts and the time they show, which stands in the address. */
export function ChartsSection({ guest }: { guest: GuestAddress }) {
  const [params, setField] = useAddressFields();
  const timeframe = readTimeframe(params);
  // Asked here: by the time the charts have been loaded, it is known.
  const timeZone = useTimeZone();

  return (
    <Section
      title="Usage"
      actions={
        <div role="group" aria-label="Time" className="flex gap-0.5">
          {Object.entries(timeframes).map(([name, label]) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === timeframe}
              onClick={() => {
                setField("time", name === "hour" ? "" : name);
              }}
              className={cn(
                "h-7 rounded-md px-2 text-xs font-medium outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50 pointer-coarse:h-11",
                name === timeframe
                  ? "bg-accent text-accent-foreground"
                  : "text-muted-foreground hover:text-foreground",
              )}
            >
              {label}
            </button>
          ))}
        </div>
      }
    >
      <Suspense fallback={<ChartsSkeleton />}>
        <GuestCharts guest={guest} timeframe={timeframe} timeZone={timeZone} />
      </Suspense>
    </Section>
  );
}

function readTimeframe(params: URLSearchParams): MetricsTimeframe {
  const time = params.get("time") ?? "";
  return Object.hasOwn(timeframes, time) ? (time as MetricsTimeframe) : "hour";
}
