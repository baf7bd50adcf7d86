import type { ComponentProps } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog.tsx";
import { useReturnFocus } from "@/hooks/useReturnFocus.ts";

interface OpenDialogProps extends ComponentProps<typeof DialogContent> {
  onClose: () => void;
}

/** A dialog for as long as it is drawn. The focus goes back to where it was before. */
export function OpenDialog({ onClose, ...content }: OpenDialogProps) {
  const handleCloseAutoFocus = useReturnFocus();
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <DialogContent onCloseAutoFocus={handleCloseAutoFocus} {...content} />
    </Dialog>
  );
}
