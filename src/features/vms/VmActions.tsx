import { Suspense, lazy, useState, type ComponentProps } from "react";
import { PlayIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { useServerPermissions } from "@/hooks/useProxmoxServers.ts";
import { openConsoleWindow } from "@/lib/consoleAddress.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import {
  actionBlock,
  actionsWhile,
  availableActions,
  hasConsole,
  missingConsolePrivilege,
  missingPrivilege,
} from "@/lib/vmPower.ts";

const loadMenu = () => import("./VmMenu.tsx");
const VmMenu = lazy(loadMenu);

interface VmActionsProps {
  vm: Vm;
  pendingAction: VmAction | undefined;
  onAction: (vm: Vm, action: VmAction) => void;
}

/** What can be done with a guest: starting it by one click, all else from a menu, since it takes the guest away from somebody. */
export function VmActions({ vm, pendingAction, onAction }: VmActionsProps) {
  // What the token may do is asked when somebody comes near the buttons, not for 10,000 guests. So is the menu's code.
  const [isNear, setIsNear] = useState(false);
  const [isMenuWanted, setIsMenuWanted] = useState(false);
  const permissions = useServerPermissions(vm.serverId, isNear).data;

  const block = actionBlock(vm);
  const name = vmName(vm);
  const actions = (
    pendingAction ? actionsWhile(pendingAction) : availableActions(vm)
  ).map((action) => {
    const privilege =
      permissions && missingPrivilege(permissions.permissions, vm, action);
    return { action, lack: privilege && `The token lacks ${privilege}` };
  });
  const start = block ? undefined : actions.find(isStart);
  const consolePrivilege =
    permissions && missingConsolePrivilege(permissions.permissions, vm);
  const console = hasConsole(vm)
    ? { lack: consolePrivilege && `The token lacks ${consolePrivilege}` }
    : undefined;

  function handleNear() {
    setIsNear(true);
    void loadMenu();
  }

  const menuButton = <MenuButton aria-label={`Actions for ${name}`} />;

  return (
    <div
      className="-mt-1 -mr-1 flex shrink-0 items-center gap-1"
      onPointerEnter={handleNear}
      onFocus={handleNear}
    >
      {start && (
        <Button
          size="sm"
          variant="outline"
          aria-label={`Start ${name}`}
          disabled={start.lack !== undefined}
          title={start.lack}
          onClick={() => {
            onAction(vm, "start");
          }}
        >
          <PlayIcon aria-hidden />
          Start
        </Button>
      )}
      {console && !start && (
        <ConsoleButton
          aria-label={`Console of ${name}`}
          disabled={console.lack !== undefined}
          title={console.lack ?? "Console"}
          onClick={() => {
            openConsoleWindow(vm);
          }}
        />
      )}
      {isMenuWanted ? (
        <Suspense fallback={menuButton}>
          <VmMenu
            name={name}
            actions={actions}
            block={block}
            pendingAction={pendingAction}
            console={console}
            onConsole={() => {
              openConsoleWindow(vm);
            }}
            onAction={(action) => {
              onAction(vm, action);
            }}
          >
            {menuButton}
          </VmMenu>
        </Suspense>
      ) : (
        <MenuButton
          aria-label={`Actions for ${name}`}
          aria-haspopup="menu"
          aria-expanded={false}
          onClick={() => {
            setIsMenuWanted(true);
          }}
        />
      )}
    </div>
  );
}

function ConsoleButton(props: ComponentProps<typeof Button>) {
  return (
    <Button size="icon-sm" variant="ghost" {...props}>
      {/* One element, as below. */}
      <svg
        aria-hidden
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="m5 17 6-6-6-6M12 19h8" />
      </svg>
    </Button>
  );
}

function MenuButton(props: ComponentProps<typeof Button>) {
  return (
    <Button size="icon-sm" variant="ghost" {...props}>
      {/* lucide's ellipsis is four elements, on every card. */}
      <svg
        aria-hidden
        viewBox="0 0 24 24"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
      >
        <path d="M5 12h.01M12 12h.01M19 12h.01" />
      </svg>
    </Button>
  );
}

function isStart({ action }: { action: VmAction }): boolean {
  return action === "start";
}
