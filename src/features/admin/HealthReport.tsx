import { CircleCheckIcon } from "lucide-react";
import { Copyable } from "@/components/Copyable.tsx";
import { Panel } from "@/components/Panel.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import type { Health } from "@/lib/adminApi.ts";
import { healthFindings, type Finding } from "./healthFindings.ts";
import { HealthSections } from "./HealthSections.tsx";

/** Whether this installation is well, what to do where it is not, and what that was read from. */
export function HealthReport({ health }: { health: Health }) {
  return (
    <div className="space-y-4">
      <Verdict findings={healthFindings(health)} />
      <HealthSections health={health} />
    </div>
  );
}

function Verdict({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) {
    return (
      <p className="flex items-center gap-2.5 rounded-lg border border-success/40 bg-success/10 px-3.5 py-3 font-medium">
        <CircleCheckIcon aria-hidden className="size-5 shrink-0 text-success" />
        All is well: keys, database, access and addresses are as they should be.
      </p>
    );
  }
  return (
    <Panel
      title={
        findings.length === 1
          ? "One thing needs attention"
          : `${String(findings.length)} things need attention`
      }
    >
      <ul className="divide-y">
        {findings.map(({ key, tone, title, advice, command, path }) => (
          <li key={key} className="flex gap-2.5 px-3.5 py-3">
            <StatusDot
              tone={tone}
              label={tone === "bad" ? "Grave" : "Warning"}
              className="mt-1.5"
            />
            <div className="min-w-0 flex-1 break-words">
              <p className="font-medium">
                {path ? <TextLink to={path}>{title}</TextLink> : title}
              </p>
              <p className="text-muted-foreground">{advice}</p>
              {command && (
                <Copyable
                  label="the command"
                  value={command}
                  className="mt-1.5 rounded-md bg-muted/60 py-1 pr-1 pl-2"
                />
              )}
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
