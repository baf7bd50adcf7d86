import {
  useMutation,
  useMutationState,
  useQueryClient,
  type QueryClient,
} from "@tanstack/react-query";
import { followTask } from "@/hooks/followTask.ts";
import { refreshGuest } from "@/hooks/useGuest.ts";
import { displayText } from "@/lib/displayText.ts";
import { errorWords, toAppError } from "@/lib/errors.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { toast } from "@/lib/toast.ts";
import { AppError, taskResult } from "@/lib/types.ts";
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
  const options = { id: upid, description: undefined };
  toast.loading(`${words.progress} …`, options);
  // The lock that it puts on the guest is worth seeing at once.
  void refreshGuest(queryClient, guest);
  try {
    const task = await followTask({ serverId: guest.serverId, upid });
    const result = taskResult(task);
    const reason = displayText(
      task.exitstatus ?? "The task ended without a result",
    );
    if (result === "failed") throw new AppError("pve_error", reason);
    if (result === "ok") toast.success(words.done, options);
    else {
      toast.warning(words.done, {
        ...options,
        description: `Proxmox VE reports ${reason.toLowerCase()}. The task's log says which.`,
      });
    }
  } catch (error) {
    sayFailure(error, words, upid);
  }
  await refreshGuest(queryClient, guest);
}

function sayFailure(error: unknown, words: GuestTaskWords, id: string) {
  const { code, message } = toAppError(error);
  const options = { id, description: message, duration: 12_000 };
  if (code === "unknown_outcome") {
    toast.warning(
      `${words.progress}: ${errorWords[code].title.toLowerCase()}`,
      options,
    );
  } else toast.error(words.failed, options);
}
