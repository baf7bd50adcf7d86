import { HistoryIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot, type StatusTone } from "@/components/StatusDot.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { useGuestTasks } from "@/hooks/useGuest.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatUptime } from "@/lib/format.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { paths } from "@/lib/paths.ts";
import { listedRow, type TaskRow } from "@/lib/taskRows.ts";
import { openTaskLog } from "@/lib/taskWindow.ts";
import { taskWords } from "@/lib/taskWords.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** What was done with the guest lately, by whom and with what result, also from elsewhere. */
export function GuestTasks({ guest }: { guest: GuestAddress }) {
  const tasks = useGuestTasks(guest);
  return (
    <QueryContent query={tasks} what="the tasks" skeletonClassName="h-64">
      {(page) => <TaskPage page={page} guest={guest} />}
    </QueryContent>
  );
}

interface TaskPageProps {
  page: NonNullable<ReturnType<typeof useGuestTasks>["data"]>;
  guest: GuestAddress;
}

function TaskPage({ page, guest }: TaskPageProps) {
  const rows = page.tasks.map(listedRow);
  return (
    <>
      {page.problems.map(({ node, message }) => (
        <p key={node} className="text-muted-foreground">
          Tasks of node {displayText(node)} are missing: {displayText(message)}
        </p>
      ))}
      {rows.length === 0 ? (
        <EmptyState icon={HistoryIcon} title="No task that the token may see">
          Proxmox VE shows a token its own tasks. Those of others take Sys.Audit
          on the node.
        </EmptyState>
      ) : (
        <ul className="divide-y overflow-hidden rounded-lg border bg-card shadow-xs">
          {rows.map((row) => (
            <li key={row.key}>
              <TaskLine row={row} />
            </li>
          ))}
        </ul>
      )}
      {page.hasMore && (
        <p className="text-muted-foreground">
          These are the newest.{" "}
          <TextLink to={historyPath(guest)}>All tasks</TextLink> can be searched
          by result, user and time.
        </p>
      )}
    </>
  );
}

function historyPath({ serverId, vmid }: GuestAddress): string {
  const filter = { server: serverKey(serverId), vmid: String(vmid) };
  return `${paths.tasks}?${new URLSearchParams(filter)}`;
}

function TaskLine({ row }: { row: TaskRow }) {
  const { serverId, upid, type, user, node, starttime, endtime, result } = row;
  const { tone, text } = outcomes[result];
  const words =
    result === "failed" && row.exitstatus ? displayText(row.exitstatus) : text;
  return (
    <button
      type="button"
      onClick={() => {
        openTaskLog({
          serverId,
          upid,
          ...(endtime !== undefined && { endtime }),
        });
      }}
      className="flex w-full flex-wrap items-baseline gap-x-3 gap-y-0.5 px-4 py-2.5 text-left -outline-offset-2 hover:bg-accent/50"
    >
      <span className="flex min-w-0 flex-[1_1_14rem] items-baseline gap-2">
        <StatusDot tone={tone} className="self-center" />
        <span className="min-w-0">
          <span className="font-medium">{taskWords(type)}</span>{" "}
          <span
            className={
              result === "failed"
                ? "break-words text-destructive"
                : "text-muted-foreground"
            }
          >
            {words}
          </span>
        </span>
      </span>
      <span className="min-w-0 flex-[0_1_auto] truncate text-xs text-muted-foreground">
        {displayText(user)} · {displayText(node)}
      </span>
      <span className="ml-auto text-xs text-muted-foreground tabular-nums">
        {endtime !== undefined && `${formatUptime(endtime - starttime)} · `}
        <RelativeTime time={starttime * 1000} />
      </span>
    </button>
  );
}

const outcomes: Record<TaskRow["result"], { tone: StatusTone; text: string }> =
  {
    running: { tone: "busy", text: "running" },
    ok: { tone: "good", text: "OK" },
    warnings: { tone: "warning", text: "with warnings" },
    failed: { tone: "bad", text: "failed" },
    unknown: { tone: "warning", text: "result unknown" },
  };
