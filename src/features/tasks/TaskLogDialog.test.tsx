import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { TaskLogDialog } from "@/features/tasks/TaskLogDialog.tsx";
import { fleetAnswer, idOf, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

const upid = "UPID:pve1:0000ABCD:00112233:66554433:vzdump:101:root@pam!ops:";
const taskPath =
  `/functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}` as const;
const serverId = idOf("homelab");

beforeEach(() => signInAs());

function setUp(lines: string[], exitstatus?: string) {
  const server = fakeServer();
  onListVms(server, () => [fleetAnswer("homelab", [sampleVm()])]);
  const task = { lines, exitstatus };
  server.on(`GET ${taskPath}`, () =>
    json({
      upid,
      node: "pve1",
      type: "vzdump",
      user: "root@pam",
      starttime: 1,
      status: task.exitstatus === undefined ? "running" : "stopped",
      exitstatus: task.exitstatus,
    }),
  );
  server.on(`GET ${taskPath}/log`, ({ query }) => {
    const start = Number(query.start);
    const end = start + Number(query.limit);
    return json({
      lines: task.lines
        .slice(start, end)
        .map((t, index) => ({ n: start + index + 1, t })),
      hasMore: end < task.lines.length,
    });
  });
  const onClose = vi.fn();
  const rendered = renderWithProviders(
    <TaskLogDialog task={{ serverId, upid }} onClose={onClose} />,
  );
  return { server, task, onClose, ...rendered };
}

function theLog() {
  return screen.findByRole("log", { name: "Log" });
}

describe("a task's log", () => {
  test("says what the task is, how it ended and why", async () => {
    setUp(["INFO: starting", "TASK ERROR: job errors"], "job errors");

    expect(await theLog()).toHaveTextContent("TASK ERROR: job errors");
    const dialog = screen.getByRole("dialog", { name: /Backup web-01/ });
    expect(dialog).toHaveTextContent("homelab · pve1");
    expect(dialog).toHaveTextContent("root@pam!ops");
    expect(within(dialog).getByText("Failed")).toBeVisible();
    expect(within(dialog).getByText("job errors")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Stop task" })).toBeNull();
  });

  test("leads to the guest, and closes on the way", async () => {
    const { user, onClose } = setUp(["TASK OK"], "OK");
    await user.click(await screen.findByRole("link", { name: "web-01" }));
    expect(screen.getByTestId("path")).toHaveTextContent(
      `/guests/${serverId}/pve1/qemu/101`,
    );
    expect(onClose).toHaveBeenCalled();
  });

  test("grows until the task has ended, and no line is asked for twice", async () => {
    const { server, task } = setUp(["INFO: starting"]);
    expect(await theLog()).toHaveTextContent("INFO: starting");
    expect(screen.getByText("Running")).toBeVisible();

    task.lines.push("INFO: 50%", "TASK OK");
    task.exitstatus = "OK";
    expect(await screen.findByText("Done")).toBeVisible();
    expect(await theLog()).toHaveTextContent("INFO: 50%");
    const starts = server.requests
      .filter(({ path }) => path === `${taskPath}/log`)
      .map(({ query }) => query.start);
    expect(starts).toEqual(["0", "1"]);
  });

  test("that is empty says so, also by Proxmox VE's own word for it", async () => {
    const { task } = setUp(["no content"]);
    expect(await theLog()).toHaveTextContent("Nothing written yet.");
    task.lines = ["first line", "TASK OK"];
    task.exitstatus = "OK";
    await waitFor(async () => {
      expect(await theLog()).toHaveTextContent("first line");
    });
  });

  test("of 50,000 lines is read page by page and drawn in blocks", async () => {
    setUp(
      Array.from({ length: 50_100 }, (_, index) => `line ${String(index)};`),
      "OK",
    );
    const log = await theLog();
    await waitFor(() => {
      expect(log).toHaveTextContent("line 50099;");
    });
    expect(log).toHaveTextContent("100 older lines are not shown");
    expect(log.textContent).not.toContain("line 99;");
    expect(log.textContent).toContain("line 100;");
    expect(log.querySelectorAll("*").length).toBeLessThan(300);
  });

  test("is text, whatever it holds", async () => {
    setUp(["<img src=x onerror=alert(1)>", "a\u202eb"], "OK");
    const log = await theLog();
    expect(log).toHaveTextContent("<img src=x onerror=alert(1)>");
    expect(log.querySelector("img")).toBeNull();
    expect(log.textContent).not.toContain("\u202e");
  });

  test("that may not be read says why", async () => {
    const { server } = setUp([]);
    server.on(`GET ${taskPath}`, () =>
      failure("permission_denied", "The token lacks Sys.Audit on /nodes/pve1"),
    );
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "lacks Sys.Audit",
    );
  });
});

describe("a running task", () => {
  test("is stopped after a word of confirmation", async () => {
    const { server, task, user } = setUp(["INFO: starting"]);
    server.on(`DELETE ${taskPath}`, () => {
      task.exitstatus = "received interrupt";
      return new Response(null, { status: 204 });
    });
    await user.click(await screen.findByRole("button", { name: "Stop task" }));
    const question = screen.getByRole("alertdialog", {
      name: "Stop this task?",
    });
    expect(server.requests.some(({ method }) => method === "DELETE")).toBe(
      false,
    );
    await user.click(
      within(question).getByRole("button", { name: "Stop task" }),
    );
    expect(await screen.findByText("received interrupt")).toBeVisible();
    expect(
      server.requests.find(({ method }) => method === "DELETE")?.query,
    ).toEqual({ serverId });
  });
});
