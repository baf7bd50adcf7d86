import { vmStatusFilters, type VmStatusFilter } from "./vmFilter.ts";
import { naturalDirection, vmSortFields, type VmSort } from "./vmSort.ts";

/** What the list shows. It lives in the address, so that a view can be shared, kept and reloaded. */
export interface VmView {
  /** The search as it was typed, sense or not. */
  text: string;
  /** Keys of servers; none means all. */
  servers: readonly string[];
  status: VmStatusFilter;
  sort: VmSort;
}

/** Reads a view from an address that anybody may have written: what makes no sense is left out. */
export function readView(params: URLSearchParams): VmView {
  const status = params.get("status");
  return {
    text: params.get("q") ?? "",
    servers: [...new Set(params.getAll("server"))],
    status: isStatusFilter(status) ? status : "all",
    sort: readSort(params.get("sort"), params.get("order")),
  };
}

/** The view's part of an address. What is as usual is left out: a short address, and the usual may change. */
export function writeView({ text, servers, status, sort }: VmView) {
  const params = new URLSearchParams();
  if (text) params.set("q", text);
  for (const server of servers) params.append("server", server);
  if (status !== "all") params.set("status", status);
  if (sort.field !== "name") params.set("sort", sort.field);
  if (sort.descending !== naturalDirection(sort.field).descending) {
    params.set("order", sort.descending ? "desc" : "asc");
  }
  return params;
}

function isStatusFilter(status: string | null): status is VmStatusFilter {
  return vmStatusFilters.some((known) => known === status);
}

function readSort(field: string | null, order: string | null): VmSort {
  const known = vmSortFields.find((name) => name === field) ?? "name";
  const natural = naturalDirection(known);
  return order === "asc" || order === "desc"
    ? { field: known, descending: order === "desc" }
    : natural;
}
