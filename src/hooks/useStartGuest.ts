import { useState } from "react";
import { followTask } from "@/hooks/followTask.ts";
import { api } from "@/lib/api.ts";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { displayText } from "@/lib/displayText.ts";
import { toAppError } from "@/lib/errors.ts";
import { AppError, taskResult } from "@/lib/types.ts";

/** Starts the guest of a console; `onStarted` follows the end of the task. Without the list of guests, which this page does not have. */
export function useStartGuest(guest: ConsoleAddress, onStarted: () => void) {
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<AppError>();

  async function start() {
    setIsStarting(true);
    setError(undefined);
    try {
      const { serverId, node, type, vmid } = guest;
      const { upid } = await api.runVmAction({
        ...(serverId !== null && { serverId }),
        node,
        type,
        vmid,
        action: "start",
      });
      const task = await followTask({ serverId, upid });
      if (taskResult(task) === "failed")
        throw new AppError(
          "pve_error",
          displayText(task.exitstatus ?? "The task ended without a result"),
        );
      onStarted();
    } catch (cause) {
      setError(toAppError(cause));
    } finally {
      setIsStarting(false);
    }
  }

  return { start, isStarting, error };
}
