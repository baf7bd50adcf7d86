import { Suspense, lazy, useState } from "react";
import { Trash2Icon } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  useChangeAssignmentRule,
  useRemoveAssignmentRule,
} from "@/hooks/useAssignments.ts";
import { countCovered } from "@/lib/assignmentAccess.ts";
import type { AssignmentRule } from "@/lib/assignments.ts";
import { counted } from "@/lib/counted.ts";
import { toAppError } from "@/lib/errors.ts";
import type { Vm } from "@/lib/types.ts";
import { ruleWords } from "./accessWords.ts";
import { AddRuleForm } from "./AddRuleForm.tsx";
import { RightsBoxes } from "./RightsBoxes.tsx";

const ConfirmRemoval = lazy(() => import("./ConfirmRemoval.tsx"));

interface RulesSectionProps {
  userId: string;
  userName: string;
  rules: readonly AssignmentRule[];
  /** Undefined where they are not known. */
  guests: readonly Vm[] | undefined;
}

/** What a person sees by tags and pools. */
export function RulesSection({
  userId,
  userName,
  rules,
  guests,
}: RulesSectionProps) {
  return (
    <section
      aria-labelledby="rules"
      className="rounded-lg border bg-card shadow-xs"
    >
      <div className="px-3.5 py-2.5">
        <h3 id="rules" className="font-medium">
          By tag and pool
        </h3>
        <p className="text-muted-foreground">
          New guests follow. Whoever may set tags in Proxmox VE decides by them
          who sees a guest here.
        </p>
      </div>
      {rules.length > 0 && (
        <ul aria-label="Rules" className="divide-y border-t">
          {rules.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              userName={userName}
              guests={guests}
            />
          ))}
        </ul>
      )}
      <AddRuleForm userId={userId} rules={rules} guests={guests} />
    </section>
  );
}

interface RuleRowProps extends Pick<RulesSectionProps, "userName" | "guests"> {
  rule: AssignmentRule;
}

function RuleRow({ rule, userName, guests }: RuleRowProps) {
  const change = useChangeAssignmentRule();
  const remove = useRemoveAssignmentRule();
  const [isRemoving, setIsRemoving] = useState(false);
  const words = ruleWords(rule);
  const covered = guests && countCovered(rule, guests);
  const error = change.error ?? remove.error;

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3.5 py-1.5">
      <div className="flex min-w-0 flex-[1_1_12rem] items-center gap-2">
        <Badge variant="secondary" className="max-w-full min-w-0">
          <span className="truncate">{words}</span>
        </Badge>
        <span className="text-xs whitespace-nowrap text-muted-foreground">
          {covered !== undefined && counted(covered, "guest")}
        </span>
      </div>
      <RightsBoxes
        label={`What ${words} gives`}
        // What is being written shows, and cannot be changed until it is.
        rights={change.isPending ? change.variables : rule}
        canView={change.isPending || rule.can_view}
        isDisabled={change.isPending || remove.isPending}
        onChange={({ can_console, can_power }) => {
          change.mutate({ id: rule.id, can_console, can_power });
        }}
      />
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Remove the rule for ${words}`}
        title="Remove the rule"
        className="text-muted-foreground"
        disabled={remove.isPending}
        onClick={() => {
          setIsRemoving(true);
        }}
      >
        <Trash2Icon aria-hidden />
      </Button>
      {error && (
        <p role="alert" className="basis-full text-xs text-destructive">
          {toAppError(error).message}.
        </p>
      )}
      {isRemoving && (
        <Suspense>
          <ConfirmRemoval
            title={`Remove the rule for ${words}?`}
            description={`${userName} no longer sees guests because of it${covered ? `: ${counted(covered, "guest")}` : ""}. What is assigned by hand or by other rules stays.`}
            onConfirm={() => {
              setIsRemoving(false);
              remove.mutate(rule.id);
            }}
            onClose={() => {
              setIsRemoving(false);
            }}
          />
        </Suspense>
      )}
    </li>
  );
}
