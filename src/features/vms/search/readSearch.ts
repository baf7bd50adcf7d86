import { maxQueryLength } from "./maxQueryLength.ts";
import { parseQuery, type SearchError } from "./parseQuery.ts";
import type { Query } from "./query.ts";
import { tokenize, type Span } from "./tokenize.ts";

export interface Search {
  /** What the list is searched for. */
  query: Query;
  /** The part of the typed text that says so. */
  queryText: string;
  /** What is wrong with the rest of it. */
  error: SearchError | undefined;
}

/**
 * A mistake takes nothing away from the rest: while "web status:" waits for its value, the list stays that of "web". It depends on the
 * text alone, so that a link shows the same to everybody.
 */
export function readSearch(text: string): Search {
  const { query, error } = parseQuery(text);
  return query
    ? { query, queryText: text.trim(), error }
    : { ...readSearch(withoutMistake(text, error)), error };
}

/** Shorter each time: without the whole of every word that the mistake is in. */
function withoutMistake(text: string, { from, to }: Span): string {
  if (text.length > maxQueryLength) return text.slice(0, maxQueryLength);
  const wrong = tokenize(text).filter(
    (token) => token.from < to && token.to > from,
  );
  const start = Math.min(from, ...wrong.map((token) => token.from));
  const end = Math.max(to, ...wrong.map((token) => token.to));
  return `${text.slice(0, start).trimEnd()} ${text.slice(end).trimStart()}`.trim();
}
