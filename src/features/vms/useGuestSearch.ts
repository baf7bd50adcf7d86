import { use, useMemo } from "react";
import type { GuestSearch } from "./search/understand.ts";

type Understand = (text: string) => GuestSearch;

let understand: Understand | undefined;
let loading: Promise<Understand> | undefined;

/** The search comes when it is used: the dashboard's first picture does without it. */
export function loadSearch(): Promise<Understand> {
  loading ??= import("./search/understand.ts").then(
    (module) => (understand = module.understand),
    (cause: unknown) => {
      loading = undefined;
      throw cause;
    },
  );
  return loading;
}

/** Whoever then needs it in vain is told. */
export function prepareSearch(): void {
  loadSearch().catch(() => undefined);
}

/** Whether useGuestSearch() has its answer at once. */
export function isSearchLoaded(): boolean {
  return understand !== undefined;
}

const everything: GuestSearch = {
  search: {
    query: { kind: "and", parts: [] },
    queryText: "",
    error: undefined,
  },
  accepts: undefined,
  templatesInAll: false,
};

/** What a text means for the list. Suspends until the search is there, if there is anything to search for. */
export function useGuestSearch(text: string): GuestSearch {
  const isEmpty = text.trim() === "";
  const read = isEmpty ? undefined : (understand ?? use(loadSearch()));
  return useMemo(() => read?.(text) ?? everything, [read, text]);
}
