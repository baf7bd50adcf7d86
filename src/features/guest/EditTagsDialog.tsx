import * as z from "zod/mini";
import { FormField } from "@/components/FormField.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useChangeGuest } from "@/hooks/useGuest.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { toast } from "@/lib/toast.ts";
import { tagSchema } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { vmTags } from "@/lib/vmTags.ts";
import { FormDialog } from "./FormDialog.tsx";
import type { GuestView } from "./guestView.ts";
import { useSeenDigest } from "./useSeenDigest.ts";

const schema = z.object({
  tags: z.string().check(
    z.refine((text) => vmTags({ tags: text }).every(isTag), {
      message:
        "A tag has letters, digits, _, -, + and dots, and begins with a letter, digit or _",
    }),
  ),
});

function isTag(tag: string): boolean {
  return tagSchema.safeParse(tag).success;
}

interface EditTagsDialogProps {
  view: GuestView;
  onClose: () => void;
}

export function EditTagsDialog({ view, onClose }: EditTagsDialogProps) {
  const { guest, vm } = view;
  const { mutateAsync: change } = useChangeGuest(guest);
  const digest = useSeenDigest(view);
  const form = useSmallForm(schema, async ({ tags }) => {
    await change({ ...digest, tags: vmTags({ tags }) });
    toast.success(`Tags of ${vmName(vm)} saved`);
    onClose();
  });

  return (
    <FormDialog
      title={`Tags of ${vmName(vm)}`}
      description="They are kept in Proxmox VE and seen by everybody there."
      verb="Save"
      form={form}
      onClose={onClose}
    >
      <FormField
        label="Tags"
        error={form.errors.tags}
        hint="With blanks or commas between them"
      >
        {(control) => (
          <Input
            {...control}
            name="tags"
            defaultValue={vmTags(vm).join(" ")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </FormField>
    </FormDialog>
  );
}
