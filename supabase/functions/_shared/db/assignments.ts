import type { Caller } from "./caller.ts";
import { callerClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

/** One guest of the operator's own server that a person may see, and what they may do with it. */
export interface Assignment {
  /** Null: on whichever node it runs. */
  node: string | null;
  vmid: number;
  can_view: boolean;
  can_console: boolean;
  can_power: boolean;
}

const pageSize = 1000;

/** The caller's own, also for administrators, who could read everybody's. */
export async function listAssignments(caller: Caller): Promise<Assignment[]> {
  const client = callerClient(caller);
  const assignments: Assignment[] = [];
  for (;;) {
    const page = await dataOf(
      client
        .from("vm_assignments")
        .select("node,vmid,can_view,can_console,can_power")
        .eq("user_id", caller.userId)
        .order("vmid")
        .range(assignments.length, assignments.length + pageSize - 1),
    );
    assignments.push(...page);
    if (page.length < pageSize) return assignments;
  }
}
