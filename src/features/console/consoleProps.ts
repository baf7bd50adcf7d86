import type { UsedVmConsole } from "@/hooks/useVmConsole.ts";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import type { ConsoleKind } from "@/lib/types.ts";

/** What a console is drawn from, whatever its kind. */
export interface ConsoleProps {
  address: ConsoleAddress;
  name: string;
  used: UsedVmConsole;
  /** Undefined where the guest has only one kind of console. */
  onKind: ((kind: ConsoleKind) => void) | undefined;
}
