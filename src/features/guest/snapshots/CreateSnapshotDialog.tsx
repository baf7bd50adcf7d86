import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Notice } from "@/components/Notice.tsx";
import { Input } from "@/components/ui/input.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { useGuestSnapshots } from "@/hooks/useGuest.ts";
import { useGuestTask } from "@/hooks/useGuestTask.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { guestApi } from "@/lib/guestApi.ts";
import { snapshotNameSchema } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { vmState } from "@/lib/vmPower.ts";
import { CheckField } from "../CheckField.tsx";
import type { GuestView } from "../guestView.ts";

const schema = z.object({
  snapname: snapshotNameSchema,
  description: z.string(),
  vmstate: z.optional(z.string()),
});

interface CreateSnapshotDialogProps {
  view: GuestView;
  onClose: () => void;
}

export function CreateSnapshotDialog({
  view,
  onClose,
}: CreateSnapshotDialogProps) {
  const { guest, vm } = view;
  const begin = useGuestTask();
  const { data } = useGuestSnapshots(guest);
  const name = vmName(vm);
  const state = vmState(vm);
  const hasMemory =
    vm.type === "qemu" && (state === "running" || state === "paused");
  const taken = new Set(data?.snapshots.map((snapshot) => snapshot.name));
  const form = useSmallForm(
    z.extend(schema, {
      snapname: snapshotNameSchema.check(
        z.refine((text) => !taken.has(text), {
          message: "The guest has a snapshot of this name already",
        }),
      ),
    }),
    async ({ snapname, description, vmstate }) => {
      await begin({
        guest,
        words: {
          progress: `Taking snapshot ${snapname} of ${name}`,
          done: `Snapshot ${snapname} of ${name} taken`,
          failed: `Snapshot ${snapname} of ${name} was not taken`,
        },
        send: () =>
          guestApi.createSnapshot({
            ...guest,
            snapname,
            ...(description.trim() !== "" && {
              description: description.trim(),
            }),
            ...(hasMemory && { vmstate: vmstate !== undefined }),
          }),
      });
      onClose();
    },
  );
  const { errors } = form;

  return (
    <FormDialog
      title={`Take a snapshot of ${name}`}
      description="It keeps the guest as it is now, on the storage that it lies on."
      verb="Take snapshot"
      form={form}
      reason={
        data?.canSnapshot === false
          ? "A disk of this guest lies on a storage that takes no snapshots."
          : undefined
      }
      onClose={onClose}
    >
      <FormField
        label="Name"
        error={errors.snapname}
        hint="For example before-upgrade"
      >
        {(control) => (
          <Input
            {...control}
            name="snapname"
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </FormField>
      <FormField label="Description" isOptional error={errors.description}>
        {(control) => <Textarea {...control} name="description" rows={2} />}
      </FormField>
      {hasMemory ? (
        <CheckField
          name="vmstate"
          label="With its memory"
          isCheckedAtFirst
          hint="A roll back then lets it run on from this very moment. Without it, the guest's disks are as after a power cut."
        />
      ) : (
        state === "running" && (
          <Notice>
            Of a running container, the snapshot holds its files and not what it
            keeps in memory.
          </Notice>
        )
      )}
    </FormDialog>
  );
}
