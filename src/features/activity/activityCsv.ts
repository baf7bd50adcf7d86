import type { ActivityRow, Person } from "@/lib/activity.ts";

const columns = [
  "at",
  "person",
  "actor",
  "action",
  "outcome",
  "error_code",
  "server_name",
  "server_id",
  "node",
  "vmid",
  "upid",
  "ip",
  "user_agent",
  "request_id",
  "detail",
] as const;

/** RFC 4180, with the mark by which spreadsheets know UTF-8. Every entry is in it, beginnings and ends. */
export function activityCsv(
  rows: readonly ActivityRow[],
  people: ReadonlyMap<string, Person>,
): string {
  const lines = rows.map((row) => {
    const person = row.actor ? people.get(row.actor)?.email : "operator";
    const values = { ...row, person, detail: JSON.stringify(row.detail) };
    return columns.map((column) => cell(values[column])).join(",");
  });
  return `\ufeff${[columns.join(","), ...lines, ""].join("\r\n")}`;
}

/**
 * Names come from other people and from servers: one that begins like a formula would be calculated by the spreadsheet that opens the
 * file. An apostrophe in front makes it text (OWASP, "CSV Injection").
 */
function cell(value: string | number | null | undefined): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const safe = /^[\s\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/.test(text)
    ? `'${text}`
    : text.replace(/^[\t\r\n]/, "'$&");
  return `"${safe.replaceAll('"', '""')}"`;
}
