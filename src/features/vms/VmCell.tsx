import type { CSSProperties } from "react";
import { GuestTags } from "@/components/GuestTags.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes, formatPercent, formatUptime } from "@/lib/format.ts";
import type { Vm } from "@/lib/types.ts";
import { vmTypeLabel } from "@/lib/vmName.ts";
import { meterClass, meterStyle } from "./meter.ts";
import type { VmColumn } from "./vmColumns.ts";
import {
  isOn,
  memoryText,
  ratio,
  stateText,
  type VmSituation,
} from "./vmWords.ts";

interface VmCellProps {
  column: VmColumn;
  vm: Vm;
  situation: VmSituation;
}

/** One value of a guest, in one element if it can be. */
export function VmCell({ column, vm, situation }: VmCellProps) {
  switch (column) {
    case "status":
      return <Text>{stateText(vm, situation)}</Text>;
    case "server":
      return <Text>{displayText(vm.serverName)}</Text>;
    case "node":
      return <Text>{displayText(vm.node)}</Text>;
    case "vmid":
      return <Figure>{String(vm.vmid)}</Figure>;
    case "type":
      return <Text>{vmTypeLabel[vm.type]}</Text>;
    case "cpu":
      return isOn(vm) && vm.cpu !== undefined ? (
        <Usage
          fraction={vm.cpu}
          title={vm.maxcpu === undefined ? undefined : `of ${vm.maxcpu} cores`}
        >
          {formatPercent(vm.cpu)}
        </Usage>
      ) : (
        <Figure />
      );
    case "memory":
      return isOn(vm) && vm.mem !== undefined ? (
        <Usage fraction={ratio(vm.mem, vm.maxmem)} title={memoryText(vm, true)}>
          {formatBytes(vm.mem)}
        </Usage>
      ) : (
        <Figure />
      );
    case "disk": {
      if (!vm.maxdisk) return <Figure />;
      const size = formatBytes(vm.maxdisk);
      // Of a VM's disk Proxmox VE knows the size alone.
      return vm.type === "lxc" && isOn(vm) && vm.disk !== undefined ? (
        <Usage
          fraction={ratio(vm.disk, vm.maxdisk)}
          title={`${formatBytes(vm.disk)} of ${size} used`}
        >
          {size}
        </Usage>
      ) : (
        <Figure>{size}</Figure>
      );
    }
    case "network":
      return isOn(vm) && vm.netin !== undefined && vm.netout !== undefined ? (
        <Figure title="Received and sent since it was started">
          {`↓ ${formatBytes(vm.netin)} ↑ ${formatBytes(vm.netout)}`}
        </Figure>
      ) : (
        <Figure />
      );
    case "uptime":
      return (
        <Figure>
          {isOn(vm) && vm.uptime ? formatUptime(vm.uptime) : undefined}
        </Figure>
      );
    case "pool":
      return <Text>{vm.pool && displayText(vm.pool)}</Text>;
    case "tags":
      return (
        <GuestTags role="gridcell" vm={vm} most={4} className="px-2 text-xs" />
      );
    case "ha":
      return <Text>{vm.hastate && displayText(vm.hastate)}</Text>;
    case "lock":
      return <Text>{vm.lock && displayText(vm.lock)}</Text>;
  }
}

function Text({ children }: { children: string | undefined }) {
  return (
    <div
      role="gridcell"
      title={children}
      className="truncate px-2 text-muted-foreground"
    >
      {children}
    </div>
  );
}

interface FigureProps {
  title?: string;
  children?: string | undefined;
}

function Figure({ title, children }: FigureProps) {
  return (
    <div
      role="gridcell"
      title={title}
      className="truncate px-2 text-right text-muted-foreground tabular-nums"
    >
      {children}
    </div>
  );
}

interface UsageProps {
  fraction: number | undefined;
  title: string | undefined;
  children: string;
}

/** The bar is the cell's own background: with 10,000 guests every element counts. */
function Usage({ fraction, title, children }: UsageProps) {
  return (
    <div
      role="gridcell"
      title={title}
      style={meterStyle(fraction) as CSSProperties}
      className={`${meterClass} truncate bg-[length:2rem_3px] bg-[position:0.5rem_center] px-2 text-right tabular-nums`}
    >
      {children}
    </div>
  );
}
