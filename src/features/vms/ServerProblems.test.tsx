import { beforeEach, describe, expect, test } from "vitest";
import { screen, within } from "@testing-library/react";
import { emptyFleet, hearServers, type ServerAnswer } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure, idOf } from "@/test/fakeFleet.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { ServerProblems } from "./ServerProblems.tsx";

beforeEach(() => signInAs());

function renderProblems(...answers: ServerAnswer[]) {
  const now = Date.now();
  let fleet = hearServers(emptyFleet, [fleetAnswer("late", [sampleVm()])], now);
  fleet = hearServers(fleet, answers, now);
  return renderWithProviders(<ServerProblems servers={fleet.servers} />);
}

describe("a line for each server that fails", () => {
  test("nothing stands there while all is well", () => {
    renderProblems(fleetAnswer("homelab"));
    expect(screen.queryByRole("region")).toBeNull();
  });

  test("one failure of a server that has answered before is no news", () => {
    renderProblems(fleetFailure("late", "timeout"));
    expect(screen.queryByRole("region")).toBeNull();
  });

  test("it says who, why, since when, and what to do", () => {
    renderProblems(
      fleetFailure("homelab", "auth_failed", "homelab refused the token"),
    );
    const line = within(screen.getByRole("listitem"));
    expect(line.getByText("homelab")).toBeVisible();
    expect(line.getByText(/Token refused/)).toBeVisible();
    expect(line.getByText(/Token, began/)).toHaveTextContent("just now");
    expect(line.getByText(/homelab refused the token\./)).toBeVisible();
    expect(
      line.getByRole("link", { name: "Replace token: homelab" }),
    ).toHaveAttribute("href", `/servers?edit=${idOf("homelab")}&field=token`);
  });

  test("a server without a row, the operator's, has nothing to edit", () => {
    const failed = fleetFailure("Operator", "timeout");
    renderProblems({ ...failed, serverId: null });
    expect(
      screen.getByRole("button", { name: "Retry Operator" }),
    ).toBeVisible();
    expect(screen.queryByRole("link")).toBeNull();
  });

  test("a certificate that changed offers no retry", () => {
    renderProblems(fleetFailure("homelab", "tls_changed"));
    expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
    expect(
      screen.getByRole("link", { name: /Check certificate/ }),
    ).toBeVisible();
  });

  test("retry asks this server", async () => {
    const server = fakeServer();
    server.on("GET /functions/v1/list-vms", () =>
      json({ servers: [], vms: [], nodes: [], storages: [] }),
    );
    const { user } = renderProblems(fleetFailure("homelab", "refused"));
    await user.click(screen.getByRole("button", { name: "Retry homelab" }));
    expect(server.requests.at(-1)?.query).toEqual({
      serverId: idOf("homelab"),
    });
  });

  test("many are one line until they are wanted", async () => {
    const names = Array.from({ length: 49 }, (_, index) => `site-${index}`);
    const { user } = renderProblems(
      ...names.map((name) => fleetFailure(name, "timeout")),
    );
    expect(screen.queryByRole("listitem")).toBeNull();
    const summary = screen.getByRole("button", { name: /49 servers/ });
    expect(summary).toHaveTextContent("network: 49");
    await user.click(summary);
    expect(screen.getAllByRole("listitem")).toHaveLength(49);
  });

  test("on a narrow screen two are one line already", () => {
    renderProblems(
      fleetFailure("attic", "timeout"),
      fleetFailure("homelab", "refused"),
    );
    expect(screen.getByRole("button", { name: /2 servers/ })).toBeVisible();
    expect(screen.queryByRole("listitem")).toBeNull();
  });

  test("what a server says of itself is text", () => {
    const { container } = renderProblems(
      fleetFailure("a\u202eb", "pve_error", "<script>alert(1)</script>"),
    );
    expect(screen.getByText("a\ufffdb")).toBeVisible();
    expect(container.querySelector("script")).toBeNull();
  });

  test("under a notice that says what they have in common they are one line", async () => {
    const answers = [
      fleetFailure("attic", "timeout"),
      fleetFailure("homelab", "refused"),
    ];
    const { servers } = hearServers(emptyFleet, answers, Date.now());
    const { user } = renderWithProviders(
      <ServerProblems servers={servers} isFolded />,
    );
    expect(screen.queryByText(/Connection refused/)).toBeNull();
    await user.click(screen.getByRole("button", { name: /2 servers/ }));
    expect(screen.getByText(/Connection refused/)).toBeVisible();
  });

  test("it says until when a server that keeps failing is left alone", () => {
    const { servers } = [1, 2].reduce(
      (fleet) =>
        hearServers(fleet, [fleetFailure("attic", "timeout")], Date.now()),
      emptyFleet,
    );
    renderWithProviders(<ServerProblems servers={servers} />);
    expect(screen.getByText(/Not asked again until \d/)).toBeVisible();
  });
});
