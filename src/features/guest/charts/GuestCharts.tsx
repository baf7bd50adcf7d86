import { useMemo, useState } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { useGuestMetrics } from "@/hooks/useGuest.ts";
import { formatBytes, formatPercent } from "@/lib/format.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import type { MetricsPoint, MetricsTimeframe } from "@/lib/types.ts";
import { inOrder, valuesOf } from "./chartData.ts";
import { ChartsSkeleton } from "./ChartsSkeleton.tsx";
import { Plot, type PlotSeries } from "./Plot.tsx";

interface GuestChartsProps {
  guest: GuestAddress;
  timeframe: MetricsTimeframe;
  timeZone: string | undefined;
}

/** What Proxmox VE has recorded of a guest. */
export default function GuestCharts({
  guest,
  timeframe,
  timeZone,
}: GuestChartsProps) {
  const { data, error, isPending, isFetching, refetch } = useGuestMetrics(
    guest,
    timeframe,
  );

  if (isPending) return <ChartsSkeleton />;
  if (!data) {
    return (
      <ErrorNotice
        error={error}
        isRetrying={isFetching}
        onRetry={() => void refetch()}
        className="m-4"
      />
    );
  }
  return (
    <>
      {error && <ErrorNotice error={error} className="mx-4 mt-4" />}
      <Charts points={data.points} timeframe={timeframe} timeZone={timeZone} />
    </>
  );
}

interface ChartsProps {
  points: readonly MetricsPoint[];
  timeframe: MetricsTimeframe;
  timeZone: string | undefined;
}

interface Chart {
  title: string;
  series: readonly PlotSeries[];
  format: (value: number) => string;
  isBinary: boolean;
  floor: number;
}

function Charts({ points, timeframe, timeZone }: ChartsProps) {
  const { times, charts } = useMemo(() => readCharts(points), [points]);
  // One moment for all of them: what the processor did when the network was busy is the question.
  const [chosen, setChosen] = useState<number>();

  if (charts.every(isEmpty)) {
    return (
      <p className="p-4 text-muted-foreground">
        Nothing was recorded in this time: the guest was off, or did not exist
        yet.
      </p>
    );
  }
  return (
    <div className="grid min-w-0 lg:grid-cols-2">
      {charts.map((chart) => (
        <Plot
          key={chart.title}
          {...chart}
          times={times}
          timeframe={timeframe}
          timeZone={timeZone}
          chosen={chosen}
          onChoose={setChosen}
        />
      ))}
    </div>
  );
}

const formatRate = (bytes: number) => `${formatBytes(bytes)}/s`;

function readCharts(points: readonly MetricsPoint[]) {
  const ordered = inOrder(points);
  const of = (field: Parameters<typeof valuesOf>[1]) =>
    valuesOf(ordered, field);
  const charts: Chart[] = [
    {
      title: "CPU",
      series: [{ name: "Used", color: "first", values: of("cpu") }],
      format: formatPercent,
      isBinary: false,
      floor: 0.05,
    },
    {
      title: "Memory",
      series: [
        { name: "Used", color: "first", values: of("mem") },
        { name: "Total", color: "limit", values: of("maxmem"), isLimit: true },
      ],
      format: formatBytes,
      isBinary: true,
      floor: 1024 ** 2,
    },
    {
      title: "Network",
      series: [
        { name: "In", color: "first", values: of("netin") },
        { name: "Out", color: "second", values: of("netout") },
      ],
      format: formatRate,
      isBinary: true,
      floor: 1024,
    },
    {
      title: "Disk I/O",
      series: [
        { name: "Read", color: "first", values: of("diskread") },
        { name: "Written", color: "second", values: of("diskwrite") },
      ],
      format: formatRate,
      isBinary: true,
      floor: 1024,
    },
  ];
  return { times: ordered.map(({ time }) => time), charts };
}

function isEmpty({ series }: Chart): boolean {
  return series.every(
    ({ values, isLimit }) => isLimit || values.every((value) => value === null),
  );
}
