import { ShieldOffIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import { insecureReason } from "@/lib/serverStatus.ts";
import type { Server } from "@/lib/types.ts";

interface UnverifiedServersProps {
  servers: readonly Server[];
}

/** Whose certificate nobody checks. */
export default function UnverifiedServers({ servers }: UnverifiedServersProps) {
  return (
    <section
      aria-label="Servers that are not verified"
      className="mb-4 flex gap-2 rounded-lg border border-destructive/40 bg-destructive/10 px-3 py-2.5 text-sm"
    >
      <ShieldOffIcon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-destructive"
      />
      <p className="min-w-0 break-words">
        <span className="font-medium">Not verified: </span>
        {servers.map(({ id, name }, index) => (
          <span key={id}>
            {index > 0 && ", "}
            <Link
              to={`${paths.servers}?${new URLSearchParams({ edit: id, field: "certificate" })}`}
              className="underline underline-offset-4"
            >
              {displayText(name)}
            </Link>
          </span>
        ))}
        . <span className="text-muted-foreground">{insecureReason}</span>
      </p>
    </section>
  );
}
