import {
  useMutation,
  useMutationState,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { followToSuccess, reasonOf } from "@/hooks/followTask.ts";
import { refreshGuest } from "@/hooks/useGuest.ts";
import { errorWords, toAppError } from "@/lib/errors.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { openTaskLog } from "@/lib/taskWindow.ts";
import { toast } from "@/lib/toast.ts";
import { taskResult } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";

/** Something that a guest's page begins, and that Proxmox VE does as a task. */
export interface GuestTask {
  guest: GuestAddress;
  words: GuestTaskWords;
  /** Sends it, once. */
  send: () => Promise<{ upid: string }>;
}

/** Whole sentences, without their full stops. */
interface GuestTaskWords {
  progress: string;
  done: string;
  failed: string;
}

const guestTaskKey = ["guestTask"] as const;

interface SentTask extends GuestTask {
  onSent: () => void;
}

/**
 * Begins a task and follows it to its end: only its exit status tells how it went. The promise is that it has begun, and fails with the
 * reason why not; what comes of it is said by a toast, wherever the person is by then.
 */
export function useGuestTask(): (task: GuestTask) => Promise<void> {
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationKey: guestTaskKey,
    mutationFn: async ({ onSent, ...task }: SentTask) => {
      const { upid } = await task.send();
      onSent();
      await follow(queryClient, task, upid);
    },
    meta: { showsError: true },
  });
  return (task) =>
    new Promise((resolve, reject) => {
      mutate({ ...task, onSent: resolve }, { onError: reject });
    });
}

/** What runs on a guest, begun on this page, in words. */
export function useRunningGuestTasks(guest: GuestAddress): readonly string[] {
  const running = useMutationState({
    filters: { mutationKey: guestTaskKey, status: "pending" },
    // Only useGuestTask() has this key.
    select: ({ state }) => state.variables as GuestTask,
  });
  return running
    .filter((task) => vmKey(task.guest) === vmKey(guest))
    .map(({ words }) => words.progress);
}

async function follow(
  queryClient: QueryClient,
  { guest, words }: GuestTask,
  upid: string,
): Promise<void> {
  const task = { serverId: guest.serverId, upid };
  const action = {
    label: "Show log",
    onClick: () => {
      openTaskLog(task);
    },
  };
  const plain = { id: upid, description: undefined, action };
  toast.loading(`${words.progress} …`, plain);
  // The lock that it puts on the guest is worth seeing at once.
  void refreshGuest(queryClient, guest);
  try {
    const status = await followToSuccess(task);
    if (taskResult(status) === "warnings") {
      toast.warning(words.done, {
        ...plain,
        description: `Proxmox VE reports ${reasonOf(status).toLowerCase()}.`,
        duration: longReadMs,
      });
    } else toast.success(words.done, { ...plain, action: undefined });
  } catch (error) {
    const { code, message } = toAppError(error);
    const options = { ...plain, description: message, duration: longReadMs };
    if (code === "unknown_outcome") {
      toast.warning(
        `${words.progress}: ${errorWords[code].title.toLowerCase()}`,
        options,
      );
    } else toast.error(words.failed, options);
  }
  await refreshGuest(queryClient, guest);
}

/** Time to read a reason, and to reach the button below it. */
const longReadMs = 12_000;
