import { useState } from "react";
import { TextLink } from "@/components/TextLink.tsx";
import { displayText } from "@/lib/displayText.ts";
import { formatBytes, formatCores } from "@/lib/format.ts";
import type { NodeRow, Usage } from "@/lib/inventory.ts";
import { nodePath, nodesPath } from "@/lib/listPaths.ts";
import { cn } from "@/lib/utils.ts";
import { fullest } from "./fullest.ts";
import { FullestRow } from "./FullestRow.tsx";
import { Panel } from "@/components/Panel.tsx";

const shownNodes = 5;

const measures = {
  cpu: {
    label: "CPU",
    text: ({ used, total }: Usage) =>
      `${formatCores(used)} of ${formatCores(total)} cores`,
  },
  memory: {
    label: "Memory",
    text: ({ used, total }: Usage) =>
      `${formatBytes(used)} of ${formatBytes(total)}`,
  },
} as const;
type Measure = keyof typeof measures;

interface FullestNodesProps {
  nodes: readonly NodeRow[];
  /** Why there may be none to see. */
  reason: string;
}

export function FullestNodes({ nodes, reason }: FullestNodesProps) {
  const [measure, setMeasure] = useState<Measure>("memory");
  const rows = fullest(nodes, (row) => row[measure], shownNodes);

  return (
    <Panel
      title="Fullest nodes"
      aside={
        <div className="flex items-center gap-3">
          <div
            role="group"
            aria-label="Measured by"
            className="flex rounded-md bg-muted p-0.5 text-xs"
          >
            {(["memory", "cpu"] as const).map((choice) => (
              <button
                key={choice}
                type="button"
                aria-pressed={measure === choice}
                onClick={() => {
                  setMeasure(choice);
                }}
                className={cn(
                  "h-6 rounded-sm px-2 font-medium pointer-coarse:h-10",
                  measure === choice
                    ? "bg-card shadow-xs"
                    : "text-muted-foreground hover:text-foreground",
                )}
              >
                {measures[choice].label}
              </button>
            ))}
          </div>
          <TextLink to={nodesPath({ sort: measure })} className="text-xs">
            All nodes
          </TextLink>
        </div>
      }
    >
      {rows.length === 0 ? (
        <p className="px-3.5 py-6 text-center text-muted-foreground">
          {reason}
        </p>
      ) : (
        <ol className="divide-y">
          {rows.map(({ row, usage }) => (
            <FullestRow
              key={row.key}
              name={displayText(row.node)}
              place={displayText(row.serverName)}
              to={nodePath(row)}
              usage={usage}
              pastAt={row.isPast ? row.readAt : undefined}
            >
              {measures[measure].text(usage)}
            </FullestRow>
          ))}
        </ol>
      )}
    </Panel>
  );
}
