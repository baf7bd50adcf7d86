import { afterEach, expect, test, vi } from "vitest";
import { MusterError } from "@/lib/errors.ts";
import { emptyFleet, endSweep, hearServers } from "@/lib/fleet.ts";
import { outageOf } from "@/lib/outage.ts";
import { AppError } from "@/lib/types.ts";
import { fleetAnswer, fleetFailure, idOf } from "@/test/fakeFleet.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const noAnswer = () => new MusterError("unreachable", "No answer");

function fleetOf(...answers: Parameters<typeof hearServers>[1]) {
  const fleet = hearServers(emptyFleet, answers, 1);
  return endSweep(
    fleet,
    new Map([
      [idOf("a"), 1],
      [idOf("b"), 1],
    ]),
  );
}
const dead = fleetOf(
  fleetFailure("a", "timeout"),
  fleetFailure("b", "refused"),
);
const half = fleetOf(fleetFailure("a", "timeout"), fleetAnswer("b"));

test("all is well, or something is", () => {
  expect(outageOf(undefined, null)).toBeUndefined();
  expect(outageOf(half, null)).toBeUndefined();
});

test("Muster answers and no server does: it is behind Muster", () => {
  expect(outageOf(dead, null)).toBe("servers");
});

test.each(["unreachable", "timeout", "reset"] as const)(
  "Muster does not answer (%s): nothing can be said of the servers",
  (code) => {
    const error = new MusterError(code, "No answer");
    expect(outageOf(half, error)).toBe("muster");
    expect(outageOf(dead, error)).toBe("muster");
    expect(outageOf(undefined, error)).toBe("muster");
  },
);

test("the device was offline when it failed, and that stays true of it", () => {
  const onLine = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const error = noAnswer();
  onLine.mockReturnValue(true);
  expect(outageOf(half, error)).toBe("device");
});

test("a failure that Muster itself tells of is no outage", () => {
  const told = new AppError("timeout", "The database is slow");
  expect(outageOf(half, told)).toBeUndefined();
  expect(outageOf(dead, told)).toBeUndefined();
});
