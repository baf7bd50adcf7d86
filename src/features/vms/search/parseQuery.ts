import { maxQueryLength } from "./maxQueryLength.ts";
import {
  emptyQuery,
  quantityFields,
  searchFields,
  statusWords,
  typeWords,
  type Query,
  type QuantityField,
  type SearchField,
} from "./query.ts";
import { quantityExamples, readQuantity } from "./quantity.ts";
import {
  tokenize,
  type Operator,
  type Span,
  type TermToken,
  type Token,
} from "./tokenize.ts";

/** What is wrong, and where in the typed text. */
export interface SearchError extends Span {
  message: string;
}

export type ParseResult =
  | { query: Query; error?: undefined }
  | { query?: undefined; error: SearchError };

const maxDepth = 50;

/** Reads what was typed, or what somebody's link brought: it may be anything, and never throws. */
export function parseQuery(text: string): ParseResult {
  if (text.length > maxQueryLength) {
    return {
      error: {
        from: maxQueryLength,
        to: text.length,
        message: `A search has ${maxQueryLength} characters at most.`,
      },
    };
  }
  try {
    const reader = new Reader(tokenize(text));
    return { query: reader.readAll() };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.reason };
    throw error;
  }
}

class Refusal extends Error {
  readonly reason: SearchError;

  constructor({ from, to }: Span, message: string) {
    super(message);
    this.reason = { from, to, message };
  }
}

