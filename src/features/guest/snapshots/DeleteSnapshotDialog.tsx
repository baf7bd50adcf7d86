import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { guestApi } from "@/lib/guestApi.ts";
import type { Snapshot } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import type { GuestView } from "../guestView.ts";

const schema = z.object({});

interface DeleteSnapshotDialogProps {
  view: GuestView;
  snapshot: Snapshot;
  onClose: () => void;
}

export default function DeleteSnapshotDialog({
  view: { guest, vm },
  snapshot,
  onClose,
}: DeleteSnapshotDialogProps) {
  const begin = useGuestTask();
  const name = vmName(vm);
  const snapname = displayText(snapshot.name);
  const form = useSmallForm(schema, async () => {
    await begin({
      guest,
      words: {
        progress: `Deleting snapshot ${snapname} of ${name}`,
        done: `Snapshot ${snapname} of ${name} deleted`,
        failed: `Snapshot ${snapname} of ${name} was not deleted`,
      },
      send: () =>
        guestApi.deleteSnapshot({ ...guest, snapname: snapshot.name }),
    });
    onClose();
  });

  return (
    <FormDialog
      title={`Delete snapshot ${snapname}?`}
      description={`${name} stays as it is; there is no way back to this snapshot any more. Those taken after it stay.`}
      verb="Delete"
      isDanger
      form={form}
      onClose={onClose}
    />
  );
}
