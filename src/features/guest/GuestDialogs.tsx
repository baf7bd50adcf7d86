import { BackupDialog } from "./backups/BackupDialog.tsx";
import { EditNotesDialog } from "./notes/EditNotesDialog.tsx";
import { EditTagsDialog } from "./EditTagsDialog.tsx";
import type { GuestDialog } from "./guestTabs.ts";
import type { GuestView } from "./guestView.ts";
import { CloneDialog } from "./moves/CloneDialog.tsx";
import { MigrateDialog } from "./moves/MigrateDialog.tsx";
import { CreateSnapshotDialog } from "./snapshots/CreateSnapshotDialog.tsx";

interface GuestDialogsProps {
  dialog: GuestDialog;
  view: GuestView;
  onClose: () => void;
}

/** What the page asks before it does something, in a file that is loaded with the first question. */
export default function GuestDialogs({ dialog, ...props }: GuestDialogsProps) {
  switch (dialog) {
    case "snapshot":
      return <CreateSnapshotDialog {...props} />;
    case "backup":
      return <BackupDialog {...props} />;
    case "clone":
      return <CloneDialog {...props} />;
    case "migrate":
      return <MigrateDialog {...props} />;
    case "tags":
      return <EditTagsDialog {...props} />;
    case "notes":
      return <EditNotesDialog {...props} />;
  }
}
