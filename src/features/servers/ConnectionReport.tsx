import { CircleCheckIcon, CircleMinusIcon } from "lucide-react";
import { useNow } from "@/hooks/useNow.ts";
import type { ConnectionTest } from "@/lib/types.ts";
import { displayText } from "@/lib/displayText.ts";
import { hasPrivilege } from "@/lib/privileges.ts";
import { cn } from "@/lib/utils.ts";
import { Notice } from "@/components/Notice.tsx";
import { MendToken } from "./MendToken.tsx";
import { endLabel } from "./tokenEnd.ts";
import {
  excessOf,
  reviewToken,
  seesNothing,
  type Need,
  type ReviewedAbility,
} from "./tokenReview.ts";

interface ConnectionReportProps {
  test: ConnectionTest;
  /** user@realm!name */
  tokenId: string;
}

/** What a test has found: who answers, what the token may do there, what it lacks, and what it has too much of. */
export function ConnectionReport({ test, tokenId }: ConnectionReportProps) {
  const { version, nodes, cluster, latencyMs, permissions, token } = test;
  const now = useNow(60_000);

  return (
    <div className="space-y-3 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 [&_dt]:text-muted-foreground">
        <dt>Answers</dt>
        <dd>
          Proxmox VE {displayText(version)}, in {Math.round(latencyMs)} ms
        </dd>
        {cluster !== null && (
          <>
            <dt>Cluster</dt>
            <dd className="break-words">{displayText(cluster)}</dd>
          </>
        )}
        <dt>{nodes.length === 1 ? "Node" : `${nodes.length} nodes`}</dt>
        <dd className="break-words">
          {nodes.map((node) => displayText(node)).join(", ")}
        </dd>
        <dt>Token ends</dt>
        <dd>
          {token
            ? token.expiresAt === null
              ? "never"
              : endLabel(token.expiresAt, now)
            : hasPrivilege(permissions, "/access/groups", "Sys.Audit")
              ? "unknown"
              : "unknown: to see it, the token needs Sys.Audit on /access"}
        </dd>
      </dl>
      {seesNothing(permissions) && (
        <Notice tone="warning">
          <p>
            This token may see no guest, so the list stays empty. A token with
            privilege separation needs permissions of its own, beside those of
            its user: Datacenter → Permissions → Add → API Token Permission.
          </p>
        </Notice>
      )}
      <Abilities test={test} tokenId={tokenId} />
      <Excess test={test} tokenId={tokenId} />
    </div>
  );
}

function Abilities({ test, tokenId }: ConnectionReportProps) {
  const abilities = reviewToken(test.permissions);
  const missing = abilities.flatMap((ability) => ability.missing);

  return (
    <section>
      <h3 className="text-muted-foreground">The token may</h3>
      <ul className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {abilities.map((ability) => (
          <Ability key={ability.label} ability={ability} />
        ))}
      </ul>
      {missing.length > 0 && (
        <MendToken test={test} tokenId={tokenId} missing={missing} />
      )}
    </section>
  );
}

function Ability({ ability }: { ability: ReviewedAbility }) {
  const { label, reach, missing, isEssential } = ability;
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
      <span className="min-w-0">
        {isMissing && <span className="sr-only">not: </span>}
        {label}
        {reach === "some" && " (some)"}
        {isMissing && (
          <span className="block text-xs break-words">
            needs {needsWords(missing)}
          </span>
        )}
      </span>
    </li>
  );
}

/** "VM.Clone, VM.Allocate on /vms, Datastore.AllocateSpace on /storage" */
function needsWords(needs: readonly Need[]): string {
  const trees = [...new Set(needs.map(({ tree }) => tree))];
  return trees
    .map((tree) => {
      const privileges = needs.filter((need) => need.tree === tree);
      return `${privileges.map(({ privilege }) => privilege).join(", ")} on ${tree}`;
    })
    .join(", ");
}

/** Advice, no refusal: it is the person's token. */
function Excess({ test, tokenId }: ConnectionReportProps) {
  const excess = excessOf(test.permissions);
  if (excess.length === 0) return null;
  const isRoot = tokenId.startsWith("root@pam!");

  return (
    <Notice tone="warning">
      <p>
        {isRoot
          ? "This token of root@pam may do far more than Muster ever does"
          : "This token may do more than Muster ever does"}
        : {excess.map(({ meaning }) => meaning).join(", ")}. It works; a token
        of a user with a role of its own is safer. “How to make a token”, under
        Edit, has the lines.
      </p>
      <p className="font-mono text-xs text-muted-foreground">
        {excess.map(({ privilege }) => privilege).join(" ")}
      </p>
    </Notice>
  );
}
