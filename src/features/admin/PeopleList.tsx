import { Suspense, lazy, useMemo, useState } from "react";
import { UsersIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { FilterBar } from "@/components/FilterBar.tsx";
import { FilterChoice } from "@/components/FilterChoice.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { useAddressView } from "@/hooks/useAddressView.ts";
import { usePeopleList } from "@/hooks/useAdministration.ts";
import { useSessionUser } from "@/hooks/useSession.ts";
import { useSettled } from "@/hooks/useSettled.ts";
import type { PeopleSort, PersonRow } from "@/lib/administration.ts";
import { readPeopleView, writePeopleView } from "./adminViews.ts";
import { PagedList } from "./PagedList.tsx";
import { peopleColumns, peopleGrid } from "./peopleColumns.tsx";

const ChangeAdminDialog = lazy(() => import("./ChangeAdminDialog.tsx"));

const sortLabels: [PeopleSort, string][] = [
  ["last_sign_in", "Last sign-in first"],
  ["name", "By name"],
  ["servers", "Most servers first"],
];

/** Everybody with an account here: who administers, who is active, who has what. */
export function PeopleList() {
  const { id: ownId } = useSessionUser();
  const { view, changeView } = useAddressView(readPeopleView, writePeopleView);
  const query = usePeopleList({ ...view, text: useSettled(view.text) });
  const [changing, setChanging] = useState<PersonRow>();
  const columns = useMemo(() => peopleColumns(ownId, setChanging), [ownId]);
  const { text, isAdminsOnly, sort, page } = view;

  return (
    <>
      <FilterBar>
        <SearchInput
          label="Search people"
          placeholder="Name or e-mail"
          value={text}
          onChange={(text) => {
            changeView({ text, page: 1 });
          }}
          className="col-span-2 sm:w-72 sm:[&_input]:h-8"
        />
        <FilterChoice
          label="Role"
          all="Everybody"
          value={isAdminsOnly ? "admin" : ""}
          options={[["admin", "Administrators"]]}
          onChange={(value) => {
            changeView({ isAdminsOnly: value !== "", page: 1 });
          }}
        />
        <FilterChoice
          label="Order"
          all="Newest first"
          value={sort}
          options={sortLabels}
          onChange={(value) => {
            const [known] = sortLabels.find(([one]) => one === value) ?? [];
            changeView({ sort: known ?? "created", page: 1 });
          }}
        />
      </FilterBar>
      <PagedList
        query={query}
        noun={{ one: "person", many: "people" }}
        columns={columns}
        gridClassName={peopleGrid}
        page={page}
        onPage={(page) => {
          changeView({ page });
        }}
        isFiltered={text !== "" || isAdminsOnly}
        onShowAll={() => {
          changeView({ text: "", isAdminsOnly: false });
        }}
        empty={<EmptyState icon={UsersIcon} title="Nobody has an account" />}
      />
      {changing && (
        <Suspense>
          <ChangeAdminDialog
            person={changing}
            isSelf={changing.id === ownId}
            onClose={() => {
              setChanging(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
