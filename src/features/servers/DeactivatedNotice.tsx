import { RelativeTime } from "@/components/RelativeTime.tsx";
import { displayLine } from "@/lib/displayText.ts";
import type { Server } from "@/lib/types.ts";
import { Notice } from "@/components/Notice.tsx";

interface DeactivatedNoticeProps {
  server: Pick<Server, "deactivated_at" | "deactivated_reason">;
}

/** Why an administrator has switched it off, for its owner; nothing where none has. */
export function DeactivatedNotice({ server }: DeactivatedNoticeProps) {
  const { deactivated_at, deactivated_reason } = server;
  if (deactivated_at === null) return null;
  return (
    <Notice tone="warning">
      <p>
        An administrator has switched this server off{" "}
        <RelativeTime time={deactivated_at} />: “
        {displayLine(deactivated_reason ?? "")}”
      </p>
      <p className="text-xs text-muted-foreground">
        It is not asked, and cannot be moved or deleted, until an administrator
        switches it on again. Its stored token is not used meanwhile.
      </p>
    </Notice>
  );
}
