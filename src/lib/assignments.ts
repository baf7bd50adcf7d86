import * as z from "zod/mini";
import { assignmentRuleSchema, type AssignmentRule } from "@contract/admin.ts";
import { AppError } from "@contract/errors.ts";
import { readPeople, type Person } from "@/lib/activity.ts";
import { hasAdminRole } from "@/lib/adminStanding.ts";
import { ruleValuesOf } from "@/lib/assignmentAccess.ts";
import { queryDatabase } from "@/lib/database.ts";
import type { Vm } from "@/lib/types.ts";

export type { AssignmentRule } from "@contract/admin.ts";

/** public.vm_assignments, as administrators may read it. */
const assignmentSchema = z.object({
  user_id: z.string(),
  /** Null: on whichever node the guest runs. */
  node: z.nullable(z.string()),
  vmid: z.number(),
  can_view: z.boolean(),
  can_console: z.boolean(),
  can_power: z.boolean(),
});
export type Assignment = z.infer<typeof assignmentSchema>;

/** What somebody may do with a guest that they see. */
export type Rights = Pick<Assignment, "can_console" | "can_power">;

const assignmentColumns = Object.keys(assignmentSchema.shape).join(",");
const ruleColumns = Object.keys(assignmentRuleSchema.shape).join(",");

/** As much as PostgREST gives at once. */
const pageSize = 1000;

/** Somebody to whom guests are assigned. */
export interface AssignedPerson extends Person {
  isAdmin: boolean;
}

export async function readAssignedPerson(
  userId: string,
  signal: AbortSignal,
): Promise<AssignedPerson> {
  const [[person], isAdmin] = await Promise.all([
    readPeople([userId], signal),
    hasAdminRole(userId, signal),
  ]);
  if (!person)
    throw new AppError("not_found", "There is no such person any more");
  return { ...person, isAdmin };
}

export function listAssignments(
  userId: string,
  signal: AbortSignal,
): Promise<Assignment[]> {
  return everyPage((from, to) =>
    queryDatabase(z.array(assignmentSchema), (database) =>
      database
        .from("vm_assignments")
        .select(assignmentColumns)
        .eq("user_id", userId)
        .order("vmid")
        .range(from, to)
        .abortSignal(signal)
        .throwOnError(),
    ),
  );
}

export function listAssignmentRules(
  userId: string,
  signal: AbortSignal,
): Promise<AssignmentRule[]> {
  return everyPage((from, to) =>
    queryDatabase(z.array(assignmentRuleSchema), (database) =>
      database
        .from("assignment_rules")
        .select(ruleColumns)
        .eq("user_id", userId)
        .order("kind")
        .order("value")
        .range(from, to)
        .abortSignal(signal)
        .throwOnError(),
    ),
  );
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

export interface BulkOutcome {
  /** What has not been done, or is not known to have been. */
  left: readonly number[];
  /** What came in between. */
  error: unknown;
}

const pieceSize = 1000;

/** As many at a time as one call may be about. The first failure ends it: what was done before stays. */
export async function inPieces(
  vmids: readonly number[],
  send: (piece: readonly number[]) => Promise<void>,
): Promise<BulkOutcome> {
  for (let at = 0; at < vmids.length; at += pieceSize) {
    try {
      await send(vmids.slice(at, at + pieceSize));
    } catch (error) {
      return { left: vmids.slice(at), error };
    }
  }
  return { left: [], error: undefined };
}

/** Gives somebody these guests, or other rights to those that they have. */
export async function assignGuests(
  userId: string,
  vmids: readonly number[],
  { can_console, can_power }: Rights,
): Promise<void> {
  await queryDatabase(z.number(), (database) =>
    database
      .rpc("assign_guests", {
        p_user_ids: [userId],
        p_vmids: vmids,
        p_can_console: can_console,
        p_can_power: can_power,
      })
      .throwOnError(),
  );
}

/** Takes back what was given by hand; what a rule gives stays. */
export async function unassignGuests(
  userId: string,
  vmids: readonly number[],
): Promise<void> {
  await queryDatabase(z.number(), (database) =>
    database
      .rpc("unassign_guests", { p_user_ids: [userId], p_vmids: vmids })
      .throwOnError(),
  );
}

export function addAssignmentRule(
  rule: Omit<AssignmentRule, "id" | "can_view">,
): Promise<AssignmentRule> {
  return queryDatabase(assignmentRuleSchema, (database) =>
    database
      .from("assignment_rules")
      .insert(rule)
      .select(ruleColumns)
      .single()
      .throwOnError(),
  );
}

/** Whoever may use a guest has to see it. */
export async function changeAssignmentRule(
  id: string,
  rights: Rights,
): Promise<void> {
  await queryDatabase(assignmentRuleSchema, (database) =>
    database
      .from("assignment_rules")
      .update({ can_view: true, ...rights })
      .eq("id", id)
      .select(ruleColumns)
      .single()
      .throwOnError(),
  );
}

export async function removeAssignmentRule(id: string): Promise<void> {
  await queryDatabase(z.array(z.object({ id: z.string() })), (database) =>
    database
      .from("assignment_rules")
      .delete()
      .eq("id", id)
      .select("id")
      .throwOnError(),
  );
}

/** What lets people see one guest: everybody's assignments of that number, and everybody's rules of its tags and pools; and who they are. */
export interface GuestAudience {
  assignments: readonly Assignment[];
  rules: readonly AssignmentRule[];
  people: readonly Person[];
}

export async function readGuestAudience(
  guest: Pick<Vm, "vmid" | "tags" | "pool">,
  signal: AbortSignal,
): Promise<GuestAudience> {
  const values = ruleValuesOf(guest);
  const [assignments, rules] = await Promise.all([
    queryDatabase(z.array(assignmentSchema), (database) =>
      database
        .from("vm_assignments")
        .select(assignmentColumns)
        .eq("vmid", guest.vmid)
        .limit(pageSize)
        .abortSignal(signal)
        .throwOnError(),
    ),
    values.length === 0
      ? []
      : queryDatabase(z.array(assignmentRuleSchema), (database) =>
          database
            .from("assignment_rules")
            .select(ruleColumns)
            .in("value", values)
            .limit(pageSize)
            .abortSignal(signal)
            .throwOnError(),
        ),
  ]);
  const ids = new Set([...assignments, ...rules].map(({ user_id }) => user_id));
  return { assignments, rules, people: await readPeople([...ids], signal) };
}
