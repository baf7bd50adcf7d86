import { describe, expect, test } from "vitest";
import { inOrder, lonePoints, summarize, valuesOf } from "./chartData.ts";

describe("points of a chart", () => {
  test("come once and in the order of time", () => {
    const points = [{ time: 60, cpu: 1 }, { time: 0 }, { time: 60, cpu: 2 }];
    expect(inOrder(points)).toEqual([{ time: 0 }, { time: 60, cpu: 2 }]);
  });

  test("what was not measured is a gap, not zero", () => {
    const points = [
      { time: 0, cpu: 0 },
      { time: 60 },
      { time: 120, cpu: Number.NaN },
      { time: 180, cpu: 0.5 },
    ];
    expect(valuesOf(points, "cpu")).toEqual([0, null, null, 0.5]);
  });

  test("are summed up without the gaps", () => {
    expect(summarize([null, 2, null, 4, 3, null])).toEqual({
      last: 3,
      average: 3,
      highest: 4,
    });
    expect(summarize([null, null])).toBeUndefined();
    expect(summarize([])).toBeUndefined();
  });

  test("between gaps are seen nevertheless", () => {
    expect(lonePoints([1, null, 2, null, 3, 4, null, 5])).toEqual([0, 2, 7]);
  });
});
