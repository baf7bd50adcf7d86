import { Suspense, lazy, useState } from "react";
import { QueryClientProvider } from "@tanstack/react-query";
import { DashboardLayout } from "@/components/layout/DashboardLayout.tsx";
import { useSession, useSessionUser } from "@/hooks/useSession.ts";
import { createQueryClient } from "@/lib/queryClient.ts";

const SessionEndedDialog = lazy(
  () => import("@/features/account/SessionEndedDialog.tsx"),
);

/** What only a signed-in person needs. Another person gets a cache of their own: nothing of the first is left in it. */
export default function SignedInArea() {
  const { id } = useSessionUser();
  return <AreaOfOnePerson key={id} />;
}

function AreaOfOnePerson() {
  const [queryClient] = useState(createQueryClient);
  const { status } = useSession();

  return (
    <QueryClientProvider client={queryClient}>
      <DashboardLayout />
      {status === "ended" && (
        <Suspense>
          <SessionEndedDialog />
        </Suspense>
      )}
    </QueryClientProvider>
  );
}
