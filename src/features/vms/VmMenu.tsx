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
import { confirmationTone } from "./vmPower.ts";

interface VmMenuProps {
  name: string;
  /** What fits the guest's state, and why the token may not do it. */
  actions: readonly { action: VmAction; lack: string | undefined }[];
  /** Why none of it is possible now. */
  block: string | undefined;
  pendingAction: VmAction | undefined;
  onAction: (action: VmAction) => void;
  /** The button that opens it. */
  children: ReactNode;
}

export default function VmMenu({
  name,
  actions,
  block,
  pendingAction,
  onAction,
  children,
}: VmMenuProps) {
  return (
    // It is drawn first in answer to a click on its button.
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger asChild>{children}</DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="max-w-72 min-w-48">
        <DropdownMenuLabel className="truncate">{name}</DropdownMenuLabel>
        {block && <MenuNote>{block}</MenuNote>}
        {pendingAction && (
          <MenuNote>{vmActionWords[pendingAction].progress} …</MenuNote>
        )}
        {actions.length > 0 && <DropdownMenuSeparator />}
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
            <span>
              {vmActionWords[action].label}
              {(lack ?? notes[action]) && (
                <span className="block text-xs text-muted-foreground">
                  {lack ?? notes[action]}
                </span>
              )}
            </span>
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

function MenuNote({ children }: { children: ReactNode }) {
  return (
    <p className="px-2 pb-1.5 text-xs text-muted-foreground">{children}</p>
  );
}
