import { useEffect, useState, useSyncExternalStore } from "react";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { watchInterruptions } from "@/lib/interruptions.ts";
import { sessionState, subscribeToSession } from "@/lib/session.ts";
import { VmConsole, type ConsoleSnapshot } from "@/lib/vmConsole.ts";

export interface UsedVmConsole extends ConsoleSnapshot {
  /** Begins anew. */
  open: () => void;
}

/** The console of one guest for as long as the component is there; another address needs another component (`key`). */
export function useVmConsole(address: ConsoleAddress): UsedVmConsole {
  const [vmConsole] = useState(() => new VmConsole(address));
  const snapshot = useSyncExternalStore(
    vmConsole.subscribe,
    vmConsole.snapshot,
  );

  useEffect(() => {
    vmConsole.open();
    const unsubscribe = subscribeToSession(() => {
      if (sessionState().status !== "signed-in") vmConsole.close("signedOut");
    });
    const unwatch = watchInterruptions((interruption) => {
      vmConsole.resume(interruption);
    });
    return () => {
      unwatch();
      unsubscribe();
      vmConsole.close();
    };
  }, [vmConsole]);

  return {
    ...snapshot,
    open: () => {
      vmConsole.open();
    },
  };
}
