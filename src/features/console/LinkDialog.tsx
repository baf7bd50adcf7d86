import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import {
  AlertDialogAction,
  AlertDialogCancel,
} from "@/components/ui/alert-dialog.tsx";

interface LinkDialogProps {
  url: string;
  onClose: () => void;
}

/** What stands in a terminal was put there by whoever can write to it: the address is shown whole before it is opened. */
export default function LinkDialog({ url, onClose }: LinkDialogProps) {
  return (
    <ConfirmDialog
      title="Open this address?"
      description="The guest shows it; Muster does not know where it leads."
      footer={
        <>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            onClick={() => {
              window.open(url, "_blank", "noopener,noreferrer");
            }}
          >
            Open
          </AlertDialogAction>
        </>
      }
      onClose={onClose}
    >
      <p className="rounded-md border bg-muted p-2 font-mono text-xs break-all">
        {new URL(url).href}
      </p>
    </ConfirmDialog>
  );
}
