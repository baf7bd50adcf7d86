import { compileQuery, type VmPredicate } from "./compileQuery.ts";
import { asksForTemplates } from "./query.ts";
import { readSearch, type Search } from "./readSearch.ts";

/** What a typed text means for the list. */
export interface GuestSearch {
  search: Search;
  /** Undefined where everything is let through. */
  accepts: VmPredicate | undefined;
  /** Whether templates, which otherwise stand apart, stand among the guests. */
  templatesInAll: boolean;
}

export function understand(text: string): GuestSearch {
  const search = readSearch(text);
  return {
    search,
    accepts: compileQuery(search.query),
    templatesInAll: asksForTemplates(search.query),
  };
}
