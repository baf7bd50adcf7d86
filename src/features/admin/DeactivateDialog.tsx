import type { KeyboardEvent } from "react";
import * as z from "zod/mini";
import { FormDialog } from "@/components/FormDialog.tsx";
import { FormField } from "@/components/FormField.tsx";
import { Textarea } from "@/components/ui/textarea.tsx";
import { useDeactivateServer } from "@/hooks/useAdministration.ts";
import { useSmallForm } from "@/hooks/useSmallForm.ts";
import { deactivationReasonSchema } from "@/lib/adminApi.ts";
import type { ServerRow } from "@/lib/administration.ts";
import { displayText } from "@/lib/displayText.ts";
import { ownerLabel } from "@/lib/personLabel.ts";
import { toast } from "@/lib/toast.ts";

const schema = z.object({ reason: deactivationReasonSchema });

interface DeactivateDialogProps {
  server: ServerRow;
  onClose: () => void;
}

/** Switches somebody's server off. Its owner reads why. */
export default function DeactivateDialog({
  server,
  onClose,
}: DeactivateDialogProps) {
  const { mutateAsync: deactivate } = useDeactivateServer();
  const name = displayText(server.name);
  const form = useSmallForm(schema, async ({ reason }) => {
    await deactivate({ id: server.id, reason });
    toast.success(`${name} is deactivated`);
    onClose();
  });

  return (
    <FormDialog
      title={`Deactivate ${name}?`}
      description={`${ownerLabel(server)} cannot use it in Muster until an administrator reactivates it: it is not asked, its token is not used, and open consoles end. The server itself and its guests run on.`}
      verb="Deactivate"
      isDanger
      form={form}
      onClose={onClose}
    >
      <FormField
        label="Reason"
        error={form.errors.reason}
        hint="The owner reads it, on the server's card and on the dashboard."
      >
        {(control) => (
          <Textarea
            {...control}
            name="reason"
            maxLength={500}
            onKeyDown={sendOnEnter}
          />
        )}
      </FormField>
    </FormDialog>
  );
}

/** It is one line, however long. */
function sendOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
