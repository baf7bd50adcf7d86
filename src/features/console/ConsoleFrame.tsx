import type { ReactNode } from "react";
import { MonitorIcon, SquareTerminalIcon } from "lucide-react";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { displayText } from "@/lib/displayText.ts";
import type { ConsoleGuest, ConsoleKind } from "@/lib/types.ts";
import type { ConsoleState } from "@/lib/vmConsole.ts";
import { vmTypeLabel } from "@/lib/vmName.ts";

interface ConsoleFrameProps {
  address: ConsoleAddress;
  name: string;
  guest: ConsoleGuest;
  state: ConsoleState;
  /** Undefined where there is no choice. */
  onKind: ((kind: ConsoleKind) => void) | undefined;
  tools: ReactNode;
  children: ReactNode;
}

const tones: Record<ConsoleState["status"], StatusTone> = {
  connecting: "busy",
  open: "good",
  reconnecting: "warning",
  over: "neutral",
};
const labels: Record<ConsoleState["status"], string> = {
  connecting: "Connecting",
  open: "Connected",
  reconnecting: "Reconnecting",
  over: "Not connected",
};

/** Whose console this is, and its tools; below them all the room is the console's. */
export function ConsoleFrame({
  address,
  name,
  guest,
  state,
  onKind,
  tools,
  children,
}: ConsoleFrameProps) {
  const { type, vmid, kind } = address;
  // Its own, if it has moved since the address was made.
  const node = guest.node ?? address.node;
  return (
    <div className="flex h-dvh flex-col bg-background">
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b pr-1.5 pl-3">
        <StatusDot tone={tones[state.status]} label={labels[state.status]} />
        <div className="min-w-0 flex-1 leading-tight">
          <h1 className="truncate font-medium">{name}</h1>
          <p className="truncate text-xs text-muted-foreground">
            {vmTypeLabel[type]} {vmid} on {displayText(node)}
            {guest.serverName && <> · {displayText(guest.serverName)}</>}
          </p>
        </div>
        {onKind && (
          <div
            role="group"
            aria-label="Kind of console"
            className="flex rounded-md border p-0.5"
          >
            {(["vnc", "terminal"] as const).map((choice) => (
              <Button
                key={choice}
                size="sm"
                variant={choice === kind ? "secondary" : "ghost"}
                aria-pressed={choice === kind}
                className="h-7 px-2"
                onClick={() => {
                  onKind(choice);
                }}
              >
                {choice === "vnc" ? (
                  <MonitorIcon aria-hidden />
                ) : (
                  <SquareTerminalIcon aria-hidden />
                )}
                <span className="max-sm:sr-only">
                  {choice === "vnc"
                    ? "Screen"
                    : type === "qemu"
                      ? "Serial"
                      : "Terminal"}
                </span>
              </Button>
            ))}
          </div>
        )}
        <div className="flex items-center gap-0.5">{tools}</div>
      </header>
      {children}
    </div>
  );
}
