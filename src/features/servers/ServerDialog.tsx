import { useState } from "react";
import { OpenDialog } from "@/components/OpenDialog.tsx";

import { displayText } from "@/lib/displayText.ts";
import { toast } from "@/lib/toast.ts";
import type { ConnectionTest, Server } from "@/lib/types.ts";
import { SavedReport } from "./SavedReport.tsx";
import { ServerForm } from "./ServerForm.tsx";

interface ServerDialogProps {
  /** The server to edit, as it is stored now; none to add one. */
  server?: Server;
  /** What somebody came for, from a notice about the server. */
  reason?: "token" | undefined;
  onClose: () => void;
}

interface Saved {
  server: Server;
  test: ConnectionTest;
}

/** Adds or edits a server: tests first, saves, and then says what the token may do. */
export default function ServerDialog({
  server,
  reason,
  onClose,
}: ServerDialogProps) {
  const [saved, setSaved] = useState<Saved>();
  return (
    <OpenDialog
      onClose={onClose}

      className="sm:max-w-xl"
      onInteractOutside={(event) => {
        // A click beside it must not lose a token that Proxmox VE shows but once.
        event.preventDefault();
      }}
    >
      {saved ? (
        <SavedReport {...saved} onClose={onClose} />
      ) : (
        <ServerForm
          stored={server}
          reason={reason}
          onSaved={(savedServer, test) => {
            if (test) {
              setSaved({ server: savedServer, test });
            } else {
              toast.success(`${displayText(savedServer.name)} is saved`);
              onClose();
            }
          }}
          onClose={onClose}
        />
      )}
    </OpenDialog>
  );
}
