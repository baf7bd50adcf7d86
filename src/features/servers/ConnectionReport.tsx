import {
  CircleCheckIcon,
  CircleMinusIcon,
  TriangleAlertIcon,
} from "lucide-react";
import type { ConnectionTest } from "@/lib/types.ts";
import { displayText } from "@/lib/displayText.ts";
import { cn } from "@/lib/utils.ts";
import {
  reviewToken,
  seesNothing,
  type ReviewedAbility,
} from "./tokenReview.ts";

interface ConnectionReportProps {
  test: ConnectionTest;
}

/** What a test has found: who answers, and what the token may do there. */
export function ConnectionReport({ test }: ConnectionReportProps) {
  const { version, nodes, latencyMs, permissions } = test;

  return (
    <div className="space-y-3 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&_dt]:text-muted-foreground">
        <dt>Answers</dt>
        <dd>
          Proxmox VE {displayText(version)}, in {Math.round(latencyMs)} ms
        </dd>
        <dt>{nodes.length === 1 ? "Node" : `${nodes.length} nodes`}</dt>
        <dd className="break-words">
          {nodes.map((node) => displayText(node)).join(", ")}
        </dd>
      </dl>
      {seesNothing(permissions) && (
        <p className="flex gap-2 rounded-md border border-warning/40 bg-warning/10 p-2.5">
          <TriangleAlertIcon
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-warning"
          />
          <span>
            This token may see no guest, so the list stays empty. A token with
            privilege separation needs permissions of its own, beside those of
            its user: Datacenter → Permissions → Add → API Token Permission.
          </span>
        </p>
      )}
      <div>
        <h3 className="text-muted-foreground">The token may</h3>
        <ul className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {reviewToken(permissions).map((ability) => (
            <Ability key={ability.privilege} ability={ability} />
          ))}
        </ul>
      </div>
    </div>
  );
}

function Ability({ ability }: { ability: ReviewedAbility }) {
  const { label, privilege, reach, isEssential } = ability;
  const isMissing = reach === "none";
  const Icon = isMissing ? CircleMinusIcon : CircleCheckIcon;

  return (
    <li className={cn("flex gap-2", isMissing && "text-muted-foreground")}>
      <Icon
        aria-hidden
        className={cn(
          "mt-0.5 size-4 shrink-0",
          !isMissing && "text-success",
          isMissing && isEssential && "text-warning",
        )}
      />
      <span>
        {isMissing && <span className="sr-only">not: </span>}
        {label}
        {reach === "some" && " (some)"}
        {isMissing && <span className="block text-xs">needs {privilege}</span>}
      </span>
    </li>
  );
}