/** or > and > not > term; blanks between terms mean "and". */
class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAll(): Query {
    if (this.#tokens.length === 0) return emptyQuery;
    const query = this.#readOr(0);
    const rest = this.#peek();
    if (rest) throw new Refusal(rest, "This parenthesis closes nothing.");
    return query;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #readOr(depth: number): Query {
    const parts = [this.#readAnd(depth)];
    for (let token = this.#peek(); isWord(token, "or"); token = this.#peek()) {
      this.#next += 1;
      this.#expectOperand(token, "or");
      parts.push(this.#readAnd(depth));
    }
    return join("or", parts);
  }

  #readAnd(depth: number): Query {
    // "or" and "and" with nothing to their left are words like others: "orders" is typed by way of "or".
    const parts = [this.#readNot(depth)];
    for (
      let token = this.#peek();
      token && token.kind !== ")" && !isWord(token, "or");
      token = this.#peek()
    ) {
      if (isWord(token, "and")) {
        this.#next += 1;
        this.#expectOperand(token, "and");
      }
      parts.push(this.#readNot(depth));
    }
    return join("and", parts);
  }

  #expectOperand(operator: Span, word: string) {
    const token = this.#peek();
    if (!token || token.kind === ")") {
      throw new Refusal(operator, `Something must follow “${word}”.`);
    }
  }

  #readNot(depth: number): Query {
    const token = this.#peek();
    // The callers have seen that there is one, or it closes a parenthesis too early.
    if (!token || token.kind === ")") {
      throw new Refusal(
        token ?? { from: 0, to: 0 },
        "This parenthesis closes nothing.",
      );
    }
    if (depth > maxDepth) {
      throw new Refusal(token, "That is nested too deeply.");
    }
    this.#next += 1;
    if (token.kind === "term") return readTerm(token);
    if (token.kind === "(") return this.#readGroup(token, depth);

    const operand = this.#peek();
    if (!operand || operand.kind === ")" || operand.from > token.to) {
      throw new Refusal(
        token,
        "Write what to leave out right after the “-”, such as -tag:test.",
      );
    }
    return { kind: "not", part: this.#readNot(depth + 1) };
  }

  #readGroup(open: Span, depth: number): Query {
    const first = this.#peek();
    if (first?.kind === ")") {
      throw new Refusal(
        { from: open.from, to: first.to },
        "There is nothing between these parentheses.",
      );
    }
    const query = first && this.#readOr(depth + 1);
    if (!query || this.#peek()?.kind !== ")") {
      throw new Refusal(open, "This parenthesis is not closed.");
    }
    this.#next += 1;
    return query;
  }
}

function isWord(
  token: Token | undefined,
  word: "or" | "and",
): token is TermToken {
  return (
    token?.kind === "term" &&
    !token.field &&
    !token.value.isQuoted &&
    token.value.text.toLowerCase() === word
  );
}

/** "(a b) c" asks the same as "a b c". */
function join(kind: "and" | "or", parts: readonly Query[]): Query {
  const flat = parts.flatMap((part) =>
    part.kind === kind ? part.parts : [part],
  );
  return flat.length === 1 && flat[0] ? flat[0] : { kind, parts: flat };
}

function readTerm(token: TermToken): Query {
  const { field, value } = token;
  if (!value.isClosed) throw new Refusal(value, "This quote is not closed.");
  if (!field) {
    if (value.text === "") {
      throw new Refusal(value, "There is nothing between these quotes.");
    }
    return { kind: "text", text: value.text };
  }

  const name = fieldNamed(field.name);
  if (!name) throw new Refusal(field, unknownField(field.name));
  if (value.text === "") {
    throw new Refusal(token, `Give a value, such as ${examples[name]}.`);
  }
  if (field.operator === "!=") {
    return { kind: "not", part: readField(name, ":", token) };
  }
  return readField(name, field.operator, token);
}

function readField(
  field: SearchField,
  operator: Exclude<Operator, "!=">,
  token: TermToken,
): Query {
  const { value } = token;
  if (isQuantityField(field)) return readComparison(field, operator, token);
  if (operator !== ":" && operator !== "=") {
    if (field === "id") return readComparison(field, operator, token);
    throw new Refusal(
      token,
      `“${field}” is not compared with > or <: write ${examples[field]}.`,
    );
  }
  if (field === "status") {
    const status = statusWords.find((word) => word === lower(value.text));
    if (status) return { kind: "status", status };
    throw new Refusal(value, `A status is one of ${statusWords.join(", ")}.`);
  }
  if (field === "type") {
    const type = typeWords.get(lower(value.text));
    if (type) return { kind: "type", type };
    throw new Refusal(value, "A type is vm or ct (or qemu, lxc).");
  }
  if (field === "id" && !/^[\d*]+$/.test(value.text)) {
    throw new Refusal(value, "A VMID is a number; * stands for any digits.");
  }
  return {
    kind: "field",
    field,
    isWhole: field !== "name" || operator === "=",
    value: value.text,
  };
}

function readComparison(
  field: QuantityField | "id",
  operator: Exclude<Operator, "!=">,
  token: TermToken,
): Query {
  if (operator === ":" || operator === "=") {
    throw new Refusal(
      token,
      `“${field}” is compared with > or <: write ${examples[field]}.`,
    );
  }
  const quantity = readQuantity(field, token.value.text);
  if (!quantity) {
    throw new Refusal(
      token.value,
      `“${field}” is compared with a value such as ${quantityExamples[field]}.`,
    );
  }
  return { kind: "compare", field, comparison: operator, quantity };
}

const aliases: ReadonlyMap<string, SearchField> = new Map([
  ["vmid", "id"],
  ["memory", "mem"],
  ["tags", "tag"],
]);

export function fieldNamed(name: string): SearchField | undefined {
  return searchFields.find((field) => field === name) ?? aliases.get(name);
}

function unknownField(name: string): string {
  const meant = searchFields.find((field) =>
    field.startsWith(name.slice(0, 2)),
  );
  const cure = meant
    ? `Did you mean “${meant}”?`
    : `There are ${searchFields.join(", ")}.`;
  return `There is no field “${name}”. ${cure}`;
}

function isQuantityField(field: SearchField): field is QuantityField {
  return quantityFields.some((name) => name === field);
}

/** How the field is written, for a sentence. */
const examples: Record<SearchField, string> = {
  name: "name:web",
  id: "id:101",
  tag: "tag:prod",
  node: "node:pve1",
  server: "server:berlin",
  pool: "pool:web",
  status: "status:running",
  type: "type:ct",
  cpu: "cpu>80",
  mem: "mem>4G",
  disk: "disk>100G",
  uptime: "uptime<1d",
};

function lower(text: string): string {
  return text.toLowerCase();
}
