import type { GuestAccess } from "@/lib/assignmentAccess.ts";
import type { AssignmentRule, Rights } from "@/lib/assignments.ts";
import { displayText } from "@/lib/displayText.ts";

/** "View, console": who may use a guest sees it. */
export function rightsWords({ can_console, can_power }: Rights): string {
  return ["View", can_console && "console", can_power && "power"]
    .filter(Boolean)
    .join(", ");
}

export function ruleWords({
  kind,
  value,
}: Pick<AssignmentRule, "kind" | "value">): string {
  return `${kind} ${displayText(value)}`;
}

export interface AccessReason {
  key: string;
  label: string;
  /** What comes of it. */
  detail: string;
}

/** By what a person comes to see a guest, each with what it gives. */
export function accessReasons({
  assignment,
  isElsewhere,
  rules,
}: GuestAccess): AccessReason[] {
  const reasons = rules.map((rule) => ({
    key: rule.id,
    label: ruleWords(rule),
    detail: given(rule),
  }));
  if (!assignment) return reasons;
  const { node } = assignment;
  const onNode = node === null ? "" : ` on ${displayText(node)}`;
  return [
    {
      key: "hand",
      label: `by hand${onNode}`,
      detail: isElsewhere
        ? "Holds on that node only, and the guest is on another"
        : given(assignment),
    },
    ...reasons,
  ];
}

function given(right: Rights & { can_view: boolean }): string {
  return right.can_view ? rightsWords(right) : "Gives nothing: view is off";
}
