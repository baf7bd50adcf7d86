import { TriangleAlertIcon } from "lucide-react";
import { displayText } from "@/lib/displayText.ts";
import { errorWords } from "@/lib/errors.ts";
import type { Failure } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";

interface MissingTasksProps {
  /** Servers, or nodes of one. */
  of: "server" | "node";
  silent: readonly { name: string; error: Failure | undefined }[];
  className?: string;
}

/** Whose tasks are not in the list, and why. */
export function MissingTasks({ of, silent, className }: MissingTasksProps) {
  if (silent.length === 0) return null;
  return (
    <div
      role="status"
      className={cn(
        "flex gap-2.5 rounded-md border border-warning/40 bg-warning/5 px-3 py-2 text-xs",
        className,
      )}
    >
      <TriangleAlertIcon
        aria-hidden
        className="mt-px size-3.5 shrink-0 text-warning"
      />
      <div className="min-w-0">
        <p className="font-medium">
          {silent.length === 1
            ? `The tasks of one ${of} are missing`
            : `The tasks of ${String(silent.length)} ${of}s are missing`}
        </p>
        <ul className="break-words text-muted-foreground">
          {silent.map(({ name, error }, index) => (
            // Names may repeat.
            <li key={index} title={error?.message}>
              {displayText(name)}:{" "}
              {errorWords[error?.code ?? "internal"].title.toLowerCase()}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

export function silentServers(
  servers: readonly {
    serverName: string;
    ok: boolean;
    error?: Failure | undefined;
  }[],
) {
  return servers.flatMap(({ serverName, ok, error }) =>
    ok ? [] : [{ name: serverName, error }],
  );
}

/** A node that fails fails on every page. */
export function silentNodes(
  pages: readonly { problems: readonly (Failure & { node: string })[] }[],
) {
  const byNode = new Map(
    pages.flatMap(({ problems }) =>
      problems.map((problem) => [problem.node, problem]),
    ),
  );
  return [...byNode.values()].map((error) => ({ name: error.node, error }));
}
