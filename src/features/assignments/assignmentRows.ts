import { accessTo, type GuestAccess } from "@/lib/assignmentAccess.ts";
import type { Assignment, AssignmentRule } from "@/lib/assignments.ts";
import type { Vm } from "@/lib/types.ts";

/** A guest of the operator's server, and how one person comes to see it. */
export interface AssignmentRow {
  /** A VMID is one guest in a whole cluster. */
  vmid: number;
  /** Undefined: it is assigned, and not in the server's list. */
  vm: Vm | undefined;
  access: GuestAccess;
}

/** All guests, in their order; before them what is assigned and not among them, which somebody should look at. */
export function assignmentRows(
  guests: readonly Vm[],
  { assignments, rules }: PersonsRights,
): AssignmentRow[] {
  const byVmid = new Map(assignments.map((one) => [one.vmid, one]));
  const listed = guests.map((vm): AssignmentRow => {
    const assignment = byVmid.get(vm.vmid);
    byVmid.delete(vm.vmid);
    return { vmid: vm.vmid, vm, access: accessTo(vm, assignment, rules) };
  });
  const unlisted = [...byVmid.values()].map((assignment): AssignmentRow => ({
    vmid: assignment.vmid,
    vm: undefined,
    access: unlistedAccess(assignment),
  }));
  return [...unlisted, ...listed];
}

/** Whether the server's list tells what is there: only of a fresh one is it known that a guest is not. */
export type Listing = "pending" | "fresh" | "past";

export interface PersonsRights {
  assignments: readonly Assignment[];
  rules: readonly AssignmentRule[];
}

/** Of a guest that nobody knows anything about, no rule can say anything. */
function unlistedAccess(assignment: Assignment): GuestAccess {
  const { can_view, can_console, can_power } = assignment;
  return {
    assignment,
    isElsewhere: false,
    rules: [],
    rights: can_view ? { can_console, can_power } : undefined,
  };
}

export const rowFilters = ["all", "seen", "hidden", "unlisted"] as const;
export type RowFilter = (typeof rowFilters)[number];

const isIn: Record<RowFilter, (row: AssignmentRow) => boolean> = {
  all: () => true,
  seen: ({ access }) => access.rights !== undefined,
  hidden: ({ access }) => access.rights === undefined,
  unlisted: ({ vm }) => vm === undefined,
};

export function filterRows(
  rows: readonly AssignmentRow[],
  filter: RowFilter,
): readonly AssignmentRow[] {
  return filter === "all" ? rows : rows.filter(isIn[filter]);
}

export function countRows(
  rows: readonly AssignmentRow[],
): Record<RowFilter, number> {
  const counts = { all: 0, seen: 0, hidden: 0, unlisted: 0 };
  for (const row of rows)
    for (const filter of rowFilters) if (isIn[filter](row)) counts[filter] += 1;
  return counts;
}

/** Of a guest that is not in the list, its number is all there is to search in. */
export function searchRows(
  rows: readonly AssignmentRow[],
  text: string,
  accepts: ((vm: Vm) => boolean) | undefined,
): readonly AssignmentRow[] {
  if (!accepts) return rows;
  return rows.filter(({ vm, vmid }) =>
    vm ? accepts(vm) : String(vmid).includes(text.trim()),
  );
}
