import { useMemo } from "react";
import { SearchXIcon, ServerOffIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  NativeSelect,
  NativeSelectOption,
} from "@/components/ui/native-select.tsx";
import { auditHint } from "@/lib/auditHint.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Fleet } from "@/lib/fleet.ts";
import { formatCount } from "@/lib/format.ts";
import { searchRows, sortRows } from "./arrangeRows.ts";
import { InventoryTable, type Column } from "./InventoryTable.tsx";
import { useListView } from "./useListView.ts";

interface InventoryListProps<Row> {
  fleet: Fleet;
  /** "node", "storage". */
  noun: string;
  rows: readonly Row[];
  /** The first is the one that rows are sorted by unless somebody wishes otherwise. */
  columns: readonly [Column<Row>, ...Column<Row>[]];
  /** What the search looks in. */
  textOf: (row: Row) => string;
  /** The privilege without which a token sees none. */
  privilege: string;
  gridClassName: string;
}

/** Everything of one kind that the servers have: searched, narrowed to a server, sorted. */
export function InventoryList<
  Row extends { key: string; serverKey: string; isPast: boolean },
>({
  fleet,
  noun,
  rows,
  columns,
  textOf,
  privilege,
  gridClassName,
}: InventoryListProps<Row>) {
  const { view, changeView } = useListView();
  const { text, server } = view;
  const column = columns.find(({ id }) => id === view.sort) ?? columns[0];
  const descending = view.descending ?? column.isMeasured === true;

  const sorted = useMemo(
    () => sortRows(rows, column, descending),
    [rows, column, descending],
  );
  const shown = useMemo(
    () =>
      searchRows(
        server === undefined
          ? sorted
          : sorted.filter(({ serverKey }) => serverKey === server),
        text,
        textOf,
      ),
    [sorted, server, text, textOf],
  );

  if (rows.length === 0) {
    const hasAnswer = fleet.servers.some(({ readAt }) => readAt !== undefined);
    return (
      <EmptyState
        icon={ServerOffIcon}
        title={hasAnswer ? `No ${noun}s` : "No server has answered yet"}
      >
        {hasAnswer
          ? auditHint(fleet, `privilege ${privilege}`)
          : `Their ${noun}s appear here as soon as one of them does.`}
      </EmptyState>
    );
  }

  const handleSort = (id: string) => {
    changeView(
      id === column.id
        ? { sort: id, descending: !descending }
        : { sort: id, descending: undefined },
    );
  };

  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchInput
          label={`Search the ${noun}s`}
          placeholder={`Search ${noun}s …`}
          value={text}
          onChange={(text) => {
            changeView({ text });
          }}
          className="flex-[1_1_14rem] lg:max-w-sm"
        />
        {fleet.servers.length > 1 && (
          <NativeSelect
            aria-label="Server"
            value={server ?? ""}
            onChange={({ target }) => {
              changeView({ server: target.value || undefined });
            }}
            className="max-w-52"
          >
            <NativeSelectOption value="">All servers</NativeSelectOption>
            {fleet.servers.map(({ key, serverName }) => (
              <NativeSelectOption key={key} value={key}>
                {displayText(serverName)}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        )}
        <div className="lg:hidden">
          <NativeSelect
            aria-label="Sort by"
            value={column.id}
            onChange={({ target }) => {
              changeView({ sort: target.value, descending: undefined });
            }}
          >
            {columns.map(({ id, label }) => (
              <NativeSelectOption key={id} value={id}>
                {label}
              </NativeSelectOption>
            ))}
          </NativeSelect>
        </div>
        <p role="status" className="ml-auto text-xs text-muted-foreground">
          {countText(shown.length, rows.length, noun)}
        </p>
      </div>
      {shown.length > 0 ? (
        <InventoryTable
          label={`${noun.charAt(0).toUpperCase()}${noun.slice(1)}s`}
          rows={shown}
          columns={columns}
          sorted={{ column: column.id, descending }}
          onSort={handleSort}
          gridClassName={gridClassName}
        />
      ) : (
        <EmptyState
          icon={SearchXIcon}
          title={`No ${noun} matches`}
          action={
            <Button
              variant="outline"
              onClick={() => {
                changeView({ text: "", server: undefined });
              }}
            >
              Show all {noun}s
            </Button>
          }
        >
          {fleet.isComplete
            ? "Change the search or the server."
            : "Some servers have not answered yet."}
        </EmptyState>
      )}
    </>
  );
}

function countText(shown: number, all: number, noun: string): string {
  const nouns = `${noun}${all === 1 ? "" : "s"}`;
  return shown === all
    ? `${formatCount(all)} ${nouns}`
    : `${formatCount(shown)} of ${formatCount(all)} ${nouns}`;
}
