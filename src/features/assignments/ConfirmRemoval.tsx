import { ConfirmDialog } from "@/components/ConfirmDialog.tsx";
import {
  AlertDialogAction,
  AlertDialogCancel,
} from "@/components/ui/alert-dialog.tsx";
import { buttonVariants } from "@/components/ui/button.tsx";

interface ConfirmRemovalProps {
  title: string;
  /** What comes of it. */
  description: string;
  onConfirm: () => void;
  onClose: () => void;
}

export default function ConfirmRemoval({
  title,
  description,
  onConfirm,
  onClose,
}: ConfirmRemovalProps) {
  return (
    <ConfirmDialog
      title={title}
      description={description}
      footer={
        <>
          <AlertDialogCancel>Cancel</AlertDialogCancel>
          <AlertDialogAction
            className={buttonVariants({ variant: "destructive" })}
            onClick={onConfirm}
          >
            Remove
          </AlertDialogAction>
        </>
      }
      onClose={onClose}
    />
  );
}
