import { useState } from "react";
import { EllipsisIcon, PlayIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { useServerPermissions } from "@/hooks/useProxmoxServers.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName } from "@/lib/vmName.ts";
import {
  actionBlock,
  actionsWhile,
  availableActions,
  confirmationTone,
  missingPrivilege,
} from "./vmPower.ts";

interface VmActionsProps {
  vm: Vm;
  pendingAction: VmAction | undefined;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** What can be done with a guest: starting it by one click, all else from a menu, since it takes the guest away from somebody. */
export function VmActions({ vm, pendingAction, onAction }: VmActionsProps) {
  // What the token may do is asked when somebody comes near the buttons, not for 10,000 guests.
  const [isNear, setIsNear] = useState(false);
  const permissions = useServerPermissions(vm.serverId, isNear).data;

  const block = actionBlock(vm);
  const actions = pendingAction
    ? actionsWhile(pendingAction)
    : availableActions(vm);
  const name = vmName(vm);

  function lackOf(action: VmAction): string | undefined {
    const privilege =
      permissions && missingPrivilege(permissions.permissions, vm, action);
    return privilege && `The token lacks ${privilege}`;
  }

  function handleNear() {
    setIsNear(true);
  }

  const startLack = lackOf("start");
  const canStart = actions[0] === "start" && !block;

  return (
    <div
      className="-mt-1 -mr-1 flex shrink-0 items-center gap-1"
      onPointerEnter={handleNear}
      onFocus={handleNear}
    >
      {canStart && (
        <Button
          size="sm"
          variant="outline"
          aria-label={`Start ${name}`}
          disabled={Boolean(startLack)}
          title={startLack}
          onClick={() => {
            onAction(vm, "start");
          }}
        >
          <PlayIcon aria-hidden />
          Start
        </Button>
      )}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            size="icon-sm"
            variant="ghost"
            aria-label={`Actions for ${name}`}
          >
            <EllipsisIcon aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="max-w-72 min-w-48">
          <DropdownMenuLabel className="truncate">{name}</DropdownMenuLabel>
          {block && <MenuNote>{block}</MenuNote>}
          {pendingAction && (
            <MenuNote>
              {vmActionWords[pendingAction].progress} … It is not over yet.
            </MenuNote>
          )}
          {actions.length > 0 && <DropdownMenuSeparator />}
          {actions.map((action) => {
            const lack = lackOf(action);
            return (
              <DropdownMenuItem
                key={action}
                disabled={Boolean(block ?? lack)}
                variant={
                  confirmationTone[action] === "danger"
                    ? "destructive"
                    : "default"
                }
                onSelect={() => {
                  onAction(vm, action);
                }}
              >
                <span>
                  {vmActionWords[action].label}
                  {lack && <span className="block text-xs">{lack}</span>}
                </span>
              </DropdownMenuItem>
            );
          })}
        </DropdownMenuContent>
      </DropdownMenu>
    </div>
  );
}

function MenuNote({ children }: { children: React.ReactNode }) {
  return (
    <p className="px-2 pb-1.5 text-xs text-muted-foreground">{children}</p>
  );
}
