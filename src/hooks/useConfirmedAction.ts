import { useCallback, useState } from "react";
import { usePendingActions, useVmAction } from "@/hooks/useVmAction.ts";
import type { Vm, VmAction, VmActionOptions } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { confirmationTone } from "@/lib/vmPower.ts";

/** An action that waits for a person's word. */
interface AskedAction {
  vm: Vm;
  action: VmAction;
  /** What this page has begun, is still running and would be broken off. */
  overrules: VmAction | undefined;
}

/** Does what harms nobody at once, and has all else confirmed: draw ConfirmActionDialog while there is something `asked`. */
export function useConfirmedAction() {
  const { mutate } = useVmAction();
  const pendingActions = usePendingActions();
  const [asked, setAsked] = useState<AskedAction>();

  const act = useCallback(
    (vm: Vm, action: VmAction) => {
      if (confirmationTone[action]) {
        setAsked({ vm, action, overrules: pendingActions.get(vmKey(vm)) });
      } else {
        mutate({ vm, action });
      }
    },
    [mutate, pendingActions],
  );

  const confirm = (options?: VmActionOptions) => {
    if (!asked) return;
    const { vm, action } = asked;
    mutate({ vm, action, ...(options && { options }) });
  };

  const close = () => {
    setAsked(undefined);
  };

  return { pendingActions, asked, act, confirm, close };
}
