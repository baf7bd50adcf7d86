import { useRef } from "react";
import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useChangeGuest } from "@/hooks/useGuest.ts";
import { useTagStyle } from "@/hooks/useTagStyle.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { displayText } from "@/lib/displayText.ts";
import { toast } from "@/lib/toast.ts";
import { tagSchema } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { vmTags } from "@/lib/vmTags.ts";
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

/** A cluster may have hundreds. */
const shownTags = 30;

interface EditTagsDialogProps {
  view: GuestView;
  onClose: () => void;
}

export function EditTagsDialog({ view, onClose }: EditTagsDialogProps) {
  const { guest, vm } = view;
  const { mutateAsync: change } = useChangeGuest(guest);
  const digest = useSeenDigest(view);
  const others = useTagStyle(guest.serverId).allowedTags.filter(
    (tag) => !vmTags(vm).includes(tag),
  );
  const inputRef = useRef<HTMLInputElement>(null);
  const form = useSmallForm(schema, async ({ tags }) => {
    await change({ ...digest, tags: vmTags({ tags }) });
    toast.success(`Tags of ${vmName(vm)} saved`);
    onClose();
  });

  function handleAdd(tag: string) {
    const input = inputRef.current;
    if (!input) return;
    form.fill({ tags: vmTags({ tags: `${input.value} ${tag}` }).join(" ") });
    input.focus();
  }

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
            ref={inputRef}
            name="tags"
            defaultValue={vmTags(vm).join(" ")}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
      </FormField>
      {others.length > 0 && (
        <div
          role="group"
          aria-label="Tags in use"
          className="flex flex-wrap gap-1"
        >
          {others.slice(0, shownTags).map((tag) => (
            <Button
              key={tag}
              type="button"
              size="sm"
              variant="secondary"
              className="h-6 px-1.5 text-xs font-normal"
              aria-label={`Add ${displayText(tag)}`}
              onClick={() => {
                handleAdd(tag);
              }}
            >
              {displayText(tag)}
            </Button>
          ))}
        </div>
      )}
    </FormDialog>
  );
}
