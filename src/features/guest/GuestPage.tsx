import { Suspense, lazy, useEffect, useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearchParams } from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Notice } from "@/components/Notice.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { guestQueries, useGuest } from "@/hooks/useGuest.ts";
import { useRunningGuestTasks } from "@/hooks/useGuestTask.ts";
import {
  useProxmoxServers,
  useServerPermissions,
} from "@/hooks/useProxmoxServers.ts";
import { useConfirmedAction } from "@/hooks/useConfirmedAction.ts";
import { useFleetUpkeep, useVms } from "@/hooks/useVms.ts";
import { displayText } from "@/lib/displayText.ts";
import { toAppError } from "@/lib/errors.ts";
import { serverHealth, type FleetServer } from "@/lib/fleet.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { isPastIn, outageOf } from "@/lib/outage.ts";
import { guestPath } from "@/lib/paths.ts";
import type { GuestDetail } from "@/lib/types.ts";
import { serverKey, vmKey } from "@/lib/vmKey.ts";
import { GuestActions } from "./GuestActions.tsx";
import { GuestGone } from "./GuestGone.tsx";
import { GuestHeader } from "./GuestHeader.tsx";
import { GuestSkeleton } from "./GuestSkeleton.tsx";
import { GuestTabs } from "./GuestTabs.tsx";
import { readTab, type GuestDialog } from "./guestTabs.ts";
import { guestNumber, rowOf, type GuestView } from "./guestView.ts";
import { proxmoxLink } from "./proxmoxLink.ts";
import { SummaryTab } from "./summary/SummaryTab.tsx";

const ConfirmActionDialog = lazy(
  () => import("@/components/ConfirmActionDialog.tsx"),
);
const GuestDialogs = lazy(() => import("./GuestDialogs.tsx"));
const OtherTab = lazy(() => import("./OtherTab.tsx"));

interface GuestPageProps {
  guest: GuestAddress;
  /** Why the guest's server does not answer, and the way out. */
  drawProblem: (server: FleetServer) => ReactNode;
}

export function GuestPage({ guest, drawProblem }: GuestPageProps) {
  const { view, server, error, goneBecause, retry } = useGuestView(guest);
  const [params] = useSearchParams();
  const [dialog, setDialog] = useState<GuestDialog>();
  const { pendingActions, asked, act, confirm, close } = useConfirmedAction();
  const running = useRunningGuestTasks(guest);
  const proxmoxUrl = useProxmoxUrl(guest);

  if (goneBecause) return <GuestGone guest={guest} reason={goneBecause} />;
  const isDown = server !== undefined && serverHealth(server) === "down";
  if (!view) {
    if (!error) return <GuestSkeleton guest={guest} />;
    return (
      <>
        <PageHeader title={guestNumber(guest)} />
        {isDown ? (
          drawProblem(server)
        ) : (
          <ErrorNotice error={error} onRetry={retry} />
        )}
      </>
    );
  }

  const { vm, detail, isPast } = view;
  const pendingAction = pendingActions.get(vmKey(vm));
  const tab = readTab(params);
  const stateProblem = detail?.problems.status;
  return (
    <>
      {isDown && drawProblem(server)}
      <div className={isPast ? "text-muted-foreground grayscale" : undefined}>
        <GuestHeader
          view={view}
          pendingAction={pendingAction}
          onEditTags={() => {
            setDialog("tags");
          }}
        >
          <GuestActions
            view={view}
            pendingAction={pendingAction}
            proxmoxUrl={proxmoxUrl}
            onAction={(action) => {
              act(vm, action);
            }}
            onOpen={setDialog}
          />
        </GuestHeader>
        {error && !isDown && (
          <ErrorNotice error={error} onRetry={retry} className="mb-4" />
        )}
        {stateProblem && (
          <Notice tone="warning" className="mb-4">
            Its state is that of the list: {displayText(stateProblem.message)}
          </Notice>
        )}
        {running.map((progress) => (
          <Notice key={progress} isLive className="mb-4">
            {progress} … The task goes on if you leave this page.
          </Notice>
        ))}
        <GuestTabs
          current={tab}
          counts={{ configuration: detail?.pending?.length ?? 0 }}
        />
        {tab === "summary" ? (
          <SummaryTab
            view={view}
            onEditNotes={() => {
              setDialog("notes");
            }}
          />
        ) : (
          <Suspense fallback={<Skeleton className="h-64" />}>
            <OtherTab tab={tab} view={view} onOpen={setDialog} />
          </Suspense>
        )}
      </div>
      {dialog && (
        <Suspense>
          <GuestDialogs
            dialog={dialog}
            view={view}
            onClose={() => {
              setDialog(undefined);
            }}
          />
        </Suspense>
      )}
      {asked && (
        <Suspense>
          <ConfirmActionDialog {...asked} onConfirm={confirm} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

/** What is known of the guest, from the fleet's list at once and from its own reading as soon as that is there. */
function useGuestView(guest: GuestAddress) {
  const fleet = useVms();
  useFleetUpkeep();
  const reading = useGuest(guest);
  const permissions = useServerPermissions(guest.serverId, true).data;

  const server = fleet.data?.servers.find(
    ({ key }) => key === serverKey(guest.serverId),
  );
  const listed = server?.vms.find((vm) => vmKey(vm) === vmKey(guest));
  // Where the guest could not be read, the list may know that it has moved.
  useAddressCorrection(
    guest,
    reading.data,
    reading.isError ? listed?.node : undefined,
  );
  const isPast =
    (server !== undefined && serverHealth(server) === "down") ||
    isPastIn(outageOf(fleet.data, fleet.error));

  const vm = rowOf(
    guest,
    listed && { data: listed, readAt: server?.readAt ?? 0 },
    reading.data && { data: reading.data, readAt: reading.dataUpdatedAt },
    server?.serverName ?? "",
  );
  const view: GuestView | undefined = vm && {
    guest: { ...guest, node: reading.data?.node ?? guest.node },
    vm,
    detail: reading.data,
    isUnread: reading.isError && !reading.data,
    permissions: permissions?.permissions,
    isPast,
  };
  return {
    view,
    server,
    error: reading.error,
    goneBecause:
      reading.error && toAppError(reading.error).code === "not_found"
        ? reading.error
        : undefined,
    retry: () => void reading.refetch(),
  };
}

/** A guest that has moved is where it is now, in the address too. */
function useAddressCorrection(
  guest: GuestAddress,
  detail: GuestDetail | undefined,
  listedNode: string | undefined,
) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { search } = useLocation();
  const node = detail?.node ?? listedNode;

  useEffect(() => {
    if (node === undefined || node === guest.node) return;
    const moved = { ...guest, node };
    // What was read under the old address is just as true under the new one.
    if (detail) {
      queryClient.setQueryData(guestQueries.detail(moved).queryKey, detail);
    }
    void navigate(`${guestPath(moved)}${search}`, { replace: true });
  }, [node, guest, detail, queryClient, navigate, search]);
}

function useProxmoxUrl(guest: GuestAddress): string | undefined {
  const server = useProxmoxServers().data?.servers.find(
    ({ id }) => id === guest.serverId,
  );
  return server && proxmoxLink(server, guest);
}
