import { expect, test } from "vitest";
import { render, screen } from "@testing-library/react";
import { emptyFleet, hearServers, type ServerAnswer } from "@/lib/fleet.ts";
import type { ProxmoxNode } from "@/lib/types.ts";
import { fleetAnswer, fleetFailure } from "@/test/fakeFleet.ts";
import { sampleVm } from "@/test/samples.ts";
import { OfflineNodes } from "./OfflineNodes.tsx";

function node(name: string, status: string): ProxmoxNode {
  const id = `node/${name}`;
  return { serverId: null, serverName: "berlin", id, node: name, status };
}

function renderFor(...rounds: ServerAnswer[]) {
  const fleet = rounds.reduce(
    (before, answer) => hearServers(before, [answer], Date.now()),
    emptyFleet,
  );
  return render(<OfflineNodes servers={fleet.servers} />);
}

test("nothing is said while all nodes are online", () => {
  const { container } = renderFor({
    ...fleetAnswer("berlin"),
    nodes: [node("pve1", "online")],
  });
  expect(container).toBeEmptyDOMElement();
});

test("an offline node is named with its server and how many guests it takes along, templates aside", () => {
  renderFor({
    ...fleetAnswer("berlin", [
      sampleVm({ vmid: 101, node: "pve2" }),
      sampleVm({ vmid: 102, node: "pve2" }),
      sampleVm({ vmid: 103, node: "pve1" }),
      sampleVm({ vmid: 900, node: "pve2", template: 1 }),
    ]),
    nodes: [node("pve1", "online"), node("pve2", "offline")],
  });
  expect(screen.getByRole("listitem")).toHaveTextContent(
    "berlin: node pve2 is offline, with 2 guests.",
  );
});

test("several nodes of a server share a line", () => {
  renderFor({
    ...fleetAnswer("berlin"),
    nodes: [node("pve1", "offline"), node("pve2", "offline")],
  });
  expect(screen.getByRole("listitem")).toHaveTextContent(
    "berlin: nodes pve1, pve2 are offline.",
  );
});

test("what a server said before it fell silent is not repeated as news", () => {
  const failure = fleetFailure("berlin", "timeout");
  const { container } = renderFor(
    { ...fleetAnswer("berlin"), nodes: [node("pve1", "offline")] },
    failure,
    failure,
  );
  expect(container).toBeEmptyDOMElement();
});
