import { accessTo, type GuestAccess } from "@/lib/assignmentAccess.ts";
import type { GuestAudience } from "@/lib/assignments.ts";
import { personLabel } from "@/lib/personLabel.ts";
import type { Vm } from "@/lib/types.ts";

/** Somebody who sees a guest. */
export interface Onlooker {
  id: string;
  name: string;
  email: string;
  access: GuestAccess;
}

/** Those who see it now, by name; who has an assignment for another node, or a rule without the right to view, does not. */
export function audienceOf(
  vm: Vm,
  { assignments, rules, people }: GuestAudience,
): Onlooker[] {
  const known = new Map(people.map((person) => [person.id, person]));
  const ids = new Set([...assignments, ...rules].map(({ user_id }) => user_id));
  return [...ids]
    .map((id) => {
      const person = known.get(id);
      const access = accessTo(
        vm,
        assignments.find(({ user_id }) => user_id === id),
        rules.filter(({ user_id }) => user_id === id),
      );
      return {
        id,
        name: person ? personLabel(person) : id,
        email: person?.email ?? "",
        access,
      };
    })
    .filter(({ access }) => access.rights !== undefined)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
