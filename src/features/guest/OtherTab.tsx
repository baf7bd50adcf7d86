import { BackupsTab } from "./backups/BackupsTab.tsx";
import { ConfigurationTab } from "./config/ConfigurationTab.tsx";
import { GuestTasks } from "./GuestTasks.tsx";
import type { GuestDialog, GuestTab } from "./guestTabs.ts";
import type { GuestView } from "./guestView.ts";
import { SnapshotsTab } from "./snapshots/SnapshotsTab.tsx";

interface OtherTabProps {
  tab: Exclude<GuestTab, "summary">;
  view: GuestView;
  onOpen: (dialog: GuestDialog) => void;
}

/** The parts behind the first, in a file that is loaded when one of them is opened. */
export default function OtherTab({ tab, view, onOpen }: OtherTabProps) {
  switch (tab) {
    case "configuration":
      return <ConfigurationTab view={view} />;
    case "snapshots":
      return (
        <SnapshotsTab
          view={view}
          onCreate={() => {
            onOpen("snapshot");
          }}
        />
      );
    case "backups":
      return (
        <BackupsTab
          view={view}
          onCreate={() => {
            onOpen("backup");
          }}
        />
      );
    case "tasks":
      return <GuestTasks guest={view.guest} />;
  }
}
