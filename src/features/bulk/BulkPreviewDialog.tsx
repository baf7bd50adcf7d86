import { useId, useState, type SyntheticEvent } from "react";
import { FormField } from "@/components/FormField.tsx";
import { Button } from "@/components/ui/button.tsx";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useBulkPlan } from "@/hooks/useBulkPlan.ts";
import { useBulkRun } from "@/hooks/useBulkRun.ts";
import { actionConsequence } from "@/lib/actionConsequence.ts";
import { newBulkRun } from "@/lib/bulkRun.ts";
import { counted } from "@/lib/counted.ts";
import { formatCount } from "@/lib/format.ts";
import { toast } from "@/lib/toast.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { BulkOptions } from "./BulkOptions.tsx";
import {
  cutsPower,
  emptyBulkForm,
  optionsFor,
  timeoutError,
} from "./bulkOptions.ts";
import { BulkPlanList } from "./BulkPlanList.tsx";

/** More at once than anybody can look through, and than the browser keeps well. */
const maxGuests = 1000;

interface BulkPreviewDialogProps {
  action: VmAction;
  guests: readonly Vm[];
  onStarted: () => void;
  onClose: () => void;
}

/** What will be done, to whom, and to whom not: before anything is. */
export default function BulkPreviewDialog({
  action,
  guests,
  onStarted,
  onClose,
}: BulkPreviewDialogProps) {
  const { view, start } = useBulkRun();
  const { plan, isChecking } = useBulkPlan(action, guests);
  const [form, setForm] = useState(emptyBulkForm);
  const [typed, setTyped] = useState("");
  const formId = useId();
  const { label } = vmActionWords[action];

  const count = plan.chosen.length;
  const isDangerous = cutsPower(action, form);
  const mustType = isDangerous && count > 1;
  const block =
    view.drivenBy !== "nobody"
      ? `${vmActionWords[view.run?.action ?? action].label} of ${counted(view.run?.items.length ?? 0, "guest")} is not over yet. One at a time: wait for it, or cancel what it has not sent.`
      : count > maxGuests
        ? `At most ${formatCount(maxGuests)} guests at once. Narrow the selection.`
        : undefined;
  const isReady =
    count > 0 &&
    !isChecking &&
    block === undefined &&
    timeoutError(form) === undefined &&
    (!mustType || typed.trim() === String(count));

  async function handleStart() {
    const options = optionsFor(action, form);
    const run = newBulkRun(action, plan.chosen, options, Date.now());
    if (await start(run)) {
      onClose();
      onStarted();
    } else {
      toast.error("Another bulk action has just begun", {
        description: "One at a time: wait for it, then try again.",
      });
    }
  }

  function handleSubmit(event: SyntheticEvent) {
    event.preventDefault();
    if (isReady) void handleStart();
  }
  return (
    <OpenDialog
      onClose={onClose}

      className="grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden sm:max-w-xl"
    >
      <DialogHeader>
        <DialogTitle>
          {count > 0
            ? `${label} ${counted(count, "guest")}?`
            : `${label}: nothing to do`}
        </DialogTitle>
        <DialogDescription>
          {actionConsequence[action]}
          {plan.skippedCount > 0 &&
            ` ${counted(plan.skippedCount, "guest")} of the selection ${plan.skippedCount === 1 ? "is" : "are"} skipped.`}
        </DialogDescription>
      </DialogHeader>
      <form
        id={formId}
        className="-mx-6 space-y-4 overflow-y-auto px-6 py-0.5"
        onSubmit={handleSubmit}
      >
        {count > 0 && (
          <BulkOptions action={action} form={form} onChange={setForm} />
        )}
        <BulkPlanList servers={plan.servers} />
        {mustType && (
          <FormField
            label={`To cut the power of ${counted(count, "guest")}, type ${String(count)}`}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="numeric"
                autoComplete="off"
                className="w-32"
                value={typed}
                onChange={({ target }) => {
                  setTyped(target.value);
                }}
              />
            )}
          </FormField>
        )}
      </form>
      <div className="space-y-3">
        {block && (
          <p role="alert" className="text-sm text-warning">
            {block}
          </p>
        )}
        <DialogFooter>
          <Button variant="outline" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={isDangerous ? "destructive" : "default"}
            disabled={!isReady}
          >
            {isChecking && count > 0
              ? "Checking the tokens …"
              : `${label} ${counted(count, "guest")}`}
          </Button>
        </DialogFooter>
      </div>
    </OpenDialog>
  );
}
