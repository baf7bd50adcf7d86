import {
  Suspense,
  lazy,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { PanelRightIcon } from "lucide-react";
import { ownTasks } from "@/lib/ownTasks.ts";
import { openTaskDrawer } from "@/lib/taskWindow.ts";
import { cn } from "@/lib/utils.ts";

const OthersRunning = lazy(
  () => import("@/components/layout/OthersRunning.tsx"),
);

/** The guests come first: others' tasks are counted when the page stands. */
const countDelayMs = 4_000;

/** Opens the drawer of tasks, and says how many run: this page's own at once, all others' every minute. */
export function TasksButton({ isCompact = false }: { isCompact?: boolean }) {
  const own = useSyncExternalStore(ownTasks.subscribe, ownTasks.all);
  const running = own.filter(({ end }) => !end).length;
  const isSettled = useIsLater(countDelayMs);

  return (
    <button
      type="button"
      aria-haspopup="dialog"
      onClick={openTaskDrawer}
      className={cn(
        "flex items-center gap-2.5 rounded-md font-medium text-muted-foreground outline-none hover:bg-accent/60 hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50",
        isCompact
          ? "relative size-11 justify-center"
          : "mb-1 h-8 w-full px-2 pointer-coarse:h-11",
      )}
    >
      <PanelRightIcon aria-hidden className={isCompact ? "size-5" : "size-4"} />
      <span className={isCompact ? "sr-only" : undefined}>Running tasks</span>
      {isSettled ? (
        <Suspense fallback={<Count count={running} isCompact={isCompact} />}>
          <OthersRunning>
            {(others) => (
              <Count count={running + others} isCompact={isCompact} />
            )}
          </OthersRunning>
        </Suspense>
      ) : (
        <Count count={running} isCompact={isCompact} />
      )}
    </button>
  );
}

function Count({ count, isCompact }: { count: number; isCompact: boolean }) {
  if (count === 0) return null;
  return (
    <span
      className={cn(
        "min-w-5 rounded-full bg-primary px-1.5 text-center text-xs leading-5 text-primary-foreground tabular-nums",
        isCompact ? "absolute top-0.5 right-0" : "ml-auto",
      )}
    >
      {count}
    </span>
  );
}

function useIsLater(delayMs: number): boolean {
  const [isLater, setIsLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setIsLater(true);
    }, delayMs);
    return () => {
      clearTimeout(timer);
    };
  }, [delayMs]);
  return isLater;
}
