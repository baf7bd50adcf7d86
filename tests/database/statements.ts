export interface Statement {
  text: string;
  /** Counted from 1. */
  line: number;
}

const token =
  /'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|;|[^'"$;-]+|[\s\S]/g;

/** The statements of a script, so that a failing one can be named. Knows strings, dollar quotes and line comments. */
export function splitStatements(script: string): Statement[] {
  const statements: Statement[] = [];
  let text = "";
  let start = 0;
  const push = (end: number) => {
    const indent = text.length - text.trimStart().length;
    const line = script.slice(0, start + indent).split("\n").length;
    if (text.replace(/--[^\n]*/g, "").trim() !== "")
      statements.push({ text, line });
    text = "";
    start = end;
  };
  for (const match of script.matchAll(token)) {
    const end = match.index + match[0].length;
    if (match[0] === ";") push(end);
    else text += match[0];
  }
  push(script.length);
  return statements;
}
