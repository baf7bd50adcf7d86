import { beforeEach, describe, expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import { taskWindow } from "@/lib/taskWindow.ts";
import type { Task } from "@/lib/types.ts";
import Tasks from "@/pages/Tasks.tsx";
import { fleetAnswer, idOf, onListVms } from "@/test/fakeFleet.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

const historyPath = "GET /functions/v1/vm-actions/tasks/history";
const serverId = idOf("homelab");
const now = Math.floor(Date.now() / 1000);

function task(number: number, more: Partial<Task> = {}): Task {
  return {
    serverId,
    serverName: "homelab",
    upid: `UPID:pve1:${String(number).padStart(8, "0")}:00000001:6B000000:qmstart:101:ana@pve:`,
    node: "pve1",
    type: "qmstart",
    id: "101",
    user: "ana@pve",
    starttime: now - number,
    endtime: now - number + 2,
    status: "OK",
    ...more,
  };
}

beforeEach(async () => {
  await signInAs();
  return taskWindow.closeAll;
});

function setUp(path: string, recent: Task[] = []) {
  const server = fakeServer();
  onListVms(server, () => [
    fleetAnswer("attic"),
    fleetAnswer("homelab", [sampleVm()]),
  ]);
  server.on("GET /functions/v1/vm-actions/tasks", () =>
    json({
      servers: [{ serverId, serverName: "homelab", ok: true }],
      tasks: recent,
    }),
  );
  return { server, ...renderWithProviders(<Tasks />, path) };
}

function rows() {
  return screen.findAllByRole("listitem");
}

describe("the history of tasks", () => {
  test("begins with the recent tasks of all servers, and filters them by the address", async () => {
    const { server } = setUp("/tasks?result=failed", [
      task(1),
      task(2, { type: "vzdump", status: "job errors" }),
    ]);
    expect(await screen.findByText("job errors")).toBeVisible();
    expect(await rows()).toHaveLength(1);
    expect(screen.getByRole("button", { name: /^Backup/ })).toBeVisible();
    expect(server.requests.some(({ path }) => path.endsWith("history"))).toBe(
      false,
    );
  });

  test("asks a chosen server for all that it remembers, and writes the choice into the address", async () => {
    const { server, user } = setUp("/tasks");
    server.on(historyPath, () =>
      json({ tasks: [task(1)], hasMore: false, problems: [] }),
    );
    await screen.findByRole("option", { name: "homelab" });
    await user.selectOptions(
      screen.getByRole("combobox", { name: "Server" }),
      "homelab",
    );
    expect(await rows()).toHaveLength(1);
    await user.type(screen.getByRole("textbox", { name: "User" }), "ana");
    await waitFor(() => {
      expect(screen.getByTestId("path")).toHaveTextContent(
        `/tasks?server=${serverId}&user=ana`,
      );
    });
    await waitFor(() => {
      expect(server.requests.at(-1)?.query).toEqual({
        serverId,
        userfilter: "ana",
        start: "0",
        limit: "50",
      });
    });
  });

  test("loads older tasks, and shows none twice", async () => {
    const { server, user } = setUp(`/tasks?server=${serverId}`);
    server.on(historyPath, ({ query }) =>
      query.start === "0"
        ? json({ tasks: [task(1), task(2)], hasMore: true, problems: [] })
        : json({ tasks: [task(2), task(3)], hasMore: false, problems: [] }),
    );
    expect(await rows()).toHaveLength(2);
    await user.click(screen.getByRole("button", { name: "Load older tasks" }));
    await waitFor(async () => {
      expect(await rows()).toHaveLength(3);
    });
    expect(screen.queryByRole("button", { name: /older/ })).toBeNull();
    expect(server.requests.at(-1)?.query.start).toBe("50");
  });

  test("says which node is missing", async () => {
    const { server } = setUp(`/tasks?server=${serverId}`);
    server.on(historyPath, () =>
      json({
        tasks: [task(1)],
        hasMore: false,
        problems: [
          {
            node: "pve2",
            code: "node_unreachable",
            message: "No route to host",
          },
        ],
      }),
    );
    expect(
      await screen.findByText("The tasks of one node are missing"),
    ).toBeVisible();
    expect(
      screen.getByText("pve2: node not reachable in its cluster"),
    ).toBeVisible();
  });

  test("opens a task's log", async () => {
    const { user } = setUp("/tasks", [task(1)]);
    await user.click(await screen.findByRole("button", { name: /^Start/ }));
    expect(taskWindow.state().task).toMatchObject({
      serverId,
      upid: task(1).upid,
    });
  });

  test("where nothing matches says what to do", async () => {
    setUp("/tasks?vmid=999", [task(1)]);
    expect(
      await screen.findByText("Nothing matches this filter"),
    ).toBeVisible();
  });
});
