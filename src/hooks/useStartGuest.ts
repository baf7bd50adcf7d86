import { useState } from "react";
import { beginVmAction } from "@/hooks/beginVmAction.ts";
import { followToSuccess } from "@/hooks/followTask.ts";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { toAppError } from "@/lib/errors.ts";
import type { AppError } from "@/lib/types.ts";

/** Starts the guest of a console; `onStarted` follows the end of the task. Without the list of guests, which this page does not have. */
export function useStartGuest(guest: ConsoleAddress, onStarted: () => void) {
  const [isStarting, setIsStarting] = useState(false);
  const [error, setError] = useState<AppError>();

  async function start() {
    setIsStarting(true);
    setError(undefined);
    try {
      const { upid } = await beginVmAction({ guest, action: "start" });
      await followToSuccess({ serverId: guest.serverId, upid });
      onStarted();
    } catch (cause) {
      setError(toAppError(cause));
    } finally {
      setIsStarting(false);
    }
  }

  return { start, isStarting, error };
}
