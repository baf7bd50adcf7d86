import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, within } from "@testing-library/react";
import ConfirmActionDialog from "@/components/ConfirmActionDialog.tsx";
import type { VmAction } from "@/lib/types.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleServer, sampleVm } from "@/test/samples.ts";

beforeEach(() => signInAs());

interface Scene {
  overrules?: VmAction;
  /** Types of the tasks that run on the guest, begun elsewhere. */
  running?: string[];
  version?: string;
}

function setUp(
  action: VmAction,
  { overrules, running = [], version = "8.4.21" }: Scene = {},
) {
  const server = fakeServer();
  const vm = sampleVm();
  const { serverId, serverName, node } = vm;
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [sampleServer({ proxmox_version: version })], limit: 50 }),
  );
  server.on("GET /functions/v1/vm-actions/tasks", () =>
    json({
      servers: [{ serverId, serverName, ok: true }],
      tasks: running.map((type) => ({
        serverId,
        serverName,
        upid: `UPID:${type}`,
        node,
        type,
        id: "101",
        user: "bo@pve",
        starttime: 1,
      })),
    }),
  );
  const onConfirm = vi.fn();
  const rendered = renderWithProviders(
    <ConfirmActionDialog
      vm={vm}
      action={action}
      overrules={overrules}
      onConfirm={onConfirm}
      onClose={() => undefined}
    />,
  );
  const dialog = screen.getByRole("alertdialog");
  return { onConfirm, dialog, ...rendered };
}

describe("the question before an action", () => {
  test("a shutdown is sent as it is where nothing is chosen", async () => {
    const { user, dialog, onConfirm } = setUp("shutdown");
    await user.click(within(dialog).getByRole("button", { name: "Shutdown" }));
    expect(onConfirm).toHaveBeenCalledWith(undefined);
  });

  test("a shutdown may be limited and forced, and says what that costs", async () => {
    const { user, dialog, onConfirm } = setUp("shutdown");
    await user.type(
      within(dialog).getByRole("textbox", { name: "Wait for the guest" }),
      "1x20",
    );
    await user.click(within(dialog).getByRole("checkbox"));
    expect(dialog).toHaveTextContent("unsaved data is lost");
    await user.click(within(dialog).getByRole("button", { name: "Shutdown" }));
    expect(onConfirm).toHaveBeenCalledWith({ timeout: 120, forceStop: true });
  });

  test("a reboot has no power to cut", () => {
    const { dialog } = setUp("reboot");
    expect(within(dialog).queryByRole("checkbox")).toBeNull();
  });

  test("a stop breaks off the shutdown that this page has begun", async () => {
    const { user, dialog, onConfirm } = setUp("stop", {
      overrules: "shutdown",
    });
    expect(dialog).toHaveTextContent("shutdown that is running is broken off");
    await user.click(within(dialog).getByRole("button", { name: "Stop" }));
    expect(onConfirm).toHaveBeenCalledWith({ "overrule-shutdown": true });
  });

  test("a stop breaks off a reboot that somebody else has begun", async () => {
    const { user, dialog, onConfirm } = setUp("stop", {
      running: ["vncproxy", "qmreboot"],
    });
    await within(dialog).findByText(/reboot that is running is broken off/);
    await user.click(within(dialog).getByRole("button", { name: "Stop" }));
    expect(onConfirm).toHaveBeenCalledWith({ "overrule-shutdown": true });
  });

  test("where nothing is in its way, a stop asks for nothing more", async () => {
    const { user, dialog, onConfirm } = setUp("stop", { running: ["vzdump"] });
    expect(dialog).toHaveTextContent("Cuts the power at once");
    await user.click(within(dialog).getByRole("button", { name: "Stop" }));
    expect(onConfirm).toHaveBeenCalledWith(undefined);
  });

  test("an older Proxmox VE cannot break a shutdown off, and is not asked to", async () => {
    const { user, dialog, onConfirm } = setUp("stop", {
      overrules: "shutdown",
      version: "8.1.4",
    });
    await within(dialog).findByText(/from 8.2 on/);
    await user.click(within(dialog).getByRole("button", { name: "Stop" }));
    expect(onConfirm).toHaveBeenCalledWith(undefined);
  });
});
