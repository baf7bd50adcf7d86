/** A stretch of the typed text, by its first place and the one after its last. */
export interface Span {
  from: number;
  to: number;
}

export interface Literal extends Span {
  text: string;
  isQuoted: boolean;
  isClosed: boolean;
}

export interface TermToken extends Span {
  kind: "term";
  /** `tag:` of `tag:prod`; undefined for a plain word. */
  field: (Span & { name: string; operator: Operator }) | undefined;
  /** Empty where it is missing. */
  value: Literal;
}

export type Token = TermToken | (Span & { kind: "(" | ")" | "-" });

export type Operator = ":" | "=" | "!=" | ">" | ">=" | "<" | "<=";

// Blanks around the operator are let pass: "cpu > 80" can mean nothing else.
const fieldPattern = /([a-z]+)\s*(!=|>=|<=|[:=<>])\s*/iy;
const barePattern = /[^\s()"]*/y;
const blankPattern = /\s*/y;
// A backslash takes its meaning from a quote and from another backslash only.
const quotedPattern = /"((?:\\["\\]|[^"])*)("?)/y;

/** Cuts the typed text up. Whatever was typed has tokens: what makes no sense is the parser's to say. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const token = readToken(text, at);
    tokens.push(token);
    at = skipBlanks(text, token.to);
  }
  return tokens;
}

function readToken(text: string, from: number): Token {
  const first = text[from];
  if (first === "(" || first === ")" || first === "-") {
    return { kind: first, from, to: from + 1 };
  }
  const [wholeField, name, operator] = matchAt(fieldPattern, text, from) ?? [];
  if (wholeField === undefined || name === undefined) {
    const value = readLiteral(text, from);
    return { kind: "term", from, to: value.to, field: undefined, value };
  }
  const fieldEnd = from + wholeField.trimEnd().length;
  const value = readLiteral(text, from + wholeField.length);
  const isMissing = value.from === value.to;
  return {
    kind: "term",
    from,
    to: isMissing ? fieldEnd : value.to,
    field: {
      name: name.toLowerCase(),
      operator: operator as Operator,
      from,
      to: fieldEnd,
    },
    value: isMissing ? { ...value, from: fieldEnd, to: fieldEnd } : value,
  };
}

function readLiteral(text: string, from: number): Literal {
  const [whole, content, end] = matchAt(quotedPattern, text, from) ?? [];
  if (whole !== undefined && content !== undefined) {
    return {
      text: content.replace(/\\(["\\])/g, "$1"),
      isQuoted: true,
      isClosed: end === '"',
      from,
      to: from + whole.length,
    };
  }
  const [bare = ""] = matchAt(barePattern, text, from) ?? [];
  return {
    text: bare,
    isQuoted: false,
    isClosed: true,
    from,
    to: from + bare.length,
  };
}

function skipBlanks(text: string, from: number): number {
  return from + (matchAt(blankPattern, text, from)?.[0].length ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
