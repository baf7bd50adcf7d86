import { beforeEach, describe, expect, test, vi } from "vitest";
import { act, screen, waitFor } from "@testing-library/react";
import { askAllAnew, useRetryServer, useVms } from "@/hooks/useVms.ts";
import { serverHealth, type ServerAnswer } from "@/lib/fleet.ts";
import {
  fleetAnswer,
  fleetFailure,
  idOf,
  onListVms,
} from "@/test/fakeFleet.ts";
import { failure, fakeServer } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

beforeEach(() => signInAs());

/** The list as text: one line a server. */
function Probe() {
  const { data, error } = useVms();
  const { mutate } = useRetryServer();
  return (
    <>
      <ul>
        {data?.servers.map((server) => (
          <li key={server.key}>
            {server.serverName} {serverHealth(server)} {server.vms.length}
          </li>
        ))}
      </ul>
      <p>{data?.isComplete ? "complete" : "incomplete"}</p>
      {error && <p>failed: {error.message}</p>}
      <button
        type="button"
        onClick={() => {
          mutate(idOf("homelab"));
        }}
      >
        Retry homelab
      </button>
    </>
  );
}

function setUp(...first: ServerAnswer[]) {
  const server = fakeServer();
  let answers = first;
  onListVms(server, () => answers);
  const view = renderWithProviders(<Probe />);

  async function sweep(...next: ServerAnswer[]) {
    answers = next;
    await act(() => askAllAnew(view.queryClient));
  }
  return { server, sweep, ...view };
}

const two = [sampleVm({ vmid: 101 }), sampleVm({ vmid: 102 })];

describe("the list of guests", () => {
  test("shows a server before the others have answered", async () => {
    const server = fakeServer();
    const encoder = new TextEncoder();
    let writer: ReadableStreamDefaultController<Uint8Array> | undefined;
    function write(line: object) {
      writer?.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
    }
    server.on("GET /functions/v1/list-vms", () => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          writer = controller;
        },
      });
      return new Response(body);
    });
    renderWithProviders(<Probe />);
    await waitFor(() => {
      expect(writer).toBeDefined();
    });

    write({ type: "server", ...fleetAnswer("homelab", two) });
    expect(await screen.findByText("homelab up 2")).toBeVisible();
    expect(screen.getByText("incomplete")).toBeVisible();

    write({ type: "server", ...fleetFailure("attic", "timeout") });
    write({ type: "end" });
    expect(await screen.findByText("complete")).toBeVisible();
    expect(screen.getByText("attic down 0")).toBeVisible();
  });

  test("R06 while one listing is under way no second one begins, however many screens show it and however long it takes", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const server = fakeServer();
      let begun = 0;
      server.on("GET /functions/v1/list-vms", () => {
        begun += 1;
        return new Response(new ReadableStream<Uint8Array>());
      });
      renderWithProviders(
        <>
          <Probe />
          <Probe />
        </>,
      );
      await vi.waitFor(() => {
        expect(begun).toBe(1);
      }, 20_000);
      await act(() => vi.advanceTimersByTimeAsync(60_000));
      expect(begun).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test("one failure changes nothing, the second is an outage, a success ends it", async () => {
    const { sweep } = setUp(fleetAnswer("homelab", two));
    await screen.findByText("homelab up 2");

    await sweep(fleetFailure("homelab", "timeout"));
    expect(await screen.findByText("homelab late 2")).toBeVisible();
    await sweep(fleetFailure("homelab", "timeout"));
    expect(await screen.findByText("homelab down 2")).toBeVisible();
    await sweep(fleetAnswer("homelab", two));
    expect(await screen.findByText("homelab up 2")).toBeVisible();
  });

  test("a server that is no longer listed goes", async () => {
    const { sweep } = setUp(fleetAnswer("homelab", two), fleetAnswer("attic"));
    await screen.findByText("attic up 0");
    await sweep(fleetAnswer("homelab", two));
    await waitFor(() => {
      expect(screen.queryByText(/attic/)).toBeNull();
    });
  });

  test("when Muster itself does not answer, what was known stays", async () => {
    const { server, sweep } = setUp(fleetAnswer("homelab", two));
    await screen.findByText("homelab up 2");
    server.on("GET /functions/v1/list-vms", () =>
      failure("db_unavailable", "The database does not answer"),
    );
    await sweep();
    expect(await screen.findByText("homelab up 2")).toBeVisible();
    expect(
      await screen.findByText("failed: The database does not answer"),
    ).toBeVisible();
  });

  test("a list that breaks off keeps what came, and what was known of the rest", async () => {
    const { server, sweep } = setUp(
      fleetAnswer("homelab", two),
      fleetAnswer("attic", two),
    );
    await screen.findByText("attic up 2");
    server.on("GET /functions/v1/list-vms", () => {
      const line = { type: "server", ...fleetAnswer("homelab", [sampleVm()]) };
      return new Response(`${JSON.stringify(line)}\n`);
    });
    await sweep();
    expect(await screen.findByText("attic up 2")).toBeVisible();
    expect(await screen.findByText(/^failed: .*broke off/)).toBeVisible();
    expect(screen.getByText("homelab up 1")).toBeVisible();
  });

  test("a retry asks this server alone, and leaves the others as they are", async () => {
    const { server, sweep, user } = setUp(
      fleetAnswer("homelab", two),
      fleetAnswer("attic", two),
    );
    await screen.findByText("attic up 2");
    await sweep(
      fleetFailure("homelab", "refused"),
      fleetFailure("attic", "refused"),
    );
    onListVms(server, () => [
      fleetAnswer("homelab", two),
      fleetAnswer("attic", two),
    ]);
    await user.click(screen.getByRole("button", { name: "Retry homelab" }));

    expect(await screen.findByText("homelab up 2")).toBeVisible();
    expect(screen.getByText("attic late 2")).toBeVisible();
    expect(server.requests.at(-1)?.query).toEqual({
      serverId: idOf("homelab"),
    });
  });
});
