import { describe, expect, test } from "vitest";
import { sampleAssignment, sampleRule } from "@/test/sampleAssignments.ts";
import { sampleVm } from "@/test/samples.ts";
import {
  assignmentRows,
  countRows,
  filterRows,
  searchRows,
  type AssignmentRow,
} from "./assignmentRows.ts";

const guests = [
  sampleVm({ vmid: 101, tags: "prod" }),
  sampleVm({ vmid: 102 }),
  sampleVm({ vmid: 103, tags: "prod" }),
];
const rows = assignmentRows(guests, {
  assignments: [
    sampleAssignment({ vmid: 103 }),
    sampleAssignment({ vmid: 900 }),
  ],
  rules: [sampleRule({ value: "prod" })],
});
const vmidsOf = (some: readonly AssignmentRow[]) =>
  some.map(({ vmid }) => vmid);

test("all guests are listed as they come, after what is assigned and not among them", () => {
  expect(vmidsOf(rows)).toEqual([900, 101, 102, 103]);
  expect(rows[0]).toMatchObject({ vm: undefined, access: { rules: [] } });
});

test("a guest that is seen by hand and by a rule has both", () => {
  expect(rows[3]?.access).toMatchObject({
    assignment: { vmid: 103 },
    rules: [{ value: "prod" }],
  });
});

describe("the filters", () => {
  test("count what they show", () => {
    const counts = countRows(rows);
    expect(counts).toEqual({ all: 4, seen: 3, hidden: 1, unlisted: 1 });
    for (const filter of ["all", "seen", "hidden", "unlisted"] as const)
      expect(filterRows(rows, filter)).toHaveLength(counts[filter]);
  });

  test("show whom a person does not see", () => {
    expect(vmidsOf(filterRows(rows, "hidden"))).toEqual([102]);
  });
});

test("a search looks into the guests, and into the number of what is only a number", () => {
  const search = (text: string, accepts: (vmid: number) => boolean) =>
    vmidsOf(searchRows(rows, text, ({ vmid }) => accepts(vmid)));
  expect(search("web", (vmid) => vmid === 102)).toEqual([102]);
  expect(search(" 90 ", () => false)).toEqual([900]);
  expect(searchRows(rows, "", undefined)).toBe(rows);
});
