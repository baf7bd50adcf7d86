import {
  Suspense,
  lazy,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";
import { QueryClientProvider } from "@tanstack/react-query";
import { DashboardLayout } from "@/components/layout/DashboardLayout.tsx";
import { BulkDockOnDemand } from "@/features/bulk/BulkDockOnDemand.tsx";
import { PaletteOnDemand } from "@/features/palette/PaletteOnDemand.tsx";
import { useSession, useSessionUser } from "@/hooks/useSession.ts";
import { createQueryClient } from "@/lib/queryClient.ts";
import { taskWindow } from "@/lib/taskWindow.ts";

const SessionEndedDialog = lazy(
  () => import("@/features/account/SessionEndedDialog.tsx"),
);

const TaskWindows = lazy(() => import("@/features/tasks/TaskWindows.tsx"));

/** What only a signed-in person needs. Another person gets a cache of their own: nothing of the first is left in it. */
export default function SignedInArea() {
  const { id } = useSessionUser();
  useEffect(() => {
    // Nothing waits for it: public/theme.js has painted with what this device knew, which will do without an answer.
    import("@/lib/accountTheme.ts").then(
      ({ followAccountTheme }) => followAccountTheme(id),
      () => undefined,
    );
  }, [id]);
  return <AreaOfOnePerson key={id} />;
}

function AreaOfOnePerson() {
  const [queryClient] = useState(createQueryClient);
  const { status } = useSession();
  useEffect(
    () => () => {
      // What the tab has kept over reloads, as the tags of servers, goes with its owner.
      sessionStorage.clear();
    },
    [],
  );

  return (
    <QueryClientProvider client={queryClient}>
      <DashboardLayout />
      <PaletteOnDemand />
      <TaskWindowsOnDemand />
      <BulkDockOnDemand />
      {status === "ended" && (
        <Suspense>
          <SessionEndedDialog />
        </Suspense>
      )}
    </QueryClientProvider>
  );
}

/** The drawer of tasks and a task's log, which any screen may open (lib/taskWindow.ts). */
function TaskWindowsOnDemand() {
  const { isDrawerOpen, task } = useSyncExternalStore(
    taskWindow.subscribe,
    taskWindow.state,
  );
  // What one person has left open is not the next one's.
  useEffect(() => taskWindow.closeAll, []);
  return isDrawerOpen || task ? (
    <Suspense>
      <TaskWindows />
    </Suspense>
  ) : null;
}
