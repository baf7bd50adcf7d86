import { usualColumns, vmColumns, type VmColumn } from "./vmColumns.ts";
import { vmStatusFilters, type VmStatusFilter } from "./vmFilter.ts";
import { vmGroupings, type VmGrouping } from "./vmGroups.ts";
import { naturalDirection, vmSortFields, type VmSort } from "./vmSort.ts";

export const vmModes = ["table", "cards"] as const;
export type VmMode = (typeof vmModes)[number];

/** How the list shows what it shows. */
export interface ListDisplay {
  mode: VmMode;
  sort: VmSort;
  grouping: VmGrouping | undefined;
  /** In the order of the table. */
  columns: readonly VmColumn[];
}

/** What the list shows, and how. It lives in the address, so that a view can be shared, kept and reloaded. */
export interface VmView extends ListDisplay {
  /** The search as it was typed, sense or not. */
  text: string;
  /** Keys of servers; none means all. */
  servers: readonly string[];
  status: VmStatusFilter;
}

/** What an address that does not say is taken to mean. */
export interface ViewDefaults {
  mode: VmMode;
  columns: readonly VmColumn[];
}

/** Reads a view from an address that anybody may have written: what makes no sense is left out. */
export function readView(
  params: URLSearchParams,
  defaults: ViewDefaults,
): VmView {
  return {
    text: params.get("q") ?? "",
    servers: [...new Set(params.getAll("server"))],
    status: known(vmStatusFilters, params.get("status")) ?? "all",
    sort: readSort(params.get("sort"), params.get("order")),
    mode: known(vmModes, params.get("view")) ?? defaults.mode,
    grouping: known(vmGroupings, params.get("group")),
    columns: readColumns(params.get("columns")) ?? defaults.columns,
  };
}

/** The view's part of an address. What is as usual is left out: a short address, and the usual may change. */
export function writeView(view: VmView, usualMode: VmMode): URLSearchParams {
  const { text, servers, status, sort, mode, grouping, columns } = view;
  const params = new URLSearchParams();
  if (text) params.set("q", text);
  for (const server of servers) params.append("server", server);
  if (status !== "all") params.set("status", status);
  if (sort.field !== "name") params.set("sort", sort.field);
  if (sort.descending !== naturalDirection(sort.field).descending) {
    params.set("order", sort.descending ? "desc" : "asc");
  }
  if (grouping) params.set("group", grouping);
  if (mode !== usualMode) params.set("view", mode);
  const columnText = writeColumns(columns);
  if (columnText !== writeColumns(usualColumns)) {
    params.set("columns", columnText);
  }
  return params;
}

export function writeColumns(columns: readonly VmColumn[]): string {
  return columns.join(".");
}

/** Undefined where none are told; a name that is not known is left out, and an empty text means the guests' names alone. */
export function readColumns(
  text: string | null,
): readonly VmColumn[] | undefined {
  if (text === null) return undefined;
  const names = new Set(text.split("."));
  return vmColumns.filter((column) => names.has(column));
}

function known<Word extends string>(
  words: readonly Word[],
  text: string | null,
): Word | undefined {
  return words.find((word) => word === text);
}

function readSort(field: string | null, order: string | null): VmSort {
  const natural = naturalDirection(known(vmSortFields, field) ?? "name");
  return order === "asc" || order === "desc"
    ? { field: natural.field, descending: order === "desc" }
    : natural;
}
