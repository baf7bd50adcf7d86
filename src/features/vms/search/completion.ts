import type { Span } from "./tokenize.ts";

/** Something that can stand where the caret is. */
export interface Suggestion {
  /** What stands there then; it is also what is shown. */
  text: string;
  /** What a field asks for. */
  hint: string | undefined;
  /** How many guests of the whole fleet have the value. */
  count: number | undefined;
  /** A field waits for its value. */
  isComplete: boolean;
}

export interface Completion {
  /** The part of the typed text that a suggestion takes the place of. */
  replaced: Span;
  suggestions: readonly Suggestion[];
}

/** The text with the suggestion in it, and where the caret is then. */
export function applySuggestion(
  text: string,
  { from, to }: Span,
  { text: chosen, isComplete }: Suggestion,
): { text: string; caret: number } {
  const rest = text.slice(to);
  const gap = isComplete && !/^[\s)]/.test(rest) ? " " : "";
  const before = text.slice(0, from) + chosen + gap;
  return { text: before + rest, caret: before.length };
}

export function suggestionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}
