import { ListChecksIcon, XIcon } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { MissingTasks, silentServers } from "@/features/tasks/MissingTasks.tsx";
import { TaskItem } from "@/features/tasks/TaskItem.tsx";
import {
  useOwnTasks,
  useRecentTasks,
  useServerNames,
} from "@/hooks/useTasks.ts";
import { paths } from "@/lib/paths.ts";
import { mergeTasks, type TaskRow } from "@/lib/taskRows.ts";
import { isConsoleTask, tellsProgress } from "@/lib/taskWords.ts";

interface TaskDrawerProps {
  onClose: () => void;
}

/** What ended before these is a matter for the history. */
const shownEnded = 40;
/** Each costs its node two calls every few seconds. */
const measuredTasks = 6;

/** What runs now and what ended last, over all servers and whoever began it. The page beside it stays in use. */
export function TaskDrawer({ onClose }: TaskDrawerProps) {
  return (
    <DialogPrimitive.Root
      open
      modal={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <DialogPrimitive.Portal>
        <DialogPrimitive.Content
          // Where there is room, the page beside it makes some (DashboardLayout).
          data-task-drawer
          aria-describedby={undefined}
          onInteractOutside={(event) => {
            event.preventDefault();
          }}
          className="fixed inset-0 z-40 flex flex-col border-l bg-background shadow-xl outline-none sm:left-auto sm:w-[27rem]"
        >
          <header className="flex h-13 shrink-0 items-center justify-between gap-2 border-b pr-2 pl-4">
            <DialogPrimitive.Title className="font-semibold tracking-tight">
              Tasks
            </DialogPrimitive.Title>
            <span className="flex items-center gap-1">
              <Button asChild size="sm" variant="ghost">
                <Link to={paths.tasks} onClick={onClose}>
                  <ListChecksIcon aria-hidden />
                  All tasks
                </Link>
              </Button>
              <DialogPrimitive.Close asChild>
                <Button size="icon-sm" variant="ghost" aria-label="Close">
                  <XIcon aria-hidden />
                </Button>
              </DialogPrimitive.Close>
            </span>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-[env(safe-area-inset-bottom)]">
            <Tasks onNavigate={onClose} />
          </div>
        </DialogPrimitive.Content>
      </DialogPrimitive.Portal>
    </DialogPrimitive.Root>
  );
}

function Tasks({ onNavigate }: { onNavigate: () => void }) {
  const { data, error, isPending, isFetching, refetch } = useRecentTasks({
    isWatched: true,
  });
  const own = useOwnTasks();
  const rows = mergeTasks(data?.tasks ?? [], own, useServerNames());
  const running = rows.filter(({ result }) => result === "running");
  const ended = rows.filter(isWorthTelling).slice(0, shownEnded);
  const measured = running
    .filter(({ type }) => tellsProgress(type))
    .slice(0, measuredTasks);

  return (
    <>
      {error && (
        <ErrorNotice
          error={error}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
          className="m-3"
        />
      )}
      <MissingTasks
        of="server"
        silent={silentServers(data?.servers ?? [])}
        className="m-3"
      />
      <Section title={runningTitle(running.length)}>
        {running.map((task) => (
          <TaskItem
            key={task.key}
            task={task}
            isMeasured={measured.includes(task)}
            onNavigate={onNavigate}
          />
        ))}
      </Section>
      {ended.length > 0 && (
        <Section title="Ended lately">
          {ended.map((task) => (
            <TaskItem key={task.key} task={task} onNavigate={onNavigate} />
          ))}
        </Section>
      )}
      {isPending && <TaskSkeleton />}
      {data && rows.length === 0 && (
        <EmptyState icon={ListChecksIcon} title="No tasks" className="m-3">
          Whatever a node does for you or others, a start, a backup, a
          migration, shows here while it runs and after.
        </EmptyState>
      )}
    </>
  );
}

function runningTitle(count: number): string {
  return count === 0 ? "Nothing is running" : `Running (${String(count)})`;
}

/** A console that was closed is no news. */
function isWorthTelling({ result, type }: TaskRow): boolean {
  return result !== "running" && !(result === "ok" && isConsoleTask(type));
}

function Section({
  title,
  children,
}: {
  title: string;
  children: React.ReactNode;
}) {
  return (
    <section aria-label={title}>
      <h3 className="sticky top-0 z-20 border-b bg-background/95 px-4 py-2 text-xs font-medium text-muted-foreground backdrop-blur">
        {title}
      </h3>
      <ul className="divide-y border-b empty:hidden">{children}</ul>
    </section>
  );
}

function TaskSkeleton() {
  return (
    <div role="status" className="space-y-px">
      <span className="sr-only">Loading the tasks</span>
      {Array.from({ length: 5 }, (_, index) => (
        <Skeleton key={index} className="h-14 rounded-none" />
      ))}
    </div>
  );
}
