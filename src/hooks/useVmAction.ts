import { useMemo } from "react";
import {
  useMutation,
  useMutationState,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { beginVmAction } from "@/hooks/beginVmAction.ts";
import {
  TaskError,
  followToSuccess,
  reasonOf,
  wait,
} from "@/hooks/followTask.ts";
import { refreshServer, vmQueries } from "@/hooks/useVms.ts";
import { errorWords, toAppError } from "@/lib/errors.ts";
import {
  openTaskDrawer,
  openTaskLog,
  type TaskReference,
} from "@/lib/taskWindow.ts";
import { toast } from "@/lib/toast.ts";
import {
  taskResult,
  type TaskStatus,
  type Vm,
  type VmAction,
  type VmActionOptions,
} from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { guestStateKey, vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

export interface VmActionRequest {
  vm: Vm;
  action: VmAction;
  options?: VmActionOptions;
}

const vmActionKey = ["vmAction"] as const;

/**
 * An action on one guest, from the click to the end of its task: a 200 from Proxmox VE proves nothing. The mutation is pending until
 * the list shows the outcome, also when the button that began it is long gone from the screen.
 */
export function useVmAction() {
  const queryClient = useQueryClient();

  return useMutation({
    mutationKey: vmActionKey,
    mutationFn: (request: VmActionRequest) => run(queryClient, request),
    onMutate: (request) => {
      const { progress } = vmActionWords[request.action];
      toast.loading(`${progress} ${vmName(request.vm)} …`, toastOf(request));
    },
    onError: (error, request) => {
      sayFailure(error, request);
      return refreshQuietly(queryClient, request.vm);
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

async function run(
  queryClient: QueryClient,
  request: VmActionRequest,
): Promise<void> {
  const { vm, action, options } = request;
  const { upid } = await beginVmAction({ guest: vm, action, options });
  const task = { serverId: vm.serverId, upid };
  const status = await followToSuccess(task);

  saySuccess(request, task, status);
  await untilListed(queryClient, vm, action);
}

/** What the list says once the action has worked; nothing where the status stays as it is. */
const statusAfter: Partial<Record<VmAction, string>> = {
  start: "running",
  resume: "running",
  shutdown: "stopped",
  stop: "stopped",
  hibernate: "stopped",
};

const listDelaysMs = [500, 1500, 3000, 4000, 5000] as const;

/**
 * Proxmox VE's list is up to 10 s behind its tasks. The guest's old state would come back for that long: so the action counts as
 * running until the list has caught up, or has had time enough to.
 */
async function untilListed(
  queryClient: QueryClient,
  vm: Vm,
  action: VmAction,
): Promise<void> {
  const expected = statusAfter[action];
  for (const delayMs of listDelaysMs) {
    await wait(delayMs);
    await refreshQuietly(queryClient, vm);
    const listed = queryClient
      .getQueryData(vmQueries.fleet().queryKey)
      ?.vms.find((row) => vmKey(row) === vmKey(vm));
    if (!expected || !listed || listed.status === expected) return;
  }
}

/** The action's own outcome is what counts; a list that cannot be read now says so by itself. */
async function refreshQuietly(queryClient: QueryClient, vm: Vm): Promise<void> {
  // The guest's own page, where it is open.
  void queryClient.invalidateQueries({ queryKey: guestStateKey(vm) });
  await refreshServer(queryClient, vm.serverId).catch(() => undefined);
}

function toastOf({ vm, action }: VmActionRequest) {
  return {
    id: `${vmKey(vm)} ${action}`,
    description: undefined,
    action: undefined,
  };
}

function saySuccess(
  request: VmActionRequest,
  task: TaskReference,
  status: TaskStatus,
) {
  const text = `${vmName(request.vm)} ${vmActionWords[request.action].done}`;
  if (taskResult(status) === "warnings") {
    toast.warning(text, {
      ...toastOf(request),
      description: `Proxmox VE reports ${reasonOf(status).toLowerCase()}.`,
      action: showLog(task),
      duration: longReadMs,
    });
  } else {
    toast.success(text, toastOf(request));
  }
}

/** Time to read a reason, and to reach the button below it. */
const longReadMs = 12_000;

function sayFailure(error: unknown, request: VmActionRequest) {
  const { code, message } = toAppError(error);
  const options = {
    ...toastOf(request),
    description: message,
    duration: longReadMs,
  };
  const action = error instanceof TaskError ? showLog(error.task) : undefined;
  if (code === "unknown_outcome") {
    toast.warning(
      `${vmName(request.vm)}: ${errorWords[code].title.toLowerCase()}`,
      { ...options, action: action ?? showTasks },
    );
  } else {
    toast.error(
      `${vmName(request.vm)} ${vmActionWords[request.action].failed}`,
      { ...options, action },
    );
  }
}

const showTasks = { label: "Show tasks", onClick: openTaskDrawer };

function showLog(task: TaskReference) {
  return {
    label: "Show log",
    onClick: () => {
      openTaskLog(task);
    },
  };
}
