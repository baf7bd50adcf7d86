import { useMemo, useState } from "react";
import { parseQuery, type SearchError } from "./parseQuery.ts";
import { emptyQuery, type Query } from "./query.ts";

export interface Search {
  /** The last query that made sense. */
  query: Query;
  /** What was typed for it. */
  queryText: string;
  /** What is wrong with what is typed now. */
  error: SearchError | undefined;
}

/** What is typed, as a query. While it makes no sense, the last one that did stays in force. */
export function useSearch(text: string): Search {
  const { query, error } = useMemo(() => parseQuery(text), [text]);
  const [last, setLast] = useState({ query: emptyQuery, queryText: "" });

  if (query && query !== last.query) setLast({ query, queryText: text });

  return query
    ? { query, queryText: text, error: undefined }
    : { ...last, error };
}
