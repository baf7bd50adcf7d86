import { ruleCovers, type AssignmentRule } from "@contract/admin.ts";
import type { Assignment, Rights } from "@/lib/assignments.ts";
import type { Vm } from "@/lib/types.ts";
import { vmTags } from "@/lib/vmTags.ts";

/** How one person comes to see one guest. */
export interface GuestAccess {
  /** What was given by hand. */
  assignment: Assignment | undefined;
  /** It is for another node than the guest is on, and so gives nothing now. */
  isElsewhere: boolean;
  /** Those that hold for the guest. */
  rules: readonly AssignmentRule[];
  /** From all of them together; undefined: the person does not see it. */
  rights: Rights | undefined;
}

type GuestOfRules = Pick<Vm, "tags" | "pool">;

/** As the functions judge it: what was given by hand and what rules give adds up, and nothing takes away. */
export function accessTo(
  guest: GuestOfRules & Pick<Vm, "node">,
  assignment: Assignment | undefined,
  rules: readonly AssignmentRule[],
): GuestAccess {
  const isElsewhere =
    assignment?.node != null && assignment.node !== guest.node;
  const holding = rules.filter((rule) => ruleCovers(rule, guest));
  const given = [
    ...(assignment && !isElsewhere ? [assignment] : []),
    ...holding,
  ].filter(({ can_view }) => can_view);
  return {
    assignment,
    isElsewhere,
    rules: holding,
    rights: given.length > 0 ? together(given) : undefined,
  };
}

function together(given: readonly Rights[]): Rights {
  return {
    can_console: given.some(({ can_console }) => can_console),
    can_power: given.some(({ can_power }) => can_power),
  };
}

/** As the database has them: pve-common's pve-tag, and pve-access-control's pve-poolid. */
const valuePatterns = {
  tag: /^[A-Za-z0-9_][A-Za-z0-9_+.-]*$/,
  pool: /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+){0,2}$/,
};

export function isRuleValue(
  kind: AssignmentRule["kind"],
  value: string,
): boolean {
  return value.length <= 128 && valuePatterns[kind].test(value);
}

/** The tags and pools by which a rule could hold for a guest; what a server calls a tag and is none cannot be one's. */
export function ruleValuesOf(guest: GuestOfRules): string[] {
  return [...valuesOf("tag", guest), ...valuesOf("pool", guest)];
}

function valuesOf(kind: AssignmentRule["kind"], guest: GuestOfRules): string[] {
  const values = kind === "tag" ? vmTags(guest) : poolsOf(guest);
  return values.filter((value) => isRuleValue(kind, value));
}

/** Its pool and those around it: "a/b" lies in "a". */
function poolsOf({ pool }: GuestOfRules): string[] {
  if (!pool) return [];
  const levels = pool.split("/");
  return levels.map((_, index) => levels.slice(0, index + 1).join("/"));
}

/** What a rule could be made of, each with the number of guests that it would hold for now; the most first. */
export function ruleChoices(
  kind: AssignmentRule["kind"],
  vms: readonly Vm[],
): readonly (readonly [value: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const vm of vms)
    for (const value of valuesOf(kind, vm))
      counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(
    ([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1),
  );
}

export function countCovered(
  rule: Pick<AssignmentRule, "kind" | "value">,
  vms: readonly Vm[],
): number {
  return vms.reduce((sum, vm) => sum + (ruleCovers(rule, vm) ? 1 : 0), 0);
}
