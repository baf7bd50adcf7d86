import { expect, test } from "vitest";
import { activityCsv } from "./activityCsv.ts";
import { sampleActivity } from "@/test/sampleActivity.ts";

const { actor } = sampleActivity();
const people = new Map([
  [actor ?? "", { id: actor ?? "", email: "ana@example.org", name: "Ana" }],
]);
const lineOf = (more: Parameters<typeof sampleActivity>[0]) =>
  activityCsv([sampleActivity(more)], people).split("\r\n")[1] ?? "";

test("every entry is a line under the names of the columns, in UTF-8 that spreadsheets know", () => {
  const csv = activityCsv([sampleActivity(), sampleActivity()], people);
  const lines = csv.split("\r\n");
  expect(csv.startsWith("\ufeffat,person,actor,action")).toBe(true);
  expect(lines).toHaveLength(4);
  expect(lines[1]).toContain('"ana@example.org"');
  expect(lines[1]).toContain(",101,");
});

test("quotes, commas and line breaks stay inside their cell", () => {
  expect(lineOf({ server_name: 'a"b,c\nd' })).toContain('"a""b,c\nd"');
});

test.each([
  ...["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "|cmd", "%x"],
  ...["\t=1", " =1", "\r=1", "\uff1d1"],
])("X01 a name like %j is text for a spreadsheet, too", (name) => {
  expect(lineOf({ server_name: name })).toContain(`"'${name}"`);
});

test("X01 a program's name and what else comes from outside are text, too", () => {
  expect(lineOf({ user_agent: "=1+1", upid: "-2" })).toContain(`"'=1+1"`);
});

test("the operator has no account; a deleted one has no name any more", () => {
  expect(lineOf({ actor: null })).toContain('"operator"');
  expect(lineOf({ actor: "gone" })).toMatch(/^"[^"]*","","gone"/);
});
