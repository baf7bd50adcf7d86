import type { Vm } from "@/lib/types.ts";
import { isTemplate, vmState } from "@/lib/vmPower.ts";
import { vmTags } from "@/lib/vmTags.ts";
import { compileGlob } from "./glob.ts";
import type {
  Comparison,
  Quantity,
  QuantityField,
  Query,
  StatusWord,
  TextField,
} from "./query.ts";

/** `isPast`: its server does not answer, and so it is known how the guest was, not how it is. */
export type VmPredicate = (vm: Vm, isPast?: boolean) => boolean;

/** Made once a query, asked once a guest: what can be decided beforehand is. */
export function compileQuery(query: Query): VmPredicate {
  switch (query.kind) {
    case "and": {
      const parts = query.parts.map(compileQuery);
      return (vm, isPast) => parts.every((accepts) => accepts(vm, isPast));
    }
    case "or": {
      const parts = query.parts.map(compileQuery);
      return (vm, isPast) => parts.some((accepts) => accepts(vm, isPast));
    }
    case "not": {
      const accepts = compileQuery(query.part);
      return (vm, isPast) => !accepts(vm, isPast);
    }
    case "text":
      return compileText(query.text.toLowerCase());
    case "field":
      return compileField(
        query.field,
        query.isWhole,
        query.value.toLowerCase(),
      );
    case "status":
      return statusPredicates[query.status];
    case "type":
      return (vm) => vm.type === query.type;
    case "compare":
      return compileComparison(query.field, query.comparison, query.quantity);
  }
}

/** A part of any one field. */
function compileText(text: string): VmPredicate {
  if (!text.includes("*")) return (vm) => haystack(vm).includes(text);
  const accepts = compileGlob(`*${text}*`);
  const mayFit = compileParts(text);
  return (vm) => mayFit(vm) && haystack(vm).split("\n").some(accepts);
}

/** Rows that did not change keep their identity between refreshes, so this is built once a row and not once a key. */
const haystacks = new WeakMap<Vm, string>();

function haystack(vm: Vm): string {
  let text = haystacks.get(vm);
  if (text === undefined) {
    const { name = "", vmid, node, serverName, tags = "", pool = "" } = vm;
    text =
      `${name}\n${vmid}\n${node}\n${serverName}\n${tags}\n${pool}`.toLowerCase();
    haystacks.set(vm, text);
  }
  return text;
}

/** Rules out most guests before the haystack is cut into its fields. */
function compileParts(pattern: string): VmPredicate {
  const parts = pattern.split("*");
  return (vm) => {
    const text = haystack(vm);
    return parts.every((part) => text.includes(part));
  };
}

function compileField(
  field: TextField,
  isWhole: boolean,
  value: string,
): VmPredicate {
  const accepts = compileGlob(isWhole ? value : `*${value}*`);
  if (field === "tag") {
    const mayFit = compileParts(value);
    return (vm) =>
      mayFit(vm) && vmTags(vm).some((tag) => accepts(tag.toLowerCase()));
  }
  const textOf = texts[field];
  return (vm) => {
    const text = textOf(vm);
    return text !== undefined && accepts(text.toLowerCase());
  };
}

const texts: Record<
  Exclude<TextField, "tag">,
  (vm: Vm) => string | undefined
> = {
  name: (vm) => vm.name,
  id: (vm) => String(vm.vmid),
  node: (vm) => vm.node,
  server: (vm) => vm.serverName,
  // A guest outside of all pools has none, or an empty one.
  pool: (vm) => vm.pool || undefined,
};

/** As under the tabs: a guest of a silent server is found where it was last seen, greyed and with "was", and as unknown, where it counts. */
const statusPredicates: Record<StatusWord, VmPredicate> = {
  running: (vm) => isGuestIn(vm, "running"),
  // As under the tab of that name: hibernated is off, too.
  stopped: (vm) => isGuestIn(vm, "stopped") || isGuestIn(vm, "hibernated"),
  paused: (vm) => isGuestIn(vm, "paused"),
  hibernated: (vm) => isGuestIn(vm, "hibernated"),
  unknown: (vm, isPast) =>
    isGuestIn(vm, "unknown") || (isPast === true && !isTemplate(vm)),
  locked: (vm) => Boolean(vm.lock),
  template: isTemplate,
};

/** A template is never started, and so is not "stopped" either. */
function isGuestIn(vm: Vm, state: ReturnType<typeof vmState>): boolean {
  return !isTemplate(vm) && vmState(vm) === state;
}

function compileComparison(
  field: QuantityField | "id",
  comparison: Comparison,
  { unit, amount }: Quantity,
): VmPredicate {
  const isPercent = unit === "percent";
  const valueOf = quantities[field];
  const wanted = isPercent ? amount / 100 : amount;
  const compare = comparisons[comparison];
  return (vm) => {
    // A guest that does not tell, or tells NaN, is neither above nor below.
    const value = valueOf(vm, isPercent);
    return value !== undefined && compare(value, wanted);
  };
}

const comparisons: Record<Comparison, (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

/** Shares are fractions. What is off uses nothing and has no uptime: "uptime<1h" asks for what has just started. */
const quantities: Record<
  QuantityField | "id",
  (vm: Vm, isShare: boolean) => number | undefined
> = {
  cpu: (vm) => (isOn(vm) ? vm.cpu : undefined),
  mem: (vm, isShare) =>
    !isOn(vm) ? undefined : isShare ? share(vm.mem, vm.maxmem) : vm.mem,
  // Proxmox VE knows how full a container's disk is; a VM's it calls 0.
  disk: (vm, isShare) =>
    isShare ? share(vm.disk || undefined, vm.maxdisk) : vm.maxdisk,
  uptime: (vm) => (isOn(vm) ? vm.uptime : undefined),
  id: (vm) => vm.vmid,
};

function isOn(vm: Vm): boolean {
  const state = vmState(vm);
  return state === "running" || state === "paused";
}

function share(
  part: number | undefined,
  whole: number | undefined,
): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}
