import { ShieldOffIcon } from "lucide-react";
import { Link } from "react-router-dom";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import { insecureReason } from "./serverStatus.ts";

/** Whose certificate nobody checks, wherever their guests are listed. */
export function UnverifiedServers() {
  const { data } = useProxmoxServers();
  const unverified = data?.servers.filter(
    ({ trust_mode, is_active }) => trust_mode === "insecure" && is_active,
  );
  if (!unverified?.length) return null;

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
        {unverified.map(({ id, name }, index) => (
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
