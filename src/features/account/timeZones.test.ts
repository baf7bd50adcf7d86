import { expect, test } from "vitest";
import { timeZoneGroups, timeZoneLabel } from "@/features/account/timeZones.ts";

test("UTC comes first, then the regions; every zone once", () => {
  const [first, second] = timeZoneGroups("UTC");
  expect(first).toEqual({ region: "Universal", zones: ["UTC"] });
  expect(second?.region).toBe("Africa");
  const zones = timeZoneGroups("Europe/Zurich").flatMap(({ zones }) => zones);
  expect(zones.filter((zone) => zone === "Europe/Zurich")).toHaveLength(1);
  expect(new Set(zones).size).toBe(zones.length);
});

test("a zone that this browser does not know is not lost", () => {
  const groups = timeZoneGroups("Europe/Atlantis", "GMT");
  const zonesOf = (name: string) =>
    groups.find(({ region }) => region === name)?.zones;
  expect(zonesOf("Europe")).toContain("Europe/Atlantis");
  expect(zonesOf("Other")).toEqual(["GMT"]);
});

test.each([
  ["Europe/Zurich", "Zurich"],
  ["America/Argentina/Buenos_Aires", "Argentina, Buenos Aires"],
  ["UTC", "UTC"],
])("%s reads %s", (zone, label) => {
  expect(timeZoneLabel(zone)).toBe(label);
});
