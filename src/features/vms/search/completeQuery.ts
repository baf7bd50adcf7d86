import type { Vm } from "@/lib/types.ts";
import { isTemplate } from "@/lib/vmPower.ts";
import { compileQuery } from "./compileQuery.ts";
import { fleetValues, listedFields, type ListedField } from "./fleetValues.ts";
import { fieldNamed } from "./parseQuery.ts";
import { printQuery } from "./printQuery.ts";
import {
  asksForTemplates,
  searchFields,
  statusWords,
  type Query,
  type SearchField,
} from "./query.ts";
import { readQuantity } from "./quantity.ts";
import { tokenize, type Span, type TermToken } from "./tokenize.ts";

/** Something that can stand where the caret is. */
export interface Suggestion {
  /** What stands there then; it is also what is shown. */
  text: string;
  /** What a field asks for. */
  hint: string | undefined;
  /** How many of the fleet's guests the list would show for it. */
  count: number | undefined;
  /** A field waits for its value. */
  isComplete: boolean;
}

export interface Completion {
  /** The part of the typed text that a suggestion takes the place of. */
  replaced: Span;
  suggestions: readonly Suggestion[];
}

/** More is scrolled through rather than read; another letter narrows them. */
const maxSuggestions = 8;

/** What can stand where the caret is: fields and values of a word, values of a field. */
export function completeQuery(
  text: string,
  caret: number,
  vms: readonly Vm[],
): Completion {
  const token = tokenize(text).find(
    (candidate): candidate is TermToken =>
      candidate.kind === "term" &&
      candidate.from < caret &&
      caret <= candidate.to,
  );
  if (!token) {
    const nothing = { from: caret, to: caret };
    return { replaced: nothing, suggestions: searchFields.map(ofField) };
  }

  const typed = text.slice(token.value.from, caret).replace(/^"|"$/g, "");
  const suggestions = token.field
    ? caret < token.field.to
      ? []
      : ofValues(fieldNamed(token.field.name), typed, token, vms)
    : token.value.isQuoted
      ? ofAnyValue(typed, vms)
      : [...ofFields(typed), ...ofAnyValue(typed, vms)];
  return {
    replaced: { from: token.from, to: token.to },
    // What stands there already needs no help.
    suggestions: suggestions
      .filter(
        (suggestion) => suggestion.text !== text.slice(token.from, token.to),
      )
      .slice(0, maxSuggestions),
  };
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

const fieldHints: Record<SearchField, string> = {
  name: "a part of the name",
  tag: "a whole tag",
  status: "running, stopped, locked, …",
  server: "a server",
  node: "a node",
  pool: "a pool",
  type: "vm or ct",
  id: "a VMID, 10*, >500",
  cpu: "CPU used, in %",
  mem: "memory used: 4G, 90%",
  disk: "size 100G, container full 90%",
  uptime: "running for: 2h, 1d12h",
};

const fieldOperators: Partial<Record<SearchField, string>> = {
  cpu: ">",
  mem: ">",
  disk: ">",
  uptime: "<",
};

function ofField(field: SearchField): Suggestion {
  return {
    text: `${field}${fieldOperators[field] ?? ":"}`,
    hint: fieldHints[field],
    count: undefined,
    isComplete: false,
  };
}

function ofFields(typed: string): Suggestion[] {
  return searchFields
    .filter((field) => field.startsWith(typed.toLowerCase()))
    .map(ofField);
}

/** Values that a plain word may mean. One letter is in nearly all of them. */
function ofAnyValue(typed: string, vms: readonly Vm[]): Suggestion[] {
  if (typed.length < 2) return [];
  return [
    ...ofWords("status", typed, vms),
    ...ofWords("type", typed, vms),
    ...listedFields.flatMap((field) => ofListed(field, typed, vms)),
  ];
}

function ofValues(
  field: SearchField | undefined,
  typed: string,
  token: TermToken,
  vms: readonly Vm[],
): Suggestion[] {
  switch (field) {
    case "tag":
    case "server":
    case "node":
    case "pool":
      return ofListed(field, typed, vms);
    case "status":
    case "type":
      return ofWords(field, typed, vms);
    case "cpu":
    case "mem":
    case "disk":
    case "uptime":
      return ofQuantities(field, typed, token, vms);
    // Names and numbers are found faster in the list itself.
    case "name":
    case "id":
    case undefined:
      return [];
  }
}

/** Those that begin with what was typed come before those that hold it. */
function ofListed(
  field: ListedField,
  typed: string,
  vms: readonly Vm[],
): Suggestion[] {
  const wanted = typed.toLowerCase();
  const begin: Suggestion[] = [];
  const hold: Suggestion[] = [];
  for (const [value, count] of fleetValues(vms)[field]) {
    const place = value.toLowerCase().indexOf(wanted);
    if (place === -1) continue;
    (place === 0 ? begin : hold).push({
      text: printQuery({ kind: "field", field, isWhole: true, value }),
      hint: undefined,
      count,
      isComplete: true,
    });
    if (begin.length === maxSuggestions) break;
  }
  return [...begin, ...hold];
}

/** Only what some guest has. */
function ofWords(
  field: "status" | "type",
  typed: string,
  vms: readonly Vm[],
): Suggestion[] {
  const begin = `${field}:${typed.toLowerCase()}`;
  return wordQueries[field]
    .filter((query) => printQuery(query).startsWith(begin))
    .map((query) => withCount(query, vms))
    .filter(({ count }) => count !== 0);
}

const wordQueries: Record<"status" | "type", readonly Query[]> = {
  status: statusWords.map((status) => ({ kind: "status", status })),
  type: [
    { kind: "type", type: "qemu" },
    { kind: "type", type: "lxc" },
  ],
};

const usualQuantities = {
  cpu: ["50%", "80%", "90%"],
  mem: ["4G", "16G", "80%", "90%"],
  disk: ["100G", "1T", "80%", "90%"],
  uptime: ["1h", "1d", "30d"],
} as const;

function ofQuantities(
  field: keyof typeof usualQuantities,
  typed: string,
  { field: typedField }: TermToken,
  vms: readonly Vm[],
): Suggestion[] {
  const comparison = typedField?.operator;
  if (
    comparison === undefined ||
    comparison === ":" ||
    comparison === "=" ||
    comparison === "!="
  ) {
    return [];
  }
  return usualQuantities[field]
    .filter((usual) => usual.startsWith(typed))
    .flatMap((usual) => readQuantity(field, usual) ?? [])
    .map((quantity) =>
      withCount({ kind: "compare", field, comparison, quantity }, vms),
    );
}

function withCount(query: Query, vms: readonly Vm[]): Suggestion {
  const accepts = compileQuery(query);
  const withTemplates = asksForTemplates(query);
  return {
    text: printQuery(query),
    hint: undefined,
    count: vms.filter((vm) => accepts(vm) && (withTemplates || !isTemplate(vm)))
      .length,
    isComplete: true,
  };
}
