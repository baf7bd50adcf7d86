import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { Notice } from "@/components/Notice.tsx";
import { useSecondsAsDateTime } from "@/hooks/useDateTime.ts";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { guestApi } from "@/lib/guestApi.ts";
import type { GuestSnapshots, Snapshot } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { vmState } from "@/lib/vmPower.ts";
import { CheckField } from "../CheckField.tsx";
import type { GuestView } from "../guestView.ts";
import { laterThan } from "./snapshotTree.ts";

const schema = z.object({ start: z.optional(z.string()) });

interface RollbackDialogProps {
  view: GuestView;
  snapshot: Snapshot;
  snapshots: GuestSnapshots;
  onClose: () => void;
}

/** Says what is lost before it is. */
export default function RollbackDialog({
  view,
  snapshot,
  snapshots,
  onClose,
}: RollbackDialogProps) {
  const { guest, vm } = view;
  const sayTime = useSecondsAsDateTime();
  const begin = useGuestTask();
  const name = vmName(vm);
  const snapname = displayText(snapshot.name);
  const wasOn = ["running", "paused"].includes(vmState(vm));
  const form = useSmallForm(schema, async ({ start }) => {
    await begin({
      guest,
      words: {
        progress: `Rolling ${name} back to ${snapname}`,
        done: `${name} is back at ${snapname}`,
        failed: `${name} was not rolled back to ${snapname}`,
      },
      send: () =>
        guestApi.rollbackSnapshot({
          ...guest,
          snapname: snapshot.name,
          ...(!snapshot.vmstate && { start: start !== undefined }),
        }),
    });
    onClose();
  });
  const later = laterThan(
    snapshots.snapshots,
    snapshots.currentParent,
    snapshot.name,
  );

  return (
    <FormDialog
      title={`Roll ${name} back to ${snapname}?`}
      description={
        snapshot.snaptime === undefined
          ? "Everything that has changed on its disks since then is lost."
          : `Everything that has changed on its disks since ${sayTime(snapshot.snaptime)} is lost.`
      }
      verb="Roll back"
      isDanger
      form={form}
      onClose={onClose}
    >
      {wasOn && (
        <Notice tone="warning">
          The guest is running. It is stopped at once, as by a power cut.
        </Notice>
      )}
      {later.length > 0 && (
        <Notice>
          {later.length === 1
            ? "One later snapshot stays"
            : `${later.length} later snapshots stay`}
          , where the storage can: ZFS goes back to its newest one only, and
          Proxmox VE says so before anything is lost.
        </Notice>
      )}
      {snapshot.vmstate ? (
        <p className="text-sm text-muted-foreground">
          Its memory is in the snapshot: it runs on from that moment.
        </p>
      ) : (
        <CheckField
          name="start"
          label="Start it afterwards"
          isCheckedAtFirst={wasOn}
        />
      )}
    </FormDialog>
  );
}
