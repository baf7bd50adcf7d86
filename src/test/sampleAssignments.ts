import type { Assignment, AssignmentRule } from "@/lib/assignments.ts";
import { idOf } from "@/test/fakeFleet.ts";
import { testUser } from "@/test/render.tsx";

/** Given by hand: say only what the test is about. */
export function sampleAssignment(more: Partial<Assignment> = {}): Assignment {
  return {
    user_id: testUser.id,
    node: null,
    vmid: 101,
    can_view: true,
    can_console: false,
    can_power: false,
    ...more,
  };
}

/** A rule of the same person. */
export function sampleRule(more: Partial<AssignmentRule> = {}): AssignmentRule {
  const kind = more.kind ?? "tag";
  const value = more.value ?? "prod";
  return {
    id: idOf(`${kind} ${value}`),
    user_id: testUser.id,
    kind,
    value,
    can_view: true,
    can_console: false,
    can_power: false,
    ...more,
  };
}
