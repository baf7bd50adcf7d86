import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { useChangeGuest } from "@/hooks/useGuest.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { toast } from "@/lib/toast.ts";
import { vmName } from "@/lib/vmName.ts";
import type { GuestView } from "../guestView.ts";
import { useSeenDigest } from "../useSeenDigest.ts";

const schema = z.object({
  description: z.string().check(z.maxLength(8192, "At most 8192 characters")),
});

interface EditNotesDialogProps {
  view: GuestView;
  onClose: () => void;
}

export function EditNotesDialog({ view, onClose }: EditNotesDialogProps) {
  const { guest, vm, detail } = view;
  const { mutateAsync: change } = useChangeGuest(guest);
  const digest = useSeenDigest(view);
  const form = useSmallForm(schema, async ({ description }) => {
    // Forms send line ends as CR LF; Proxmox VE keeps them as they are written in Unix.
    const text = description.replaceAll("\r\n", "\n").trimEnd();
    await change({ ...digest, description: text });
    toast.success(`Notes of ${vmName(vm)} saved`);
    onClose();
  });

  return (
    <FormDialog
      title={`Notes of ${vmName(vm)}`}
      description="Kept in Proxmox VE, which shows them as Markdown."
      verb="Save"
      form={form}
      onClose={onClose}
    >
      <FormField label="Notes" error={form.errors.description}>
        {(control) => (
          <Textarea
            {...control}
            name="description"
            rows={10}
            className="max-h-[50dvh] font-mono text-xs"
            defaultValue={String(detail?.config?.description ?? "")}
          />
        )}
      </FormField>
    </FormDialog>
  );
}
