import { describe, expect, test } from "vitest";
import {
  accessTo,
  countCovered,
  isRuleValue,
  ruleChoices,
  ruleValuesOf,
} from "@/lib/assignmentAccess.ts";
import { sampleAssignment, sampleRule } from "@/test/sampleAssignments.ts";
import { sampleVm } from "@/test/samples.ts";

const vm = sampleVm({ tags: "prod;web", pool: "customers/ana", node: "pve1" });
const view = { can_console: false, can_power: false };

describe("how a person comes to see a guest", () => {
  test("without anything, not at all", () => {
    expect(accessTo(vm, undefined, [])).toEqual({
      assignment: undefined,
      isElsewhere: false,
      rules: [],
      rights: undefined,
    });
  });

  test("what is given by hand and by rules adds up", () => {
    const byHand = sampleAssignment({ can_console: true });
    const byTag = sampleRule({ value: "prod", can_power: true });
    const { rights, rules } = accessTo(vm, byHand, [byTag]);
    expect(rights).toEqual({ can_console: true, can_power: true });
    expect(rules).toEqual([byTag]);
  });

  test("a rule that does not hold for the guest gives nothing", () => {
    const rules = [
      sampleRule({ value: "PROD" }),
      sampleRule({ value: "pro" }),
      sampleRule({ kind: "pool", value: "custom" }),
    ];
    expect(accessTo(vm, undefined, rules).rights).toBeUndefined();
  });

  test("a rule for a pool holds in the pools inside it", () => {
    const rule = sampleRule({ kind: "pool", value: "customers" });
    expect(accessTo(vm, undefined, [rule]).rights).toEqual(view);
  });

  test("an assignment for one node gives nothing on another", () => {
    const here = sampleAssignment({ node: "pve1" });
    expect(accessTo(vm, here, []).rights).toEqual(view);
    const there = sampleAssignment({ node: "pve2" });
    expect(accessTo(vm, there, [])).toMatchObject({
      assignment: there,
      isElsewhere: true,
      rights: undefined,
    });
  });

  test("a right without the right to view is none", () => {
    const blind = sampleAssignment({ can_view: false });
    expect(accessTo(vm, blind, []).rights).toBeUndefined();
  });
});

test.each([
  ["tag", "prod", true],
  ["tag", "a_b.c+d-1", true],
  ["tag", "-prod", false],
  ["tag", "two words", false],
  ["tag", "", false],
  ["pool", "a/b/c", true],
  ["pool", "a/b/c/d", false],
  ["pool", "/a", false],
  ["pool", "a".repeat(129), false],
] as const)("as a %s, %j can be a rule's: %s", (kind, value, isOne) => {
  expect(isRuleValue(kind, value)).toBe(isOne);
});

test("a guest is found by its tags, its pool and the pools around that; never by what is no tag", () => {
  expect(ruleValuesOf(vm)).toEqual([
    "prod",
    "web",
    "customers",
    "customers/ana",
  ]);
  expect(ruleValuesOf({ tags: '-x;"),value.in.("a', pool: undefined })).toEqual(
    [],
  );
});

test("the choices of a rule are what the guests have, the most frequent first, as it is spelt", () => {
  const guests = [
    sampleVm({ tags: "web;prod", pool: "a/b" }),
    sampleVm({ tags: "prod", pool: "a" }),
    sampleVm({ tags: "Prod" }),
  ];
  expect(ruleChoices("tag", guests)).toEqual([
    ["prod", 2],
    ["Prod", 1],
    ["web", 1],
  ]);
  expect(ruleChoices("pool", guests)).toEqual([
    ["a", 2],
    ["a/b", 1],
  ]);
  for (const kind of ["tag", "pool"] as const)
    for (const [value, number] of ruleChoices(kind, guests))
      expect(countCovered({ kind, value }, guests)).toBe(number);
});
