import { Suspense, lazy, useState } from "react";
import { CameraIcon, CornerDownRightIcon, HistoryIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Notice } from "@/components/Notice.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useSecondsAsDateTime } from "@/hooks/useDateTime.ts";
import { useGuestSnapshots } from "@/hooks/useGuest.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Snapshot } from "@/lib/types.ts";
import { isTemplate } from "@/lib/vmPower.ts";
import type { GuestView } from "../guestView.ts";
import { guestLack, lockReason } from "../reasons.ts";
import { snapshotTree, type SnapshotNode } from "./snapshotTree.ts";

const RollbackDialog = lazy(() => import("./RollbackDialog.tsx"));
const DeleteSnapshotDialog = lazy(() => import("./DeleteSnapshotDialog.tsx"));

interface SnapshotsTabProps {
  view: GuestView;
  onCreate: () => void;
}

interface Asked {
  what: "rollback" | "delete";
  snapshot: Snapshot;
}

/** The guest's earlier states, and the way back to them. */
export function SnapshotsTab(props: SnapshotsTabProps) {
  const found = useGuestSnapshots(props.view.guest);
  return (
    <QueryContent query={found} what="the snapshots" skeletonClassName="h-48">
      {(data) => <Snapshots {...props} found={data} />}
    </QueryContent>
  );
}

interface SnapshotsProps extends SnapshotsTabProps {
  found: NonNullable<ReturnType<typeof useGuestSnapshots>["data"]>;
}

function Snapshots({ view, found, onCreate }: SnapshotsProps) {
  const { vm, permissions, isPast } = view;
  const [asked, setAsked] = useState<Asked>();
  const { snapshots, currentParent, canSnapshot } = found;
  const common = isPast ? "Its server does not answer." : lockReason(vm);
  const change = common ?? guestLack(permissions, vm, "VM.Snapshot");
  const reasons = {
    create:
      change ??
      (isTemplate(vm) ? "A template takes no snapshots." : undefined) ??
      (canSnapshot === false ? "Its storage takes no snapshots." : undefined),
    rollback:
      common ??
      guestLack(permissions, vm, "VM.Snapshot.Rollback", "VM.Snapshot"),
    delete: change,
  };
  const createButton = (
    <Button
      disabled={reasons.create !== undefined}
      title={reasons.create}
      onClick={onCreate}
    >
      <CameraIcon aria-hidden />
      Take snapshot
    </Button>
  );
  const close = () => {
    setAsked(undefined);
  };

  return (
    <>
      {canSnapshot === false && (
        <Notice tone="warning">
          Not every disk of this guest lies on a storage that takes snapshots,
          so Proxmox VE takes none of it. ZFS, LVM-thin, Ceph and qcow2 files
          can; raw files and plain LVM cannot. A backup is the other way.
        </Notice>
      )}
      {snapshots.length === 0 ? (
        <EmptyState
          icon={HistoryIcon}
          title="No snapshots"
          action={
            <>
              {createButton}
              {reasons.create && (
                <p className="mt-2 text-xs text-muted-foreground">
                  {reasons.create}
                </p>
              )}
            </>
          }
        >
          A snapshot keeps the guest as it is now, to go back to. It lies on the
          same storage, and so is no backup.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-end gap-3">
            {reasons.create && (
              <p className="text-xs text-muted-foreground">{reasons.create}</p>
            )}
            {createButton}
          </div>
          <SnapshotList
            nodes={snapshotTree(snapshots, currentParent)}
            reasons={reasons}
            onAsk={setAsked}
          />
        </>
      )}
      {asked && (
        <Suspense>
          {asked.what === "rollback" ? (
            <RollbackDialog
              view={view}
              snapshot={asked.snapshot}
              snapshots={found}
              onClose={close}
            />
          ) : (
            <DeleteSnapshotDialog
              view={view}
              snapshot={asked.snapshot}
              onClose={close}
            />
          )}
        </Suspense>
      )}
    </>
  );
}

interface SnapshotListProps {
  nodes: readonly SnapshotNode[];
  reasons: { rollback: string | undefined; delete: string | undefined };
  onAsk: (asked: Asked) => void;
}

function SnapshotList({ nodes, reasons, onAsk }: SnapshotListProps) {
  return (
    <ul
      aria-label="Snapshots"
      className="divide-y overflow-hidden rounded-lg border bg-card shadow-xs"
    >
      {nodes.map(({ snapshot, depth, isCurrent }) => (
        <li key={snapshot.name}>
          <SnapshotLine
            snapshot={snapshot}
            depth={depth}
            reasons={reasons}
            onAsk={onAsk}
          />
          {isCurrent && <Here depth={depth + 1} />}
        </li>
      ))}
      {!nodes.some(({ isCurrent }) => isCurrent) && (
        <li>
          <Here depth={0} />
        </li>
      )}
    </ul>
  );
}

function Here({ depth }: { depth: number }) {
  return (
    <p
      className="flex items-center gap-2 border-t bg-accent/40 py-1.5 pr-4 text-xs font-medium"
      style={{ paddingInlineStart: indent(depth) }}
    >
      <CornerDownRightIcon aria-hidden className="size-3.5" />
      You are here
    </p>
  );
}

/** A deep tree stays readable on a phone. */
function indent(depth: number): string {
  return `${Math.min(depth, 8) * 1.25 + 1}rem`;
}

interface SnapshotLineProps {
  snapshot: Snapshot;
  depth: number;
  reasons: SnapshotListProps["reasons"];
  onAsk: (asked: Asked) => void;
}

function SnapshotLine({ snapshot, depth, reasons, onAsk }: SnapshotLineProps) {
  const sayTime = useSecondsAsDateTime();
  const { description, snaptime, vmstate } = snapshot;
  const name = displayText(snapshot.name);
  const facts = [
    snaptime !== undefined && sayTime(snaptime),
    vmstate && "with memory",
  ].filter(Boolean);

  return (
    <div
      className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5 pr-4"
      style={{ paddingInlineStart: indent(depth) }}
    >
      <div className="min-w-0 flex-[1_1_14rem]">
        <p className="break-words">
          {depth > 0 && (
            <CornerDownRightIcon
              aria-hidden
              className="mr-1.5 inline size-3.5 align-[-2px] text-muted-foreground"
            />
          )}
          <span className="font-medium">{name}</span>{" "}
          <span className="text-xs text-muted-foreground">
            {facts.join(" · ")}
          </span>
        </p>
        {description && (
          <p className="text-xs break-words whitespace-pre-line text-muted-foreground">
            {description
              .trim()
              .split("\n")
              .slice(0, 6)
              .map(displayText)
              .join("\n")}
          </p>
        )}
      </div>
      <div className="flex gap-2">
        <Button
          size="sm"
          variant="outline"
          disabled={reasons.rollback !== undefined}
          title={reasons.rollback}
          aria-label={`Roll back to ${name}`}
          onClick={() => {
            onAsk({ what: "rollback", snapshot });
          }}
        >
          Roll back
        </Button>
        <Button
          size="sm"
          variant="ghost"
          disabled={reasons.delete !== undefined}
          title={reasons.delete}
          aria-label={`Delete snapshot ${name}`}
          onClick={() => {
            onAsk({ what: "delete", snapshot });
          }}
        >
          Delete
        </Button>
      </div>
    </div>
  );
}
