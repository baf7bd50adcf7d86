import { Suspense, lazy } from "react";
import { useConfirmedAction } from "@/hooks/useConfirmedAction.ts";
import { PaletteDialog } from "./PaletteDialog.tsx";

const ConfirmActionDialog = lazy(
  () => import("@/components/ConfirmActionDialog.tsx"),
);

interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
}

/** Finds guests, servers, pages and commands. It stays when it is closed: an action that was begun in it may still ask. */
export default function CommandPalette({
  isOpen,
  onClose,
}: CommandPaletteProps) {
  const { pendingActions, asked, act, confirm, close } = useConfirmedAction();

  return (
    <>
      {isOpen && (
        <PaletteDialog
          pendingActions={pendingActions}
          onAction={act}
          onClose={onClose}
        />
      )}
      {asked && (
        <Suspense>
          <ConfirmActionDialog {...asked} onConfirm={confirm} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
