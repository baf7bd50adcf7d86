import { useId, useMemo, useState, type SyntheticEvent } from "react";
import { PlusIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { useAddAssignmentRule } from "@/hooks/useAssignments.ts";
import {
  countCovered,
  isRuleValue,
  ruleChoices,
} from "@/lib/assignmentAccess.ts";
import type { AssignmentRule, Rights } from "@/lib/assignments.ts";
import { counted } from "@/lib/counted.ts";
import { toAppError } from "@/lib/errors.ts";
import type { Vm } from "@/lib/types.ts";
import { RightsBoxes } from "./RightsBoxes.tsx";

interface AddRuleFormProps {
  userId: string;
  rules: readonly AssignmentRule[];
  /** Undefined where they are not known. */
  guests: readonly Vm[] | undefined;
}

const noRights: Rights = { can_console: false, can_power: false };
/** A cluster may have hundreds. */
const shownChoices = 200;

export function AddRuleForm({ userId, rules, guests }: AddRuleFormProps) {
  const listId = useId();
  const messageId = useId();
  const [kind, setKind] = useState<AssignmentRule["kind"]>("tag");
  const [text, setText] = useState("");
  const [rights, setRights] = useState(noRights);
  const add = useAddAssignmentRule();
  const value = text.trim();
  const problem = value ? problemOf(kind, value, rules) : undefined;
  const choices = useMemo(
    () => (guests ? ruleChoices(kind, guests) : []),
    [kind, guests],
  );

  function handleSubmit(event: SyntheticEvent) {
    event.preventDefault();
    if (value === "" || problem !== undefined || add.isPending) return;
    add.mutate(
      { user_id: userId, kind, value, ...rights },
      {
        onSuccess: () => {
          setText("");
          setRights(noRights);
        },
      },
    );
  }

  const error = problem ?? (add.error && `${toAppError(add.error).message}.`);
  return (
    <form
      aria-label="Add a rule"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t px-3.5 py-2.5"
      onSubmit={handleSubmit}
    >
      <div className="flex min-w-0 flex-[1_1_16rem] gap-2">
        <div className="w-22 shrink-0 *:w-full">
          <NativeSelect
            size="sm"
            aria-label="Kind of rule"
            value={kind}
            onChange={({ target }) => {
              setKind(target.value === "pool" ? "pool" : "tag");
            }}
          >
            <NativeSelectOption value="tag">Tag</NativeSelectOption>
            <NativeSelectOption value="pool">Pool</NativeSelectOption>
          </NativeSelect>
        </div>
        <Input
          aria-label={kind === "tag" ? "Tag" : "Pool"}
          aria-invalid={problem ? true : undefined}
          aria-describedby={messageId}
          placeholder={kind === "tag" ? "Tag, as it is spelt" : "Pool"}
          list={listId}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            add.reset();
          }}
          className="h-8 min-w-0"
        />
        <datalist id={listId}>
          {choices.slice(0, shownChoices).map(([choice, number]) => (
            <option key={choice} value={choice}>
              {counted(number, "guest")}
            </option>
          ))}
        </datalist>
      </div>
      <RightsBoxes
        label="What the new rule gives"
        rights={rights}
        isDisabled={add.isPending}
        onChange={setRights}
      />
      <Button
        type="submit"
        size="sm"
        variant="outline"
        disabled={value === "" || problem !== undefined || add.isPending}
      >
        <PlusIcon aria-hidden />
        {add.isPending ? "Adding …" : "Add rule"}
      </Button>
      <p
        id={messageId}
        role="status"
        className="basis-full text-xs text-muted-foreground empty:hidden"
      >
        {error ? (
          <span className="text-destructive">{error}</span>
        ) : (
          value && guests && effectOf(countCovered({ kind, value }, guests))
        )}
      </p>
    </form>
  );
}

/** Why there can be no such rule. */
function problemOf(
  kind: AssignmentRule["kind"],
  value: string,
  rules: readonly AssignmentRule[],
): string | undefined {
  if (rules.some((rule) => rule.kind === kind && rule.value === value))
    return `There is a rule for this ${kind} already.`;
  if (isRuleValue(kind, value)) return undefined;
  return kind === "tag"
    ? "A tag has letters, digits, _, -, + and dots, and begins with a letter, digit or _."
    : "A pool's name has letters, digits, dots, - and _; up to three of them with / between.";
}

function effectOf(covered: number): string {
  return covered === 0
    ? "No guest has it now; those that get it will be seen."
    : `Holds for ${counted(covered, "guest")} now.`;
}
