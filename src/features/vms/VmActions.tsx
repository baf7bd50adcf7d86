import {
  Suspense,
  lazy,
  useState,
  type ComponentProps,
  type ReactNode,
} from "react";
import { useServerPermissions } from "@/hooks/useProxmoxServers.ts";
import { loadVmActions } from "@/hooks/useVmAction.ts";
import { assignmentLack } from "@/lib/assignmentLack.ts";
import { openConsoleWindow } from "@/lib/consoleAddress.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import {
  actionBlock,
  actionLack,
  actionsWhile,
  availableActions,
  consoleLack,
  hasConsole,
} from "@/lib/vmPower.ts";

const loadMenu = () => import("./VmMenu.tsx");
const VmMenu = lazy(loadMenu);

interface VmActionsProps {
  vm: Vm;
  pendingAction: VmAction | undefined;
  isTabbable: boolean;
  onAction: (vm: Vm, action: VmAction) => void;
  role?: "gridcell";
  className: string;
  /** What stands before the buttons. */
  children?: ReactNode;
}

/** What is done with a guest most often, each by one click, and all else from a menu. */
export function VmActions({
  vm,
  pendingAction,
  isTabbable,
  onAction,
  role,
  className,
  children,
}: VmActionsProps) {
  // What the token may do is asked when somebody comes near the buttons, not for 10,000 guests. So is the code of both.
  const [isNear, setIsNear] = useState(false);
  const [isMenuWanted, setIsMenuWanted] = useState(false);
  const permissions = useServerPermissions(vm.serverId, isNear).data;

  const block = actionBlock(vm);
  const name = vmName(vm);
  const actions = (
    pendingAction ? actionsWhile(pendingAction) : availableActions(vm)
  ).map((action) => ({
    action,
    lack: block ? undefined : actionLack(permissions?.permissions, vm, action),
  }));
  const lackOf = (wanted: VmAction) =>
    block ? undefined : actions.find(({ action }) => action === wanted);
  const start = lackOf("start");
  const shutdown = lackOf("shutdown");
  const console = hasConsole(vm)
    ? { lack: consoleLack(permissions?.permissions, vm) }
    : undefined;
  const tabIndex = isTabbable ? 0 : -1;

  function handleNear() {
    setIsNear(true);
    void loadMenu();
    void loadVmActions();
  }

  const menuButton = (
    <IconButton
      icon="more"
      aria-label={`Actions for ${name}`}
      tabIndex={tabIndex}
    />
  );

  return (
    <div
      role={role}
      className={className}
      onPointerEnter={handleNear}
      onFocus={handleNear}
    >
      {children}
      {start && (
        <IconButton
          icon="play"
          aria-label={`Start ${name}`}
          tabIndex={tabIndex}
          disabled={start.lack !== undefined}
          title={start.lack ?? "Start"}
          onClick={() => {
            onAction(vm, "start");
          }}
        />
      )}
      {shutdown && (
        <IconButton
          icon="power"
          aria-label={`Shut down ${name}`}
          tabIndex={tabIndex}
          disabled={shutdown.lack !== undefined}
          title={shutdown.lack ?? "Shutdown"}
          onClick={() => {
            onAction(vm, "shutdown");
          }}
        />
      )}
      {console && !start && !assignmentLack(vm, "console") && (
        <IconButton
          icon="console"
          aria-label={`Console of ${name}`}
          tabIndex={tabIndex}
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
        <IconButton
          icon="more"
          aria-label={`Actions for ${name}`}
          tabIndex={tabIndex}
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

/** A button in one element: an icon of elements would be three, three times on every row (index.css draws it). */
function IconButton({
  icon,
  ...props
}: ComponentProps<"button"> & { icon: string }) {
  return (
    <button
      type="button"
      data-icon={icon}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-md text-muted-foreground outline-offset-0 hover:bg-accent hover:text-foreground disabled:pointer-events-none disabled:text-muted-foreground/50 aria-expanded:bg-accent pointer-coarse:size-11"
      {...props}
    />
  );
}
