import type { ReactNode } from "react";
import {
  AlertDialog,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogHeader,
  AlertDialogTitle,
} from "@/components/ui/alert-dialog.tsx";
import { useReturnFocus } from "@/hooks/useReturnFocus.ts";

interface ConfirmDialogProps {
  title: ReactNode;
  /** What would happen. */
  description: ReactNode;
  /** What else has to be read or chosen before. */
  children?: ReactNode;
  /** The buttons, the one that changes nothing first. */
  footer: ReactNode;
  onClose: () => void;
}

/** A question that is asked before something is done. */
export function ConfirmDialog({
  title,
  description,
  children,
  footer,
  onClose,
}: ConfirmDialogProps) {
  const handleCloseAutoFocus = useReturnFocus();

  return (
    <AlertDialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <AlertDialogContent onCloseAutoFocus={handleCloseAutoFocus}>
        <AlertDialogHeader>
          <AlertDialogTitle className="break-words">{title}</AlertDialogTitle>
          <AlertDialogDescription>{description}</AlertDialogDescription>
        </AlertDialogHeader>
        {children}
        <AlertDialogFooter>{footer}</AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
