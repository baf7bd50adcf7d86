import type { Query } from "./query.ts";
import { printQuantity } from "./quantity.ts";

/** As it would be typed: parseQuery() reads the same query from it. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case "and":
      return query.parts
        .map((part) =>
          part.kind === "or" ? inParentheses(part) : printQuery(part),
        )
        .join(" ");
    case "or":
      return query.parts.map(printQuery).join(" or ");
    case "not":
      return query.part.kind === "and" || query.part.kind === "or"
        ? `-${inParentheses(query.part)}`
        : `-${printQuery(query.part)}`;
    case "text":
      return isPlainWord(query.text) ? query.text : inQuotes(query.text);
    case "field": {
      const operator = query.field === "name" && query.isWhole ? "=" : ":";
      return `${query.field}${operator}${printValue(query.value)}`;
    }
    case "status":
      return `status:${query.status}`;
    case "type":
      return `type:${query.type === "qemu" ? "vm" : "ct"}`;
    case "compare":
      return `${query.field}${query.comparison}${printQuantity(query.quantity)}`;
  }
}

function inParentheses(query: Query): string {
  return `(${printQuery(query)})`;
}

function isPlainWord(text: string): boolean {
  return (
    /^[^\s()"\-:=<>!][^\s()"]*$/.test(text) &&
    !/^(?:or|and)$/i.test(text) &&
    !/^[a-z]+(?:!=|[:=<>])/i.test(text)
  );
}

function printValue(value: string): string {
  return /^[^\s()":=<>][^\s()"]*$/.test(value) ? value : inQuotes(value);
}

function inQuotes(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
