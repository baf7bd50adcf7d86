import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { Copyable } from "@/components/Copyable.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { AlertDialogCancel } from "@/components/ui/alert-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useRemoveServer } from "@/hooks/useServerChanges.ts";
import { displayText } from "@/lib/displayText.ts";
import { toast } from "@/lib/toast.ts";
import type { Server } from "@/lib/types.ts";
import { revokeCommand } from "./tokenCommands.ts";

interface RemoveServerDialogProps {
  server: Server;
  onClose: () => void;
}

/** Says what happens, and what does not: people fear for their guests. */
export default function RemoveServerDialog({
  server,
  onClose,
}: RemoveServerDialogProps) {
  const { mutate, isPending, error } = useRemoveServer();
  const name = displayText(server.name);

  function handleRemove() {
    mutate(server.id, {
      onSuccess: () => {
        toast.success(`${name} was deleted from Muster`);
        onClose();
      },
    });
  }

  return (
    <ConfirmDialog
      title={`Delete ${name} from Muster?`}
      description="Muster forgets this server and destroys the token it has stored. Nothing changes at the server itself: its guests run on."
      footer={
        <>
          <AlertDialogCancel disabled={isPending}>Cancel</AlertDialogCancel>
          <Button
            variant="destructive"
            disabled={isPending}
            onClick={handleRemove}
          >
            {isPending ? "Deleting …" : "Delete"}
          </Button>
        </>
      }
      onClose={onClose}
    >
      <div className="space-y-1 text-sm text-muted-foreground">
        <p>If the token is not needed any more, remove it there too:</p>
        <Copyable label="the command" value={revokeCommand(server.token_id)} />
      </div>
      {error && <ErrorNotice error={error} />}
    </ConfirmDialog>
  );
}
