import type { ReactNode } from "react";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import type { VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { confirmationTone } from "@/lib/vmPower.ts";

interface VmMenuProps {
  name: string;
  /** What fits the guest's state, and why this person may not do it. */
  actions: readonly { action: VmAction; lack: string | undefined }[];
  /** Why none of it is possible now. */
  block: string | undefined;
  pendingAction: VmAction | undefined;
  /** Undefined for a guest that has none. */
  console: { lack: string | undefined } | undefined;
  onConsole: () => void;
  onAction: (action: VmAction) => void;
  /** The button that opens it. */
  children: ReactNode;
}

export default function VmMenu({
  name,
  actions,
  block,
  pendingAction,
  console,
  onConsole,
  onAction,
  children,
}: VmMenuProps) {
  return (
    // It is drawn first in answer to a click on its button. Not modal: that would hide the page, and the button in it, from screen readers.
    <DropdownMenu defaultOpen modal={false}>
      <DropdownMenuTrigger asChild>{children}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-w-72 min-w-48">
        <DropdownMenuLabel className="truncate">{name}</DropdownMenuLabel>
        {block && <MenuNote>{block}</MenuNote>}
        {pendingAction && (
          <MenuNote>{vmActionWords[pendingAction].progress} …</MenuNote>
        )}
        {(console ?? actions.length > 0) && <DropdownMenuSeparator />}
        {console && (
          <DropdownMenuItem
            disabled={console.lack !== undefined}
            onSelect={onConsole}
          >
            <ItemText note={console.lack}>Console</ItemText>
          </DropdownMenuItem>
        )}
        {actions.map(({ action, lack }) => (
          <DropdownMenuItem
            key={action}
            disabled={Boolean(block ?? lack)}
            variant={
              confirmationTone[action] === "danger" ? "destructive" : "default"
            }
            onSelect={() => {
              onAction(action);
            }}
          >
            <ItemText note={lack ?? notes[action]}>
              {vmActionWords[action].label}
            </ItemText>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/** Proxmox VE's list calls a paused VM running, so both kinds are offered it. */
const notes: Partial<Record<VmAction, string>> = {
  resume: "If it is paused",
};

function ItemText({
  note,
  children,
}: {
  note: string | undefined;
  children: string;
}) {
  return (
    <span>
      {children}
      {note && (
        <span className="block text-xs text-muted-foreground">{note}</span>
      )}
    </span>
  );
}

function MenuNote({ children }: { children: ReactNode }) {
  return (
    <p className="px-2 pb-1.5 text-xs text-muted-foreground">{children}</p>
  );
}
