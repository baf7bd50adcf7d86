import type { ReactNode } from "react";
import { LockIcon, PencilIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { TagLabel } from "@/components/TagLabel.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useTagStyle } from "@/hooks/useTagStyle.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatUptime } from "@/lib/format.ts";
import { paths } from "@/lib/paths.ts";
import { orderTags } from "@/lib/tagStyle.ts";
import type { GuestDetail, Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import {
  isTemplate,
  vmState,
  vmStateLabel,
  type VmState,
  vmStateTone,
} from "@/lib/vmPower.ts";
import { vmTags } from "@/lib/vmTags.ts";
import { cn } from "@/lib/utils.ts";
import type { GuestView } from "./guestView.ts";
import { guestLack, lockReason } from "./reasons.ts";

interface GuestHeaderProps {
  view: GuestView;
  pendingAction: VmAction | undefined;
  onEditTags: () => void;
  /** The buttons. */
  children: ReactNode;
}

/** Which guest this is, where it runs and how it does. */
export function GuestHeader({
  view,
  pendingAction,
  onEditTags,
  children,
}: GuestHeaderProps) {
  const { vm, detail, isPast } = view;
  const state = vmState(vm);
  const name = vmName(vm);

  return (
    <header className="mb-4">
      <title>{`${name} · Muster`}</title>
      <p className="mb-1 text-xs text-muted-foreground">
        <Link
          to={paths.dashboard}
          className="rounded-xs underline-offset-4 hover:text-foreground hover:underline"
        >
          Guests
        </Link>
        <span aria-hidden> / </span>
        {displayText(vm.serverName)}
        <span aria-hidden> / </span>
        <span title="Node">{displayText(vm.node)}</span>
      </p>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-[1_1_16rem]">
          <h1 className="flex min-w-0 items-center gap-2.5 text-lg font-semibold tracking-tight">
            <StatusDot
              tone={toneOf(state, isPast, pendingAction)}
              className="size-2.5"
            />
            <span className="min-w-0 break-words">{name}</span>
          </h1>
          <p className="text-muted-foreground">
            {vmTypeLabel[vm.type]} {vm.vmid}
            <Facts>
              {stateText(vm, state, isPast, pendingAction)}
              {state === "running" && vm.uptime ? (
                <>up {formatUptime(vm.uptime)}</>
              ) : null}
              {vm.lock && (
                <span className="text-warning">
                  <LockIcon
                    aria-hidden
                    className="inline size-3.5 align-[-2px]"
                  />{" "}
                  {displayText(vm.lock)}
                </span>
              )}
              {highAvailability(vm, detail)}
              {vm.pool && <>pool {displayText(vm.pool)}</>}
            </Facts>
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      </div>
      <Tags view={view} onEdit={onEditTags} />
    </header>
  );
}

/** What there is of them, a dot before each. */
function Facts({ children }: { children: ReactNode[] }) {
  return children
    .filter((fact) => fact !== null && fact !== undefined && fact !== "")
    .map((fact, index) => (
      <span key={index}>
        {" "}
        <span aria-hidden>·</span> {fact}
      </span>
    ));
}

function Tags({ view, onEdit }: { view: GuestView; onEdit: () => void }) {
  const { vm, permissions, detail, isPast } = view;
  const tags = vmTags(vm);
  const style = useTagStyle(vm.serverId);
  const reason =
    guestLack(permissions, vm, "VM.Config.Options") ?? lockReason(vm);

  return (
    <ul aria-label="Tags" className="mt-2 flex flex-wrap items-center gap-1.5">
      {orderTags(tags, style).map((tag) => (
        <li key={tag} className="flex max-w-60 text-xs">
          <TagLabel tag={tag} style={style} />
        </li>
      ))}
      {detail?.config && (
        <li>
          <Button
            variant="ghost"
            size="sm"
            className="h-6 gap-1 px-1.5 text-xs text-muted-foreground"
            disabled={isPast || reason !== undefined}
            title={reason}
            onClick={onEdit}
          >
            <PencilIcon aria-hidden className="size-3" />
            {tags.length > 0 ? "Edit tags" : "Add tags"}
          </Button>
        </li>
      )}
    </ul>
  );
}

function toneOf(
  state: VmState,
  isPast: boolean,
  pendingAction: VmAction | undefined,
): StatusTone {
  if (pendingAction) return "busy";
  return isPast ? "neutral" : vmStateTone[state];
}

function stateText(
  vm: Vm,
  state: VmState,
  isPast: boolean,
  pendingAction: VmAction | undefined,
): ReactNode {
  if (pendingAction) return `${vmActionWords[pendingAction].progress} …`;
  if (isTemplate(vm)) return "Template";
  const label = vmStateLabel[state];
  if (isPast) return `was ${label.toLowerCase()}`;
  // "prelaunch", "inmigrate", "io-error": Proxmox VE's own words for what is neither running nor paused.
  const { qmpstatus } = vm as { qmpstatus?: unknown };
  const isOddity =
    state === "running" &&
    typeof qmpstatus === "string" &&
    qmpstatus !== "running";
  return (
    <span className={cn(state === "running" && !isOddity && "text-foreground")}>
      {isOddity ? `${label} (${displayText(qmpstatus)})` : label}
    </span>
  );
}

function highAvailability(
  { hastate }: Vm,
  detail: GuestDetail | undefined,
): string | undefined {
  const ha = detail?.status?.ha;
  const state = hastate ?? ha?.state;
  if (!state && !ha?.managed) return undefined;
  return `HA ${displayText(state ?? "managed")}`;
}
