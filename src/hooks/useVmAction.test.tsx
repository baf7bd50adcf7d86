import { beforeEach, describe, expect, test } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import { usePendingActions, useVmAction } from "@/hooks/useVmAction.ts";
import { useVms } from "@/hooks/useVms.ts";
import type { VmAction } from "@/lib/types.ts";
import { taskWindow } from "@/lib/taskWindow.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { fleetAnswer, idOf, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

let actions = 0;
let upid: string;
let taskPath: `/${string}`;

beforeEach(async () => {
  await signInAs();
  // Every action has a task of its own, also for a page that remembers the ones before.
  const pid = (actions += 1).toString(16).padStart(8, "0");
  upid = `UPID:pve1:${pid}:00112233:66554433:qmstart:101:root@pam:`;
  taskPath = `/functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}`;
  return taskWindow.closeAll;
});

function Probe({ action }: { action: VmAction }) {
  const vm = useVms().data?.vms[0];
  const { mutate } = useVmAction();
  const pending = usePendingActions();
  if (!vm) return null;
  return (
    <>
      <p>
        {vm.status}, {pending.get(vmKey(vm)) ?? "nothing"} pending
      </p>
      <button
        type="button"
        onClick={() => {
          mutate({ vm, action });
        }}
      >
        Act
      </button>
    </>
  );
}

function setUp(action: VmAction, status: string) {
  const server = fakeServer();
  const guest = { status };
  onListVms(server, () => [fleetAnswer("homelab", [sampleVm(guest)])]);
  server.on("POST /functions/v1/vm-actions", () => json({ upid }, 202));

  /** The task has ended; the list follows, as Proxmox VE's does. */
  function endTask(exitstatus: string, listedStatus = guest.status) {
    server.on(`GET ${taskPath}`, () => {
      guest.status = listedStatus;
      return json({
        upid,
        node: "pve1",
        status: "stopped",
        exitstatus,
        type: "qmstart",
        user: "root@pam",
        starttime: 1,
      });
    });
  }
  return { server, endTask, ...renderWithProviders(<Probe action={action} />) };
}

async function act(user: { click: (element: Element) => Promise<void> }) {
  await user.click(await screen.findByRole("button", { name: "Act" }));
}

describe("an action on a guest", () => {
  test("is pending from the click until its task has ended and the list shows it", async () => {
    const { server, endTask, user } = setUp("start", "stopped");
    endTask("OK", "running");
    await act(user);

    expect(await screen.findByText("stopped, start pending")).toBeVisible();
    expect(await screen.findByText("web-01 started")).toBeVisible();
    expect(await screen.findByText("running, nothing pending")).toBeVisible();
    const { body } =
      server.requests.find(({ method }) => method === "POST") ?? {};
    expect(body).toMatchObject({
      node: "pve1",
      type: "qemu",
      vmid: 101,
      action: "start",
    });
  });

  test("goes back when the task fails, and says Proxmox VE's reason", async () => {
    const { endTask, user } = setUp("start", "stopped");
    endTask("VM is locked (backup)");
    await act(user);

    expect(await screen.findByText("web-01 did not start")).toBeVisible();
    expect(screen.getByText("VM is locked (backup)")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show log" }));
    expect(taskWindow.state().task).toMatchObject({ upid });
    expect(await screen.findByText("stopped, nothing pending")).toBeVisible();
  });

  test("that ends with warnings has worked, and says so", async () => {
    const { endTask, user } = setUp("start", "stopped");
    endTask("WARNINGS: 2", "running");
    await act(user);
    expect(await screen.findByText("web-01 started")).toBeVisible();
    expect(screen.getByText(/reports warnings: 2/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show log" }));
    expect(taskWindow.state().task).toMatchObject({ upid });
  });

  test("that is refused at once says why, and nothing is followed", async () => {
    const { server, user } = setUp("shutdown", "running");
    server.on("POST /functions/v1/vm-actions", () =>
      failure("permission_denied", "The token lacks VM.PowerMgmt on /vms/101"),
    );
    await act(user);
    expect(await screen.findByText("web-01 did not shut down")).toBeVisible();
    expect(screen.getByText(/lacks VM.PowerMgmt/)).toBeVisible();
    await screen.findByText("running, nothing pending");
    expect(server.requests.some(({ path }) => path === taskPath)).toBe(false);
  });

  test("whose answer is lost is neither done nor failed, and is never sent again", async () => {
    const { server, user } = setUp("stop", "running");
    server.on("POST /functions/v1/vm-actions", () =>
      failure("unknown_outcome", "Sent, but the connection broke"),
    );
    await act(user);
    expect(
      await screen.findByText("web-01: sent, result unknown"),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show tasks" }));
    expect(taskWindow.state().isDrawerOpen).toBe(true);
    await screen.findByText("running, nothing pending");
    const posts = server.requests.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(1);
  });

  test("whose answer is lost is followed all the same when its task shows up", async () => {
    const { server, endTask, user } = setUp("start", "stopped");
    server.on("POST /functions/v1/vm-actions", () => {
      throw new TypeError("Failed to fetch");
    });
    const [serverId, serverName] = [idOf("homelab"), "homelab"];
    const listed = {
      serverId,
      serverName,
      upid,
      node: "pve1",
      type: "qmstart",
      id: "101",
      user: "root@pam",
      starttime: Date.now() / 1000,
    };
    server.on("GET /functions/v1/vm-actions/tasks", () =>
      json({
        servers: [{ serverId, serverName, ok: true }],
        tasks: [
          // Neither another guest's, nor what was done an hour ago.
          { ...listed, id: "102", upid: "UPID:other" },
          { ...listed, starttime: listed.starttime - 3600, upid: "UPID:old" },
          listed,
        ],
      }),
    );
    endTask("OK", "running");
    await act(user);
    expect(await screen.findByText("running, nothing pending")).toBeVisible();
    expect(server.requests.some(({ path }) => path === taskPath)).toBe(true);
    const posts = server.requests.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(1);
  });

  test("failing says it once", async () => {
    const { endTask, user } = setUp("reboot", "running");
    endTask("VM quit/powerdown failed - got timeout");
    await act(user);
    await screen.findByText("web-01 did not reboot");
    await waitFor(() => {
      expect(
        screen.getAllByText("VM quit/powerdown failed - got timeout"),
      ).toHaveLength(1);
    });
  });
});
