import type { ReactNode } from "react";
import {
  ChevronDownIcon,
  ExternalLinkIcon,
  PlayIcon,
  PowerIcon,
  RotateCwIcon,
  SquareTerminalIcon,
  TerminalIcon,
  type LucideIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { assignmentLack } from "@/lib/assignmentLack.ts";
import { openConsoleWindow } from "@/lib/consoleAddress.ts";
import type { VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import {
  actionBlock,
  actionLack,
  actionsWhile,
  availableActions,
  confirmationTone,
  consoleLack,
  hasConsole,
  isTemplate,
  vmState,
} from "@/lib/vmPower.ts";
import type { GuestDialog } from "./guestTabs.ts";
import type { GuestView } from "./guestView.ts";
import { guestLack, lockReason } from "./reasons.ts";

interface GuestActionsProps {
  view: GuestView;
  pendingAction: VmAction | undefined;
  /** The guest in Proxmox VE's own page; undefined where its address is not known. */
  proxmoxUrl: string | undefined;
  onAction: (action: VmAction) => void;
  onOpen: (dialog: GuestDialog) => void;
}

/** The usual ones as buttons, all of them in the menu. What is not possible says why. */
export function GuestActions({
  view,
  pendingAction,
  proxmoxUrl,
  onAction,
  onOpen,
}: GuestActionsProps) {
  const { vm, permissions, isPast } = view;
  const block = isPast ? "Its server does not answer." : actionBlock(vm);
  const manageLack = assignmentLack(vm, "manage");
  const actions = (
    pendingAction ? actionsWhile(pendingAction) : actionsFor(view)
  ).map((action) => ({
    action,
    reason: block ?? sentence(actionLack(permissions, vm, action)),
  }));
  // A button that would never be this person's is not shown; the menu says why.
  const buttons = assignmentLack(vm, "power")
    ? []
    : actions.filter(
        ({ action }) =>
          action in icons && (action !== "resume" || vmState(vm) === "paused"),
      );

  return (
    <>
      {buttons.map(({ action, reason }) => {
        const Icon = icons[action] ?? PowerIcon;
        return (
          <Button
            key={action}
            size="sm"
            variant="outline"
            // The menu has it too, where there is no room.
            className={action === "reboot" ? "max-sm:hidden" : undefined}
            disabled={reason !== undefined}
            title={reason}
            onClick={() => {
              onAction(action);
            }}
          >
            <Icon aria-hidden />
            {vmActionWords[action].label}
          </Button>
        );
      })}
      {hasConsole(vm) && !assignmentLack(vm, "console") && (
        <ConsoleButtons view={view} />
      )}
      <DropdownMenu modal={false}>
        <DropdownMenuTrigger asChild>
          <Button
            size="sm"
            variant="outline"
            className="pointer-coarse:min-h-11"
          >
            More
            <ChevronDownIcon aria-hidden />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="max-w-72 min-w-52">
          {!isTemplate(vm) && (
            <>
              <DropdownMenuLabel>Power</DropdownMenuLabel>
              {block && <MenuNote>{block}</MenuNote>}
              {actions.map(({ action, reason }) => (
                <Item
                  key={action}
                  reason={block ? "" : reason}
                  isDanger={confirmationTone[action] === "danger"}
                  onSelect={() => {
                    onAction(action);
                  }}
                >
                  {vmActionWords[action].label}
                </Item>
              ))}
              <DropdownMenuSeparator />
            </>
          )}
          {manageLack ? (
            <MenuNote>{manageLack}.</MenuNote>
          ) : (
            entriesFor(view).map(({ dialog, label, reason }) => (
              <Item
                key={dialog}
                reason={reason}
                onSelect={() => {
                  onOpen(dialog);
                }}
              >
                {label}
              </Item>
            ))
          )}
          {proxmoxUrl && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem asChild>
                <a href={proxmoxUrl} target="_blank" rel="noreferrer">
                  Open in Proxmox VE
                  <ExternalLinkIcon
                    aria-label="in a new tab"
                    className="ml-auto"
                  />
                </a>
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  );
}

/** The list calls a paused VM running, and so offers both to let it run on. Here it is known which it is. */
function actionsFor({ vm, detail }: GuestView): readonly VmAction[] {
  const isKnown = detail?.status?.qmpstatus !== undefined;
  return availableActions(vm).filter(
    (action) => action !== "resume" || !isKnown || vmState(vm) !== "running",
  );
}

const icons: Partial<Record<VmAction, LucideIcon>> = {
  start: PlayIcon,
  resume: PlayIcon,
  shutdown: PowerIcon,
  reboot: RotateCwIcon,
};

function ConsoleButtons({ view }: { view: GuestView }) {
  const { vm, detail, permissions } = view;
  const reason = sentence(consoleLack(permissions, vm));
  const hasSerial = vm.type === "qemu" && detail?.status?.serial === 1;

  return (
    <>
      <Button
        size="sm"
        variant="outline"
        disabled={reason !== undefined}
        title={reason}
        onClick={() => {
          openConsoleWindow(vm);
        }}
      >
        <SquareTerminalIcon aria-hidden />
        Console
      </Button>
      {hasSerial && (
        <Button
          size="sm"
          variant="outline"
          disabled={reason !== undefined}
          title={reason ?? "The VM's serial port"}
          onClick={() => {
            openConsoleWindow(vm, "terminal");
          }}
        >
          <TerminalIcon aria-hidden />
          Terminal
        </Button>
      )}
    </>
  );
}

function sentence(lack: string | undefined): string | undefined {
  return lack && `${lack}.`;
}

interface Entry {
  dialog: GuestDialog;
  label: string;
  reason: string | undefined;
}

function entriesFor({ vm, permissions, isPast }: GuestView): Entry[] {
  const common = isPast ? "Its server does not answer." : lockReason(vm);
  const lack = (...privileges: Parameters<typeof guestLack>[2][]) =>
    common ??
    privileges
      .map((privilege) => guestLack(permissions, vm, privilege))
      .find(Boolean);
  const entries: Entry[] = [
    {
      dialog: "snapshot",
      label: "Take snapshot …",
      reason: lack("VM.Snapshot"),
    },
    { dialog: "backup", label: "Back up now …", reason: lack("VM.Backup") },
    { dialog: "clone", label: "Clone …", reason: lack("VM.Clone") },
    { dialog: "migrate", label: "Migrate …", reason: lack("VM.Migrate") },
  ];
  return isTemplate(vm)
    ? entries.filter(({ dialog }) => dialog !== "snapshot")
    : entries;
}

interface ItemProps {
  /** Why it is not possible; "" where that is said already. */
  reason: string | undefined;
  isDanger?: boolean;
  onSelect: () => void;
  children: string;
}

function Item({ reason, isDanger = false, onSelect, children }: ItemProps) {
  return (
    <DropdownMenuItem
      disabled={reason !== undefined}
      variant={isDanger ? "destructive" : "default"}
      onSelect={onSelect}
    >
      <span>
        {children}
        {reason && (
          <span className="block text-xs text-muted-foreground">{reason}</span>
        )}
      </span>
    </DropdownMenuItem>
  );
}

function MenuNote({ children }: { children: ReactNode }) {
  return (
    <p className="px-2 pb-1.5 text-xs text-muted-foreground">{children}</p>
  );
}
