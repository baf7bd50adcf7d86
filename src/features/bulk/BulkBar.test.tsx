import { beforeEach, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import BulkBar from "@/features/bulk/BulkBar.tsx";
import { BulkDockOnDemand } from "@/features/bulk/BulkDockOnDemand.tsx";
import type { Vm } from "@/lib/types.ts";
import { fleetAnswer, idOf, onListVms } from "@/test/fakeFleet.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";

let server: ReturnType<typeof fakeServer>;
let person = 0;

beforeEach(async () => {
  server = fakeServer();
  // A run goes on for its person; the next test's is somebody else.
  person += 1;
  const id = `11111111-1111-4111-8111-${String(person).padStart(12, "0")}`;
  await signInAs({ id, email: "ana@example.org", name: "Ana" });
});

const on = (serverName: string, more: Partial<Vm>) =>
  sampleVm({ serverName, serverId: idOf(serverName), ...more });

/** The bar over a list of these guests, all selected, with the dock of the page. */
function show(guests: readonly Vm[], permissions: object = {}) {
  const names = [...new Set(guests.map(({ serverName }) => serverName))];
  onListVms(server, () =>
    names.map((name) =>
      fleetAnswer(
        name,
        guests.filter(({ serverName }) => serverName === name),
      ),
    ),
  );
  for (const name of names)
    server.on(
      `GET /functions/v1/proxmox-servers/${idOf(name)}/permissions`,
      () =>
        json({
          permissions: { "/vms": { "VM.PowerMgmt": 1 }, ...permissions },
        }),
    );
  const onClear = vi.fn();
  return {
    onClear,
    ...renderWithProviders(
      <>
        <BulkBar guests={guests} onClear={onClear} />
        <BulkDockOnDemand />
      </>,
    ),
  };
}

/** Answers each guest of a bulk with a task, or a failure by name. */
function onBulk(failures: Record<number, string> = {}) {
  server.on("POST /functions/v1/vm-actions", ({ body }) => {
    const { items } = body as { items: { vmid: number }[] };
    const results = items.map((item) => {
      const message = failures[item.vmid];
      return message === undefined
        ? { ...item, upid: upidOf(item.vmid) }
        : { ...item, error: { code: "pve_error", message } };
    });
    return json({ results }, 207);
  });
}

const upidOf = (vmid: number) =>
  `UPID:pve1:0000ABCD:00112233:66554433:qmshutdown:${String(vmid)}:root@pam:`;

function onTask(vmid: number, exitstatus: string) {
  const upid = upidOf(vmid);
  server.on(
    `GET /functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}`,
    () =>
      json({
        upid,
        node: "pve1",
        status: "stopped",
        exitstatus,
        type: "qmshutdown",
        user: "root@pam",
        starttime: 1,
      }),
  );
}

const sent = () =>
  server.requests
    .filter(({ method, path }) => method === "POST" && /vm-actions$/.test(path))
    .map(({ body }) => body as { action: string; items: { vmid: number }[] });

const vmidsSent = () =>
  sent().map(({ items }) => items.map(({ vmid }) => vmid));

test("shows what will be done and what not, by server, before it is done", async () => {
  const { user, onClear } = show(
    [
      on("berlin", { vmid: 101, name: "web-01" }),
      on("berlin", { vmid: 102, name: "web-02", status: "stopped" }),
      on("home", { vmid: 103, name: "nas" }),
      on("home", { vmid: 104, name: "secret" }),
    ],
    { "/vms/104": {} },
  );
  expect(screen.getByText("4 selected")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Shutdown" }));

  const dialog = await screen.findByRole("dialog");
  const confirm = await within(dialog).findByRole("button", {
    name: "Shutdown 2 guests",
  });
  expect(dialog).toHaveAccessibleName("Shutdown 2 guests?");
  const [berlin, home] = within(dialog).getAllByRole("listitem");
  expect(berlin).toHaveTextContent(
    /berlin.*1 skipped.*web-01 101.*Is stopped.*web-02 102/,
  );
  expect(home).toHaveTextContent(
    /nas 103.*The token lacks VM.PowerMgmt.*secret 104/,
  );

  onBulk();
  onTask(101, "OK");
  onTask(103, "OK");
  await user.type(within(dialog).getByLabelText(/Seconds to wait/), "30");
  await user.click(confirm);
  await waitFor(() => {
    expect(onClear).toHaveBeenCalled();
  });
  expect(sent()).toMatchObject([
    {
      action: "shutdown",
      options: { timeout: 30 },
      items: [
        { serverId: idOf("berlin"), vmid: 101, node: "pve1", type: "qemu" },
        { serverId: idOf("home"), vmid: 103, node: "pve1", type: "qemu" },
      ],
    },
  ]);
  const panel = await screen.findByRole("region", {
    name: "Shutdown of 2 guests",
  });
  expect(await within(panel).findByText("Over: 2 done")).toBeInTheDocument();
});

test("what cuts the power of several wants their number typed", async () => {
  const { user } = show([on("home", { vmid: 101 }), on("home", { vmid: 102 })]);
  onBulk();
  await user.click(screen.getByRole("button", { name: "Stop" }));
  const confirm = await screen.findByRole("button", { name: "Stop 2 guests" });
  expect(confirm).toBeDisabled();
  const field = screen.getByLabelText(/type 2/);
  await user.type(field, "3");
  expect(confirm).toBeDisabled();
  await user.clear(field);
  await user.type(field, "2{Enter}");
  await waitFor(() => {
    expect(vmidsSent()).toEqual([[101, 102]]);
  });
});

test("a shutdown that may end in a power cut asks as hard", async () => {
  const { user } = show([on("home", { vmid: 101 }), on("home", { vmid: 102 })]);
  await user.click(screen.getByRole("button", { name: "Shutdown" }));
  const confirm = await screen.findByRole("button", {
    name: "Shutdown 2 guests",
  });
  await waitFor(() => {
    expect(confirm).toBeEnabled();
  });
  await user.click(screen.getByLabelText(/Cut the power/));
  expect(confirm).toBeDisabled();
  await user.type(screen.getByLabelText(/type 2/), "2");
  expect(confirm).toBeEnabled();
  await user.type(screen.getByLabelText(/Seconds to wait/), "1e3");
  expect(confirm).toBeDisabled();
  expect(screen.getByText("Give whole seconds, up to 86400")).toBeVisible();
});

test("failures are named with their reason, and the retry sends them alone", async () => {
  const { user } = show([
    on("home", { vmid: 101, name: "web" }),
    on("home", { vmid: 102, name: "db" }),
    on("home", { vmid: 103, name: "mail" }),
  ]);
  onBulk({ 102: "VM is locked (backup)" });
  onTask(101, "OK");
  onTask(103, "VM quit/powerdown failed - got timeout");
  await user.click(screen.getByRole("button", { name: "Shutdown" }));
  await user.click(
    await screen.findByRole("button", { name: "Shutdown 3 guests" }),
  );
  const retry = await screen.findByRole("button", { name: "Retry 2 failed" });
  expect(screen.getByText("VM is locked (backup)")).toBeVisible();
  expect(
    screen.getByText("VM quit/powerdown failed - got timeout"),
  ).toBeVisible();
  expect(screen.getByRole("button", { name: "Log of mail" })).toBeVisible();

  onBulk();
  onTask(102, "OK");
  onTask(103, "OK");
  await user.click(retry);
  expect(await screen.findByText("Over: 3 done")).toBeInTheDocument();
  expect(vmidsSent()).toEqual([
    [101, 102, 103],
    [102, 103],
  ]);
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("region")).not.toBeInTheDocument();
});

test("a result that is unknown is sent again only after a question", async () => {
  const { user } = show([on("home", { vmid: 101, name: "web" })]);
  server.on("POST /functions/v1/vm-actions", () => {
    throw new TypeError("network");
  });
  await user.click(screen.getByRole("button", { name: "Reboot" }));
  await user.click(
    await screen.findByRole("button", { name: "Reboot 1 guest" }),
  );
  const again = await screen.findByRole("button", {
    name: "Send 1 unknown again …",
  });
  expect(screen.getByText(/In the list now: running/)).toBeVisible();
  expect(screen.queryByRole("button", { name: /Retry/ })).toBeNull();
  await user.click(again);
  await user.click(screen.getByRole("button", { name: "No" }));
  expect(vmidsSent()).toEqual([[101]]);

  onBulk();
  onTask(101, "OK");
  await user.click(
    screen.getByRole("button", { name: "Send 1 unknown again …" }),
  );
  await user.click(screen.getByRole("button", { name: "Send again" }));
  expect(await screen.findByText("Over: 1 done")).toBeInTheDocument();
  expect(vmidsSent()).toEqual([[101], [101]]);
});

test("the panel goes small and comes back, and what is not sent can be cancelled", async () => {
  const { user } = show(
    Array.from({ length: 5 }, (_, index) => on("home", { vmid: 101 + index })),
  );
  onBulk();
  await user.click(screen.getByRole("button", { name: "Reboot" }));
  await user.click(
    await screen.findByRole("button", { name: "Reboot 5 guests" }),
  );
  await user.click(await screen.findByRole("button", { name: "Minimise" }));
  await user.click(
    screen.getByRole("button", { name: /Reboot of 5 guests 0 of 5/ }),
  );
  await user.click(
    screen.getByRole("button", { name: "Cancel the 2 not sent" }),
  );
  expect(screen.getAllByText("Not sent")).toHaveLength(2);
  expect(vmidsSent()).toEqual([[101, 102, 103]]);
});

test("with nothing that fits, says so", async () => {
  show([on("home", { template: 1, status: "stopped" })]);
  expect(
    await screen.findByText("Nothing can be done with these now"),
  ).toBeVisible();
  expect(screen.queryByRole("button", { name: /Start/ })).toBeNull();
});
