import type { QueryClient } from "@tanstack/react-query";
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
} from "@/lib/types.ts";
import {
  failureTitle,
  toastOf,
  type VmActionRequest,
} from "@/lib/vmActionRequest.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { guestStateKey, vmKey } from "@/lib/vmKey.ts";
import { vmName } from "@/lib/vmName.ts";

/** From the order to the list that shows the outcome. Says how it ended, also where it failed. */
export async function runVmAction(
  queryClient: QueryClient,
  request: VmActionRequest,
): Promise<void> {
  const { vm, action, options } = request;
  try {
    const { upid } = await beginVmAction({ guest: vm, action, options });
    const task = { serverId: vm.serverId, upid };
    const status = await followToSuccess(task);

    saySuccess(request, task, status);
    await untilListed(queryClient, vm, action);
  } catch (error) {
    sayFailure(error, request);
    await refreshQuietly(queryClient, vm);
  }
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
    toast.error(failureTitle(request), { ...options, action });
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
