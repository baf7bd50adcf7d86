import type { ReactNode } from "react";
import { Link } from "@/components/Link.tsx";
import { UsageBar } from "@/components/UsageBar.tsx";
import { everythingState } from "@/hooks/useDefaultView.ts";
import {
  formatBytes,
  formatCores,
  formatCount,
  formatPercent,
} from "@/lib/format.ts";
import { share, type Usage } from "@/lib/inventory.ts";
import { guestListPath, nodesPath, storagesPath } from "@/lib/listPaths.ts";
import { cn } from "@/lib/utils.ts";
import type { FleetTotals, GuestTotals } from "./fleetTotals.ts";

interface TotalsPanelProps {
  totals: FleetTotals;
  /** Before that, no number is known, not even a zero. */
  hasAnswer: boolean;
  /** Why usage may not be told. */
  reason: string;
}

export function TotalsPanel({ totals, hasAnswer, reason }: TotalsPanelProps) {
  const { guests, cpu, memory, storage, isPast } = totals;

  return (
    <section
      aria-label="Totals"
      className={cn(
        "grid grid-cols-3 gap-3 xl:grid-cols-4",
        isPast && "grayscale",
      )}
    >
      {hasAnswer ? (
        <GuestTile guests={guests} isPast={isPast} />
      ) : (
        <Tile {...guestTile} isPast={isPast}>
          <NoFigure reason={reason} />
        </Tile>
      )}
      <UsageTile
        label="CPU"
        to={nodesPath({ sort: "cpu" })}
        usage={cpu}
        isPast={isPast}
        reason={reason}
      >
        {cpu && `${formatCores(cpu.used)} of ${formatCores(cpu.total)} cores`}
      </UsageTile>
      <UsageTile
        label="Memory"
        to={nodesPath({ sort: "memory" })}
        usage={memory}
        isPast={isPast}
        reason={reason}
      >
        {memory && bytesText(memory)}
      </UsageTile>
      <UsageTile
        label="Storage"
        to={storagesPath({ sort: "usage" })}
        usage={storage}
        isPast={isPast}
        reason={reason}
      >
        {storage && bytesText(storage)}
      </UsageTile>
    </section>
  );
}

function bytesText({ used, total }: Usage): string {
  return `${formatBytes(used)} of ${formatBytes(total)}`;
}

const parts = [
  { part: "running", label: "running", tone: "bg-success" },
  { part: "paused", label: "paused", tone: "bg-warning" },
  { part: "unknown", label: "unknown", tone: "bg-warning/50" },
  { part: "stopped", label: "stopped", tone: "bg-muted-foreground/40" },
] as const;

const guestTile = {
  label: "Guests",
  to: guestListPath(),
  className: "max-xl:col-span-3",
};

function GuestTile({
  guests,
  isPast,
}: {
  guests: GuestTotals;
  isPast: boolean;
}) {
  const all = guests.running + guests.stopped + guests.paused + guests.unknown;
  const shown = parts.filter(
    ({ part }) => guests[part] > 0 || part === "running" || part === "stopped",
  );

  return (
    <Tile {...guestTile} isPast={isPast}>
      <p className="flex items-baseline gap-1.5 tabular-nums">
        <Figure>{formatCount(guests.running)}</Figure>
        <span className="text-muted-foreground">
          of {formatCount(all)} {isPast ? "were running" : "running"}
        </span>
      </p>
      <span
        aria-hidden
        className="flex h-1.5 gap-px overflow-hidden rounded-full bg-muted"
      >
        {all > 0 &&
          shown.map(
            ({ part, tone }) =>
              guests[part] > 0 && (
                <span
                  key={part}
                  className={tone}
                  style={{ flexGrow: guests[part] }}
                />
              ),
          )}
      </span>
      <p className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-muted-foreground tabular-nums">
        {shown.map(({ part, label, tone }) => (
          <PartLink key={part} to={guestListPath({ status: part })}>
            <span aria-hidden className={cn("size-2 rounded-full", tone)} />
            {formatCount(guests[part])} {label}
          </PartLink>
        ))}
        {guests.templates > 0 && (
          <PartLink to={guestListPath({ status: "templates" })}>
            {formatCount(guests.templates)}{" "}
            {guests.templates === 1 ? "template" : "templates"}
          </PartLink>
        )}
      </p>
    </Tile>
  );
}

function PartLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="relative z-10 inline-flex items-center gap-1.5 rounded-xs py-1 hover:text-foreground hover:underline"
    >
      {children}
    </Link>
  );
}

interface UsageTileProps {
  label: string;
  to: string;
  usage: Usage | undefined;
  isPast: boolean;
  reason: string;
  children: ReactNode;
}

function UsageTile({
  label,
  to,
  usage,
  isPast,
  reason,
  children,
}: UsageTileProps) {
  return (
    <Tile label={label} to={to} isPast={isPast}>
      {usage ? (
        <>
          <p className="tabular-nums">
            <Figure>{formatPercent(share(usage))}</Figure>
          </p>
          <UsageBar fraction={share(usage)} isPast={isPast} />
          <p className="py-1 text-xs text-muted-foreground tabular-nums">
            {children}
          </p>
        </>
      ) : (
        <NoFigure reason={reason} />
      )}
    </Tile>
  );
}

function NoFigure({ reason }: { reason: string }) {
  return (
    <>
      <p>
        <Figure>–</Figure>
      </p>
      <p className="text-xs break-words text-muted-foreground">{reason}</p>
    </>
  );
}

interface TileProps {
  label: string;
  to: string;
  isPast: boolean;
  className?: string;
  children: ReactNode;
}

/** The heading's link covers the tile; links within stand above it. */
function Tile({ label, to, isPast, className, children }: TileProps) {
  return (
    <article
      className={cn(
        "relative flex min-w-0 flex-col gap-2 rounded-lg border bg-card p-3.5 shadow-xs hover:border-ring/60",
        isPast && "border-dashed bg-transparent",
        className,
      )}
    >
      <h2 className="text-xs font-medium text-muted-foreground">
        <Link
          to={to}
          // All guests are counted, and so all are shown, whatever the default view is.
          state={everythingState}
          className="outline-none after:absolute after:inset-0 after:rounded-lg focus-visible:after:ring-[3px] focus-visible:after:ring-ring/50"
        >
          {label}
        </Link>
      </h2>
      {children}
    </article>
  );
}

function Figure({ children }: { children: ReactNode }) {
  return (
    <span className="text-2xl leading-8 font-semibold tracking-tight">
      {children}
    </span>
  );
}
