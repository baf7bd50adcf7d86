import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { AlertDialogCancel } from "@/components/ui/alert-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useReactivateServer } from "@/hooks/useAdministration.ts";
import type { ServerRow } from "@/lib/administration.ts";
import { displayLine, displayText } from "@/lib/displayText.ts";
import { ownerLabel } from "@/lib/personLabel.ts";
import { toast } from "@/lib/toast.ts";

interface ReactivateDialogProps {
  server: ServerRow;
  onClose: () => void;
}

/** Gives somebody's server back, with the reason why it was taken before one's eyes. */
export default function ReactivateDialog({
  server,
  onClose,
}: ReactivateDialogProps) {
  const { mutate, isPending, error } = useReactivateServer();
  const name = displayText(server.name);

  function handleConfirm() {
    mutate(server.id, {
      onSuccess: () => {
        toast.success(`${name} is its owner's again`);
        onClose();
      },
    });
  }

  return (
    <ConfirmDialog
      title={`Reactivate ${name}?`}
      description={`${ownerLabel(server)} can use it again. It is then switched on or off as they had left it.`}
      onClose={onClose}
      footer={
        <>
          <AlertDialogCancel disabled={isPending}>Cancel</AlertDialogCancel>
          <Button disabled={isPending} onClick={handleConfirm}>
            {isPending ? "Reactivating …" : "Reactivate"}
          </Button>
        </>
      }
    >
      <p className="rounded-md bg-muted/60 px-3 py-2 text-sm break-words">
        <span className="text-muted-foreground">Deactivated because: </span>
        {displayLine(server.deactivated_reason ?? "")}
      </p>
      {error && <ErrorNotice error={error} />}
    </ConfirmDialog>
  );
}
