import { Suspense, lazy } from "react";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";

const UnverifiedServers = lazy(() => import("./UnverifiedServers.tsx"));
const DeactivatedServers = lazy(() => import("./DeactivatedServers.tsx"));

/** What is to be known of the saved servers wherever their guests are listed. Mostly nothing, so its words come when they are needed. */
export function ServerCautions() {
  const servers = useProxmoxServers().data?.servers ?? [];
  const unverified = servers.filter(
    ({ trust_mode, is_active }) => trust_mode === "insecure" && is_active,
  );
  const deactivated = servers.filter(
    ({ deactivated_at }) => deactivated_at !== null,
  );
  return (
    <Suspense>
      {deactivated.length > 0 && <DeactivatedServers servers={deactivated} />}
      {unverified.length > 0 && <UnverifiedServers servers={unverified} />}
    </Suspense>
  );
}
