import { ArchiveIcon, LockIcon, ShieldCheckIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Notice } from "@/components/Notice.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useSecondsAsDateTime } from "@/hooks/useDateTime.ts";
import { useGuestBackups } from "@/hooks/useGuest.ts";
import { assignmentLack } from "@/lib/assignmentLack.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes } from "@/lib/format.ts";
import type { GuestBackup } from "@/lib/types.ts";
import type { GuestView } from "../guestView.ts";
import { guestLack, lockReason } from "../reasons.ts";

interface BackupsTabProps {
  view: GuestView;
  onCreate: () => void;
}

/** The guest's backups, wherever they lie: for whom it is to know that. */
export function BackupsTab(props: BackupsTabProps) {
  return assignmentLack(props.view.vm, "manage") ? (
    <EmptyState icon={ArchiveIcon} title="Backups are for administrators">
      This guest is assigned to you. Whoever runs its server looks after its
      backups: ask them for one, or for what is in one.
    </EmptyState>
  ) : (
    <FoundBackups {...props} />
  );
}

function FoundBackups(props: BackupsTabProps) {
  const found = useGuestBackups(props.view.guest);
  return (
    <QueryContent query={found} what="the backups" skeletonClassName="h-48">
      {(data) => <Backups {...props} found={data} />}
    </QueryContent>
  );
}

interface BackupsProps extends BackupsTabProps {
  found: NonNullable<ReturnType<typeof useGuestBackups>["data"]>;
}

function Backups({ view, found, onCreate }: BackupsProps) {
  const { vm, permissions, isPast } = view;
  const { storages, backups, problems } = found;
  const reason = isPast
    ? "Its server does not answer."
    : (lockReason(vm) ??
      guestLack(permissions, vm, "VM.Backup") ??
      (storages.length === 0
        ? "No storage that the token may see takes backups."
        : undefined));
  const button = (
    <Button disabled={reason !== undefined} title={reason} onClick={onCreate}>
      <ArchiveIcon aria-hidden />
      Back up now
    </Button>
  );

  return (
    <>
      {problems.map(({ storage, message }) => (
        <Notice key={storage} tone="warning">
          Backups on {displayText(storage)} are not known:{" "}
          {displayText(message)}
        </Notice>
      ))}
      {backups.length === 0 ? (
        <EmptyState
          icon={ArchiveIcon}
          title={problems.length > 0 ? "No backup found" : "No backup yet"}
          action={
            <>
              {button}
              {reason && (
                <p className="mt-2 text-xs text-muted-foreground">{reason}</p>
              )}
            </>
          }
        >
          {storages.length > 0 &&
            `Looked on ${storages.map(({ storage }) => displayText(storage)).join(", ")}.`}
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-end gap-3">
            {reason && (
              <p className="text-xs text-muted-foreground">{reason}</p>
            )}
            {button}
          </div>
          <ul
            aria-label="Backups"
            className="divide-y overflow-hidden rounded-lg border bg-card shadow-xs"
          >
            {backups.map((backup) => (
              <BackupLine key={backup.volid} backup={backup} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function BackupLine({ backup }: { backup: GuestBackup }) {
  const sayTime = useSecondsAsDateTime();
  const { volid, storage, ctime, size, format, notes, verified } = backup;

  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-[1_1_16rem]">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{sayTime(ctime)}</span>
          {backup.protected && (
            <span className="text-xs text-muted-foreground">
              <LockIcon aria-hidden className="inline size-3 align-[-1px]" />{" "}
              protected
            </span>
          )}
          {backup.encrypted && (
            <span className="text-xs text-muted-foreground">encrypted</span>
          )}
          {verified !== undefined && (
            <span
              className={
                verified ? "text-xs text-success" : "text-xs text-destructive"
              }
            >
              {verified && (
                <ShieldCheckIcon
                  aria-hidden
                  className="inline size-3 align-[-1px]"
                />
              )}{" "}
              {verified ? "verified" : "verification failed"}
            </span>
          )}
        </p>
        <p className="text-xs break-all text-muted-foreground">
          {displayText(volid)}
        </p>
        {notes && (
          <p className="text-xs break-words text-muted-foreground">
            {displayText(notes.trim())}
          </p>
        )}
      </div>
      <p className="text-muted-foreground">{displayText(storage)}</p>
      <p className="w-24 text-right tabular-nums">
        {size === undefined ? "–" : formatBytes(size)}
        {format && (
          <span className="block text-xs text-muted-foreground">
            {displayText(format)}
          </span>
        )}
      </p>
    </li>
  );
}
