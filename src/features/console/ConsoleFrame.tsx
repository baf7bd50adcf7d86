import { useRef, type ReactNode } from "react";
import { MonitorIcon, SquareTerminalIcon } from "lucide-react";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ConsoleAddress } from "@/lib/consoleAddress.ts";
import { displayText } from "@/lib/displayText.ts";
import { guestPath } from "@/lib/paths.ts";
import type { ConsoleGuest, ConsoleKind, GuestType } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import type { ConsoleState } from "@/lib/vmConsole.ts";
import { vmTypeLabel } from "@/lib/vmName.ts";
import { useVisibleHeight } from "./useVisibleHeight.ts";
import { useWayOut } from "./useWayOut.ts";

interface ConsoleFrameProps {
  address: ConsoleAddress;
  name: string;
  guest: ConsoleGuest;
  state: ConsoleState;
  /** Undefined where there is no choice. */
  onKind: ((kind: ConsoleKind) => void) | undefined;
  /** Back to where one types. */
  onFocus: () => void;
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
  onFocus,
  tools,
  children,
}: ConsoleFrameProps) {
  const { type, vmid, kind } = address;
  // Its own, if it has moved since the address was made.
  const node = guest.node ?? address.node;
  const toolsRef = useRef<HTMLDivElement>(null);
  const height = useVisibleHeight();
  useWayOut(toolsRef);
  return (
    <div className="flex h-dvh flex-col bg-background" style={{ height }}>
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-b pr-1.5 pl-3">
        <StatusDot tone={tones[state.status]} label={labels[state.status]} />
        <div className="min-w-0 flex-1 leading-tight">
          <h1 className="truncate font-medium">
            <a
              href={guestPath({ ...address, node })}
              target="_blank"
              rel="noopener"
              className="rounded-xs outline-none hover:underline focus-visible:ring-[3px] focus-visible:ring-ring/50"
            >
              {name}
            </a>
          </h1>
          <p className="truncate text-xs text-muted-foreground">
            {vmTypeLabel[type]} {vmid} on {displayText(node)}
            {guest.serverName && <> · {displayText(guest.serverName)}</>}
          </p>
        </div>
        <p className="sr-only">
          Ctrl+Alt+Shift lead from the console to its tools, Escape back.
        </p>
        <div
          ref={toolsRef}
          role="toolbar"
          aria-label="Tools"
          tabIndex={-1}
          className="flex items-center gap-0.5 outline-none"
          onKeyDown={(event) => {
            if (event.key === "Escape") onFocus();
          }}
        >
          {onKind && <KindChoice type={type} kind={kind} onKind={onKind} />}
          {tools}
        </div>
      </header>
      {children}
    </div>
  );
}

interface KindChoiceProps {
  type: GuestType;
  kind: ConsoleKind;
  onKind: (kind: ConsoleKind) => void;
}

/** A phone has room for the other one alone. */
function KindChoice({ type, kind, onKind }: KindChoiceProps) {
  return (
    <div
      role="group"
      aria-label="Kind of console"
      className="flex rounded-md sm:mr-1.5 sm:border sm:p-0.5"
    >
      {(["vnc", "terminal"] as const).map((choice) => (
        <Button
          key={choice}
          size="sm"
          variant={choice === kind ? "secondary" : "ghost"}
          aria-pressed={choice === kind}
          className={cn(
            "h-7 px-2 pointer-coarse:min-h-9",
            choice === kind && "max-sm:hidden",
          )}
          onClick={() => {
            onKind(choice);
          }}
        >
          {choice === "vnc" ? (
            <MonitorIcon aria-hidden />
          ) : (
            <SquareTerminalIcon aria-hidden />
          )}
          <span className="max-sm:sr-only">{kindLabel(choice, type)}</span>
        </Button>
      ))}
    </div>
  );
}

function kindLabel(kind: ConsoleKind, type: GuestType): string {
  if (kind === "vnc") return "Screen";
  return type === "qemu" ? "Serial" : "Terminal";
}
