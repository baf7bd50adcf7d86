import { Suspense, lazy, useMemo, useState } from "react";
import { ServerIcon, XIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { FilterBar } from "@/components/FilterBar.tsx";
import { FilterChoice } from "@/components/FilterChoice.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useAddressView } from "@/hooks/useAddressView.ts";
import { useAllServers } from "@/hooks/useAdministration.ts";
import { useSettled } from "@/hooks/useSettled.ts";
import {
  serverStates,
  type ServerRow,
  type ServerState,
} from "@/lib/administration.ts";
import { ownerLabel } from "@/lib/personLabel.ts";
import { allServersColumns, allServersGrid } from "./allServersColumns.tsx";
import { readServersView, writeServersView } from "./adminViews.ts";
import { PagedList } from "./PagedList.tsx";

const DeactivateDialog = lazy(() => import("./DeactivateDialog.tsx"));
const ReactivateDialog = lazy(() => import("./ReactivateDialog.tsx"));

const stateLabels: Record<ServerState, string> = {
  active: "Active",
  failing: "Failing",
  inactive: "Switched off by the owner",
  deactivated: "Deactivated",
};

/** The servers of all people: what they are and how they do. Nothing here reaches a server, its token or its guests. */
export function AllServersList() {
  const { view, changeView } = useAddressView(
    readServersView,
    writeServersView,
  );
  const query = useAllServers({ ...view, text: useSettled(view.text) });
  const [switching, setSwitching] = useState<ServerRow>();
  const columns = useMemo(() => allServersColumns(setSwitching), []);
  const { text, ownerId, state, page } = view;
  const handleClose = () => {
    setSwitching(undefined);
  };

  return (
    <>
      <FilterBar>
        <SearchInput
          label="Search the servers of all people"
          placeholder="Server, host or owner"
          value={text}
          onChange={(text) => {
            changeView({ text, page: 1 });
          }}
          className="col-span-2 sm:w-72 sm:[&_input]:h-8"
        />
        <FilterChoice
          label="State"
          all="Any state"
          value={state ?? ""}
          options={serverStates.map((one) => [one, stateLabels[one]])}
          onChange={(value) => {
            changeView({
              state: serverStates.find((one) => one === value),
              page: 1,
            });
          }}
        />
        {ownerId !== undefined && (
          <Button
            variant="secondary"
            size="sm"
            className="max-w-full min-w-0"
            onClick={() => {
              changeView({ ownerId: undefined, page: 1 });
            }}
          >
            <span className="truncate">
              {ownerWords(ownerId, query.data?.rows)}
            </span>
            <XIcon aria-label="Show everybody's" />
          </Button>
        )}
      </FilterBar>
      <PagedList
        query={query}
        noun={{ one: "server", many: "servers" }}
        columns={columns}
        gridClassName={allServersGrid}
        page={page}
        onPage={(page) => {
          changeView({ page });
        }}
        isFiltered={text !== "" || ownerId !== undefined || state !== undefined}
        onShowAll={() => {
          changeView({ text: "", ownerId: undefined, state: undefined });
        }}
        empty={
          <EmptyState icon={ServerIcon} title="Nobody has added a server yet">
            Each person adds their own under Servers. They appear here with
            their state, without their tokens.
          </EmptyState>
        }
      />
      {switching && (
        <Suspense>
          {switching.deactivated_at === null ? (
            <DeactivateDialog server={switching} onClose={handleClose} />
          ) : (
            <ReactivateDialog server={switching} onClose={handleClose} />
          )}
        </Suspense>
      )}
    </>
  );
}

function ownerWords(
  ownerId: string,
  rows: readonly ServerRow[] | undefined,
): string {
  const row = rows?.find(({ user_id }) => user_id === ownerId);
  return row ? `Of ${ownerLabel(row)}` : "Of one person";
}
