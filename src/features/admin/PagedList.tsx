import type { ReactNode } from "react";
import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { RowsSkeleton } from "@/components/RowsSkeleton.tsx";
import { Button } from "@/components/ui/button.tsx";
import { pageSize, type Page } from "@/lib/administration.ts";
import { formatCount } from "@/lib/format.ts";
import { AdminTable, type Column } from "./AdminTable.tsx";
import { Pager } from "./Pager.tsx";

/** What is listed. */
interface Noun {
  one: string;
  many: string;
}

interface NoRowsProps {
  noun: Noun;
  page: number;
  onPage: (page: number) => void;
  isFiltered: boolean;
  onShowAll: () => void;
  /** Where there is none at all. */
  empty: ReactNode;
}

interface PagedListProps<Row> extends NoRowsProps {
  query: {
    data: Page<Row> | undefined;
    error: Error | null;
    isFetching: boolean;
    isPlaceholderData: boolean;
    refetch: () => unknown;
  };
  columns: readonly Column<Row>[];
  gridClassName: string;
}

/** A page of a list that the database searches and cuts. */
export function PagedList<Row extends { id: string }>({
  query,
  columns,
  gridClassName,
  ...rest
}: PagedListProps<Row>) {
  const { data, error, isFetching, isPlaceholderData, refetch } = query;
  const { noun, page, onPage } = rest;
  return (
    <>
      {error && (
        <ErrorNotice
          error={error}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
          className="mb-4"
        />
      )}
      {data === undefined ? (
        !error && <RowsSkeleton what={noun.many} />
      ) : data.rows.length === 0 ? (
        <NoRows {...rest} />
      ) : (
        <>
          <p role="status" className="mb-2 text-xs text-muted-foreground">
            {countWords(data, page, noun)}
          </p>
          <AdminTable
            label={noun.many}
            rows={data.rows}
            columns={columns}
            gridClassName={gridClassName}
            isOld={isPlaceholderData}
          />
          <Pager page={page} total={data.total} onChange={onPage} />
        </>
      )}
    </>
  );
}

function NoRows({
  noun,
  page,
  onPage,
  isFiltered,
  onShowAll,
  empty,
}: NoRowsProps) {
  if (page > 1) {
    return (
      <EmptyState
        icon={SearchXIcon}
        title="The list is not that long"
        action={
          <Button
            variant="outline"
            onClick={() => {
              onPage(1);
            }}
          >
            First page
          </Button>
        }
      />
    );
  }
  if (!isFiltered) return empty;
  return (
    <EmptyState
      icon={SearchXIcon}
      title={`No ${noun.one} matches`}
      action={
        <Button variant="outline" onClick={onShowAll}>
          Show all {noun.many}
        </Button>
      }
    >
      Change the search or the filter.
    </EmptyState>
  );
}

function countWords<Row>(
  { rows, total }: Page<Row>,
  page: number,
  { one, many }: Noun,
): string {
  const all = `${formatCount(total)} ${total === 1 ? one : many}`;
  if (rows.length === total) return all;
  const first = (page - 1) * pageSize + 1;
  return `${formatCount(first)}–${formatCount(first + rows.length - 1)} of ${all}`;
}
