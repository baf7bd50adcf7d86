import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, within } from "@testing-library/react";
import { TaskDrawer } from "@/features/tasks/TaskDrawer.tsx";
import { ownTasks } from "@/lib/ownTasks.ts";
import { taskWindow } from "@/lib/taskWindow.ts";
import type { Task } from "@/lib/types.ts";
import { fleetAnswer, idOf, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

const serverId = idOf("homelab");
const now = Math.floor(Date.now() / 1000);
let pids = 0;

function upidOf(type: string, id: string): string {
  const pid = (pids += 1).toString(16).padStart(8, "0");
  const start = now.toString(16).toUpperCase();
  return `UPID:pve1:${pid}:00112233:${start}:${type}:${id}:ana@pve!ops:`;
}

function task(more: Partial<Task> = {}): Task {
  const { type = "qmstart", id = "101" } = more;
  return {
    serverId,
    serverName: "homelab",
    upid: upidOf(type, id),
    node: "pve1",
    type,
    id,
    user: "bo@pve",
    starttime: now - 90,
    ...more,
  };
}

beforeEach(async () => {
  await signInAs();
  return taskWindow.closeAll;
});

function setUp(tasks: Task[], silent: object[] = []) {
  const server = fakeServer();
  onListVms(server, () => [fleetAnswer("homelab", [sampleVm()])]);
  server.on("GET /functions/v1/vm-actions/tasks", () =>
    json({
      servers: [{ serverId, serverName: "homelab", ok: true }, ...silent],
      tasks,
    }),
  );
  const onClose = vi.fn();
  return {
    server,
    onClose,
    ...renderWithProviders(<TaskDrawer onClose={onClose} />),
  };
}

function section(name: string | RegExp) {
  return screen.findByRole("region", { name });
}

describe("the drawer of tasks", () => {
  test("a task of a guest that one may only see offers no stop", async () => {
    const { server } = setUp([
      task({ serverId: null, id: "101" }),
      task({ serverId: null, id: "102" }),
    ]);
    const assigned = { serverId: null, canConsole: false };
    onListVms(server, () => [
      fleetAnswer(
        "Shared server",
        [
          sampleVm({ ...assigned, vmid: 101, name: "seen", canPower: false }),
          sampleVm({ ...assigned, vmid: 102, name: "used", canPower: true }),
        ],
        null,
      ),
    ]);
    const running = within(await section(/^Running/));
    await running.findByRole("link", { name: "seen" });
    expect(
      running.queryByRole("button", { name: "Stop Start 101" }),
    ).toBeNull();
    expect(
      running.getByRole("button", { name: "Stop Start 102" }),
    ).toBeVisible();
  });

  test("shows what others have begun: guest, place, user and how it ended", async () => {
    setUp([
      task({ type: "qmshutdown" }),
      task({ type: "vzdump", status: "job errors", endtime: now - 30 }),
      task({ type: "qmsnapshot", status: "WARNINGS: 1", endtime: now - 20 }),
    ]);
    const running = await section("Running (1)");
    expect(running).toHaveTextContent("Shutdown");
    expect(
      await within(running).findByRole("link", { name: "web-01" }),
    ).toHaveAttribute("href", `/guests/${serverId}/pve1/qemu/101`);
    expect(running).toHaveTextContent("homelab · pve1 · bo@pve");

    const ended = await section("Ended lately");
    expect(ended).toHaveTextContent("Backup");
    expect(within(ended).getByText("job errors")).toBeVisible();
    expect(within(ended).getByRole("img", { name: "Failed" })).toBeVisible();
    expect(within(ended).getByText(/warnings: 1/)).toBeVisible();
  });

  test("shows this page's own tasks before any server has told of them", async () => {
    const upid = upidOf("qmreboot", "101");
    ownTasks.begin({ serverId, upid });
    const { user } = setUp([]);
    const running = await section("Running (1)");
    await user.click(within(running).getByRole("button", { name: /^Reboot/ }));
    expect(taskWindow.state().task).toMatchObject({ serverId, upid });
    ownTasks.end({ serverId, upid }, "OK");
    expect(await section("Nothing is running")).toBeInTheDocument();
  });

  test("names the servers whose tasks are missing, and why", async () => {
    setUp(
      [],
      [
        {
          serverId: idOf("attic"),
          serverName: "attic",
          ok: false,
          error: {
            code: "timeout",
            message: "attic gave no answer within 5 s",
          },
        },
      ],
    );
    expect(
      await screen.findByText("The tasks of one server are missing"),
    ).toBeVisible();
    expect(screen.getByText("attic: no answer in time")).toBeVisible();
  });

  test("tells how far a backup is, by its log", async () => {
    const backup = task({ type: "vzdump" });
    const path =
      `/functions/v1/vm-actions/tasks/${encodeURIComponent(backup.upid)}` as const;
    const { server } = setUp([backup]);
    server.on(`GET ${path}`, () =>
      json({ ...backup, status: "running", starttime: now }),
    );
    server.on(`GET ${path}/log`, () =>
      json({
        lines: [{ n: 1, t: "INFO:  45% (14.5 GiB of 32.0 GiB) in 1m 3s" }],
        hasMore: false,
      }),
    );
    expect(
      await screen.findByRole("progressbar", { name: "Progress" }),
    ).toHaveAttribute("aria-valuenow", "45");
  });

  test("leaves out consoles that were closed", async () => {
    setUp([
      task({ type: "vncproxy", status: "OK" }),
      task({ type: "vncproxy", status: "connection timed out" }),
    ]);
    expect(await screen.findByText("connection timed out")).toBeVisible();
    expect(screen.getAllByRole("button", { name: /^Console/ })).toHaveLength(1);
  });

  test("that cannot be filled says why, and tries again", async () => {
    const { server, user } = setUp([]);
    server.on("GET /functions/v1/vm-actions/tasks", () =>
      failure("db_unavailable", "The database does not answer"),
    );
    await user.click(await screen.findByRole("button", { name: "Try again" }));
    expect(screen.getByRole("alert")).toHaveTextContent(
      "The database does not answer",
    );
  });

  test("leads to the history and closes on the way", async () => {
    const { user, onClose } = setUp([]);
    await user.click(await screen.findByRole("link", { name: "All tasks" }));
    expect(screen.getByTestId("path")).toHaveTextContent("/tasks");
    expect(onClose).toHaveBeenCalled();
  });
});
