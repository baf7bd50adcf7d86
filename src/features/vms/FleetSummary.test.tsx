import { expect, test } from "vitest";
import { render } from "@testing-library/react";
import { emptyFleet, hearServers, type ServerAnswer } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure } from "@/test/fakeFleet.ts";
import { sampleVm } from "@/test/samples.ts";
import { FleetSummary } from "./FleetSummary.tsx";

function summaryOf(...rounds: ServerAnswer[]) {
  const fleet = rounds.reduce(
    (before, answer) => hearServers(before, [answer], Date.now()),
    emptyFleet,
  );
  return render(<FleetSummary fleet={fleet} />).container.textContent;
}

const homelab = fleetAnswer("homelab", [
  sampleVm({ vmid: 101 }),
  sampleVm({ vmid: 102, status: "stopped" }),
  sampleVm({ vmid: 103, status: "unknown" }),
]);

test("a guest whose node is away is not counted as stopped", () => {
  expect(summaryOf(homelab)).toBe(
    "1 of 3 guests running, 1 unknown, on 1 server",
  );
});

test("what ran on a server that has fallen silent is not said to run", () => {
  const attic = fleetAnswer("attic", [sampleVm(), sampleVm({ vmid: 102 })]);
  const silent = fleetFailure("attic", "timeout");
  expect(summaryOf(homelab, attic, silent, silent)).toBe(
    "1 of 5 guests running, 3 unknown; 1 of 2 servers answer",
  );
});
