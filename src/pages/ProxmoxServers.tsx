import { Suspense, lazy, useState } from "react";
import { PlusIcon, ServerIcon } from "lucide-react";
import { useSearchParams } from "react-router-dom";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { ServerList } from "@/features/servers/ServerList.tsx";
import { useProxmoxServers } from "@/hooks/useProxmoxServers.ts";
import type { Server } from "@/lib/types.ts";

const ServerDialog = lazy(() => import("@/features/servers/ServerDialog.tsx"));
const CertificateDialog = lazy(
  () => import("@/features/servers/CertificateDialog.tsx"),
);
const RemoveServerDialog = lazy(
  () => import("@/features/servers/RemoveServerDialog.tsx"),
);

/** The saved servers. What the dialog shows stands in the address: notices elsewhere link to it. */
export default function ProxmoxServers() {
  const { data, error, isPending, isFetching, refetch } = useProxmoxServers();
  const [params, setParams] = useSearchParams();
  const [removing, setRemoving] = useState<Server>();

  if (isPending) return <ServersSkeleton />;
  if (!data) {
    return (
      <>
        <PageHeader title="Servers" />
        <ErrorNotice
          error={error}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
        />
      </>
    );
  }

  const { servers, limit } = data;
  const edited = servers.find(({ id }) => id === params.get("edit"));
  const isFull = servers.length >= limit;
  const handleClose = () => {
    setParams({});
  };
  const addButton = (
    <Button
      disabled={isFull}
      title={isFull ? "All slots are used: delete a server first" : undefined}
      onClick={() => {
        setParams({ add: "" });
      }}
    >
      <PlusIcon aria-hidden />
      Add server
    </Button>
  );

  return (
    <>
      <PageHeader
        title="Servers"
        description={`${servers.length} of ${limit} server slots used`}
      >
        {servers.length > 0 && addButton}
      </PageHeader>
      {error && <ErrorNotice error={error} className="mb-4" />}
      {servers.length === 0 ? (
        <EmptyState icon={ServerIcon} title="No server yet" action={addButton}>
          You need the address of a Proxmox VE node, and an API token. The
          dialog shows the four lines that make one with the least it needs.
        </EmptyState>
      ) : (
        <ServerList
          servers={servers}
          onEdit={({ id }) => {
            setParams({ edit: id });
          }}
          onRemove={setRemoving}
          onCheckCertificate={({ id }) => {
            setParams({ edit: id, field: "certificate" });
          }}
        />
      )}
      {(edited ?? params.has("add")) && (
        <Suspense>
          {edited && params.get("field") === "certificate" ? (
            <CertificateDialog
              key={edited.id}
              server={edited}
              onClose={handleClose}
            />
          ) : (
            <ServerDialog
              key={edited?.id}
              server={edited}
              reason={params.get("field") === "token" ? "token" : undefined}
              onClose={handleClose}
            />
          )}
        </Suspense>
      )}
      {removing && (
        <Suspense>
          <RemoveServerDialog
            server={removing}
            onClose={() => {
              setRemoving(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function ServersSkeleton() {
  return (
    <div role="status">
      <PageHeader title="Servers" />
      <span className="sr-only">Loading the servers</span>
      <div className="space-y-2">
        {Array.from({ length: 3 }, (_, index) => (
          <Skeleton key={index} className="h-19 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
