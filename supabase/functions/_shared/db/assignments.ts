import type { AssignmentRule } from "../contract/admin.ts";
import type { Caller } from "./caller.ts";
import { callerClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

interface Rights {
  can_view: boolean;
  can_console: boolean;
  can_power: boolean;
}

/** One guest of the operator's own server that a person may see, and what they may do with it. */
export interface Assignment extends Rights {
  /** Null: on whichever node it runs. */
  node: string | null;
  vmid: number;
}

/** The same for every guest with a tag, or in a pool. */
export interface Rule
  extends Rights, Pick<AssignmentRule, "id" | "kind" | "value"> {}

const pageSize = 1000;

/** The caller's own, also for administrators, who could read everybody's. */
export async function listAssignments(caller: Caller): Promise<Assignment[]> {
  return await everyPage((from, to) =>
    dataOf(
      callerClient(caller)
        .from("vm_assignments")
        .select("node,vmid,can_view,can_console,can_power")
        .eq("user_id", caller.userId)
        .order("vmid")
        .range(from, to),
    ),
  );
}

/** The caller's own, as above. */
export async function listRules(caller: Caller): Promise<Rule[]> {
  const rules = await everyPage((from, to) =>
    dataOf(
      callerClient(caller)
        .from("assignment_rules")
        .select("id,kind,value,can_view,can_console,can_power")
        .eq("user_id", caller.userId)
        .order("id")
        .range(from, to),
    ),
  );
  // The table knows these two kinds and no other.
  return rules as Rule[];
}

async function everyPage<Row>(
  read: (from: number, to: number) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await read(rows.length, rows.length + pageSize - 1);
    rows.push(...page);
    if (page.length < pageSize) return rows;
  }
}
