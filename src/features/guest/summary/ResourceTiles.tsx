import type { ReactNode } from "react";
import { Meter } from "@/features/guest/Meter.tsx";
import { useGuestMetrics } from "@/hooks/useGuest.ts";
import { formatBytes, formatPercent } from "@/lib/format.ts";
import { vmState } from "@/lib/vmPower.ts";
import { inOrder, summarize, valuesOf } from "../charts/chartData.ts";
import type { GuestView } from "../guestView.ts";

/** What the guest uses now. */
export function ResourceTiles({ view }: { view: GuestView }) {
  const { vm, guest, isPast } = view;
  const state = vmState(vm);
  const isOn = !isPast && (state === "running" || state === "paused");
  // The list counts bytes since the start; what is moved a second is what Proxmox VE has averaged over the last minute.
  const { data } = useGuestMetrics(guest, "hour");
  const points = inOrder(data?.points ?? []).slice(-3);
  const rate = (field: "netin" | "netout") => {
    const newest = summarize(valuesOf(points, field))?.last;
    return isOn && newest !== undefined
      ? `${formatBytes(newest)}/s`
      : undefined;
  };
  const [netin, netout] = [rate("netin"), rate("netout")];

  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Tile
        name="CPU"
        value={isOn && vm.cpu !== undefined ? formatPercent(vm.cpu) : "–"}
        fraction={isOn ? vm.cpu : undefined}
      >
        {vm.maxcpu === undefined
          ? ""
          : `of ${vm.maxcpu} ${vm.maxcpu === 1 ? "core" : "cores"}`}
      </Tile>
      <Tile
        name="Memory"
        value={isOn && vm.mem !== undefined ? formatBytes(vm.mem) : "–"}
        fraction={
          isOn && vm.mem !== undefined && vm.maxmem
            ? vm.mem / vm.maxmem
            : undefined
        }
      >
        {vm.maxmem === undefined ? "" : `of ${formatBytes(vm.maxmem)}`}
      </Tile>
      <DiskTile view={view} isOn={isOn} />
      <Tile name="Network" value={netin ? `${netin} in` : "–"}>
        {netout && `${netout} out`}
      </Tile>
    </dl>
  );
}

/** Of a container it is known how full it is; of a VM, only how large. */
function DiskTile({ view: { vm }, isOn }: { view: GuestView; isOn: boolean }) {
  const isKnown = vm.type === "lxc" && isOn && vm.disk !== undefined;
  const size = vm.maxdisk ? formatBytes(vm.maxdisk) : "–";
  return isKnown ? (
    <Tile
      name="Root disk"
      value={formatBytes(vm.disk ?? 0)}
      fraction={vm.maxdisk ? (vm.disk ?? 0) / vm.maxdisk : undefined}
    >
      of {size}
    </Tile>
  ) : (
    <Tile name={vm.type === "lxc" ? "Root disk" : "Boot disk"} value={size}>
      {vm.type === "lxc" ? "" : "use not reported"}
    </Tile>
  );
}

interface TileProps {
  name: string;
  value: string;
  /** Of the whole; undefined where nothing is measured. */
  fraction?: number | undefined;
  children: ReactNode;
}

function Tile({ name, value, fraction, children }: TileProps) {
  return (
    <div className="min-w-0 rounded-lg border bg-card px-3 py-2.5 shadow-xs">
      <dt className="text-xs text-muted-foreground">{name}</dt>
      <dd className="min-w-0">
        <span className="block truncate text-base font-medium tabular-nums">
          {value}
        </span>
        <span className="block min-h-4.5 truncate text-xs text-muted-foreground tabular-nums">
          {children}
        </span>
        {fraction !== undefined && <Meter fraction={fraction} />}
      </dd>
    </div>
  );
}
