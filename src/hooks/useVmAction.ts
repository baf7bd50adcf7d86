import { useMemo } from "react";
import {
  useMutation,
  useMutationState,
  useQueryClient,
} from "@tanstack/react-query";
import { unreachableError } from "@/lib/errors.ts";
import { toast } from "@/lib/toast.ts";
import type { VmAction } from "@/lib/types.ts";
import {
  failureTitle,
  toastOf,
  type VmActionRequest,
} from "@/lib/vmActionRequest.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

const vmActionKey = ["vmAction"] as const;

/** What is done with an action. Its code comes when somebody is near the buttons. */
export const loadVmActions = () => import("@/hooks/runVmAction.ts");

/**
 * An action on one guest, from the click to the end of its task: a 200 from Proxmox VE proves nothing. The mutation is pending until
 * the list shows the outcome, also when the button that began it is long gone from the screen.
 */
export function useVmAction() {
  const queryClient = useQueryClient();

  return useMutation({
    mutationKey: vmActionKey,
    mutationFn: async (request: VmActionRequest) => {
      const { runVmAction } = await loadVmActions();
      await runVmAction(queryClient, request);
    },
    onMutate: (request) => {
      const { progress } = vmActionWords[request.action];
      toast.loading(`${progress} ${vmName(request.vm)} …`, toastOf(request));
    },
    // Only that code itself can be missing: of whatever else fails, it says so.
    onError: (cause, request) => {
      toast.error(failureTitle(request), {
        ...toastOf(request),
        description: unreachableError(cause).message,
      });
    },
    // The toast that showed the progress says how it ended.
    meta: { showsError: true },
  });
}

/** Which guests have an action running, begun on this page: vmKey -> the newest action. */
export function usePendingActions(): ReadonlyMap<string, VmAction> {
  const pending = useMutationState({
    filters: { mutationKey: vmActionKey, status: "pending" },
    select: ({ state }) => {
      // Only useVmAction() has this key.
      const { vm, action } = state.variables as VmActionRequest;
      return [vmKey(vm), action] as const;
    },
  });
  return useMemo(() => new Map(pending), [pending]);
}
