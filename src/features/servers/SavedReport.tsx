import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import type { ConnectionTest, Server } from "@/lib/types.ts";
import { ConnectionReport } from "./ConnectionReport.tsx";
import { SameClusterNotice } from "./SameClusterNotice.tsx";
import { TokenEndNotice } from "./TokenEndNotice.tsx";
import { seesNothing } from "./tokenReview.ts";
import { TrustNote } from "./TrustNote.tsx";

interface SavedReportProps {
  server: Server;
  test: ConnectionTest;
  onClose: () => void;
}

/** The last page of a dialog that has saved a server. */
export function SavedReport({ server, test, onClose }: SavedReportProps) {
  return (
    <div className="space-y-4">
      <DialogHeader>
        <DialogTitle className="break-words">
          {displayText(server.name)} is saved
        </DialogTitle>
        <DialogDescription>
          {seesNothing(test.permissions)
            ? "It answers and takes the token, which sees no guest there yet."
            : "The test went well, and its guests are on the dashboard."}
        </DialogDescription>
      </DialogHeader>
      <SameClusterNotice server={server} nodes={test.nodes} />
      <TokenEndNotice
        expiresAt={test.token?.expiresAt ?? null}
        tokenId={server.token_id}
      />
      <ConnectionReport test={test} tokenId={server.token_id} />
      <TrustNote mode={server.trust_mode} validTo={test.certificate?.validTo} />
      <DialogFooter>
        <Button variant="outline" asChild>
          <Link
            to={`${paths.dashboard}?${new URLSearchParams({ server: server.id })}`}
          >
            See its guests
          </Link>
        </Button>
        <Button onClick={onClose}>Done</Button>
      </DialogFooter>
    </div>
  );
}
