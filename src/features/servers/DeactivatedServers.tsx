import { CircleOffIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { displayLine, displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import type { Server } from "@/lib/types.ts";

interface DeactivatedServersProps {
  servers: readonly Server[];
}

/** Servers whose guests are missing because an administrator has switched them off, and why. */
export default function DeactivatedServers({
  servers,
}: DeactivatedServersProps) {
  return (
    <ul
      aria-label="Servers that an administrator has switched off"
      className="mb-4 max-h-60 divide-y divide-warning/30 overflow-y-auto rounded-lg border border-warning/40 bg-warning/10"
    >
      {servers.map(({ id, name, deactivated_at, deactivated_reason }) => (
        <li key={id} className="flex gap-2 px-3 py-2.5">
          <CircleOffIcon
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-warning"
          />
          <p className="min-w-0 break-words">
            <TextLink to={paths.servers}>{displayText(name)}</TextLink> was
            switched off by an administrator
            {deactivated_at && (
              <>
                {" "}
                <RelativeTime time={deactivated_at} />
              </>
            )}
            : “{displayLine(deactivated_reason ?? "")}”{" "}
            <span className="text-muted-foreground">
              Its guests are not listed meanwhile.
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}
