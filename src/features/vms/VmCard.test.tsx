import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import type { ComponentProps } from "react";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { VmCard } from "./VmCard.tsx";

const permissionsOf = (privileges: Record<string, number>) => () =>
  json({ permissions: { "/vms": privileges } });

beforeEach(() => signInAs());

function renderCard(props: Partial<ComponentProps<typeof VmCard>> = {}) {
  const server = fakeServer();
  const vm = props.vm ?? sampleVm();
  const permissionsPath = `/functions/v1/proxmox-servers/${String(vm.serverId)}/permissions`;
  server.on(
    `GET ${permissionsPath as `/${string}`}`,
    permissionsOf({ "VM.PowerMgmt": 1, "VM.Config.Disk": 1, "VM.Console": 1 }),
  );
  const onAction = vi.fn();
  const onToggle = vi.fn();
  const view = renderWithProviders(
    <VmCard
      vm={vm}
      isStale={false}
      isNodeOffline={false}
      pendingAction={undefined}
      index={0}
      top={0}
      column={0}
      setSize={1}
      isSelected={false}
      isTabbable
      onToggle={onToggle}
      onAction={onAction}
      {...props}
    />,
  );
  return {
    server,
    onAction,
    onToggle,
    ...view,
    lackPower: () => {
      server.on(
        `GET ${permissionsPath as `/${string}`}`,
        permissionsOf({ "VM.Audit": 1 }),
      );
    },
  };
}

async function openMenu(user: { click: (e: Element) => Promise<void> }) {
  await user.click(screen.getByRole("button", { name: /^Actions for/ }));
  return within(await screen.findByRole("menu"));
}

describe("a guest of the operator's server", () => {
  const assigned = { serverId: null, serverName: "Shared server" };

  test("that may only be seen has no buttons for more, and its menu says why", async () => {
    const { user } = renderCard({
      vm: sampleVm({ ...assigned, canConsole: false, canPower: false }),
    });
    expect(screen.queryByLabelText("Shut down web-01")).toBeNull();
    expect(screen.queryByLabelText("Console of web-01")).toBeNull();
    const menu = await openMenu(user);
    expect(menu.getByText(/not yours to start or stop/)).toBeVisible();
    for (const item of menu.getAllByRole("menuitem"))
      expect(item).toHaveAttribute("aria-disabled", "true");
  });

  test("may be started where that is assigned", async () => {
    const { user, onAction } = renderCard({
      vm: sampleVm({
        ...assigned,
        status: "stopped",
        canConsole: false,
        canPower: true,
      }),
    });
    await user.click(screen.getByLabelText("Start web-01"));
    expect(onAction).toHaveBeenCalledOnce();
  });
});

describe("a card", () => {
  test("says what the guest is, where it runs and how it does", () => {
    renderCard({
      vm: sampleVm({ tags: "prod;web;eu-1", uptime: 93_784 }),
    });
    expect(screen.getByRole("heading", { name: "web-01" })).toBeVisible();
    expect(screen.getByText(/VM 101 · up 1 d 2 h/)).toBeVisible();
    expect(screen.getByText("CPU 25 % of 4")).toBeVisible();
    expect(screen.getByText("Memory 2.00 of 8.00 GiB")).toBeVisible();
    expect(screen.getByTitle("Server homelab")).toBeVisible();
    expect(screen.getByTitle("Node pve1")).toBeVisible();
    expect(screen.getByTitle("Tags: eu-1, prod, web")).toHaveTextContent(
      "eu-1prod+1",
    );
  });

  test("of a stopped guest shows what it has, and no usage of the past", () => {
    renderCard({ vm: sampleVm({ status: "stopped", cpu: 0, mem: 0 }) });
    expect(screen.getByText(/VM 101 · Stopped/)).toBeVisible();
    expect(screen.getByText("Memory 8.00 GiB")).toBeVisible();
    expect(screen.queryByText(/%/)).toBeNull();
  });

  test("of a guest whose node is away claims nothing, and says why", () => {
    renderCard({
      isNodeOffline: true,
      vm: sampleVm({
        status: "unknown",
        name: undefined,
        cpu: undefined,
        maxcpu: undefined,
        mem: undefined,
        maxmem: undefined,
        uptime: undefined,
      }),
    });
    expect(screen.getByRole("heading", { name: "VM 101" })).toBeVisible();
    expect(screen.getByText(/Unknown/)).toBeVisible();
    expect(
      screen.getByText(
        "Node pve1 is offline, so its name and state are not known.",
      ),
    ).toBeVisible();
    expect(screen.queryByText(/CPU|Memory/)).toBeNull();
  });

  test("does not call a node offline that only does not report", () => {
    renderCard({ vm: sampleVm({ status: "unknown" }) });
    expect(
      screen.getByText("Node pve1 does not report, so its state is not known."),
    ).toBeVisible();
  });

  test("of a server that does not answer speaks of the past", () => {
    renderCard({ isStale: true });
    expect(screen.getByText(/was running/)).toBeVisible();
    expect(screen.queryByText(/up 1 d/)).toBeNull();
  });

  test("leads to the guest's page", () => {
    const vm = sampleVm();
    renderCard({ vm });
    expect(screen.getByRole("link", { name: "web-01" })).toHaveAttribute(
      "href",
      `/guests/${String(vm.serverId)}/pve1/qemu/101`,
    );
  });

  test("is selected by its box, alone or as the end of a range", async () => {
    const { user, onToggle } = renderCard({ index: 7 });
    const box = screen.getByRole("checkbox", { name: "Select web-01" });
    await user.click(box);
    expect(onToggle).toHaveBeenLastCalledWith(7, false);
    await user.keyboard("{Shift>}");
    await user.click(box);
    expect(onToggle).toHaveBeenLastCalledWith(7, true);
  });

  test("names the lock", () => {
    renderCard({ vm: sampleVm({ lock: "backup" }) });
    expect(screen.getByText(/backup/)).toBeVisible();
  });

  test("marks a template", () => {
    renderCard({ vm: sampleVm({ template: 1, status: "stopped" }) });
    expect(screen.getByText(/Template/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Start/ })).toBeNull();
  });

  test("shows markup and hidden characters of a name as what they are", () => {
    const { container } = renderCard({
      vm: sampleVm({ name: "<img src=x>\u202egpj", tags: "<b>" }),
    });
    expect(
      screen.getByRole("heading", { name: "<img src=x>\ufffdgpj" }),
    ).toBeVisible();
    expect(container.querySelector("img, b")).toBeNull();
  });
});

describe("its actions", () => {
  test("starting is one click", async () => {
    const vm = sampleVm({ status: "stopped" });
    const { user, onAction } = renderCard({ vm });
    await user.click(screen.getByRole("button", { name: "Start web-01" }));
    expect(onAction).toHaveBeenCalledWith(vm, "start");
  });

  test("shutting down is one click, too", async () => {
    const { user, onAction } = renderCard();
    await user.click(screen.getByRole("button", { name: "Shut down web-01" }));
    expect(onAction).toHaveBeenCalledWith(expect.anything(), "shutdown");
  });

  test("a running guest's are in the menu", async () => {
    const vm = sampleVm();
    const { user, onAction } = renderCard({ vm });
    const menu = await openMenu(user);
    const items = menu.getAllByRole("menuitem").map((item) => item.textContent);
    expect(items.slice(0, 2)).toEqual(["Console", "Shutdown"]);
    expect(items).toContain("Stop");
    await user.click(menu.getByRole("menuitem", { name: "Shutdown" }));
    expect(onAction).toHaveBeenCalledWith(vm, "shutdown");
  });

  test("a menu opens from the keyboard and gives the focus back", async () => {
    const { user } = renderCard();
    screen.getByRole("button", { name: "Actions for web-01" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByRole("menu");
    await user.keyboard("{Escape}");
    expect(
      screen.getByRole("button", { name: "Actions for web-01" }),
    ).toHaveFocus();
  });

  test("what the token may not do is disabled, and the privilege is named", async () => {
    const { user, lackPower } = renderCard();
    lackPower();
    const menu = await openMenu(user);
    expect(
      (await menu.findAllByText("The token lacks VM.PowerMgmt")).length,
    ).toBeGreaterThan(0);
    expect(menu.getByRole("menuitem", { name: /^Shutdown/ })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  test("a locked guest's are disabled, with the lock as the reason", async () => {
    const { user } = renderCard({ vm: sampleVm({ lock: "backup" }) });
    const menu = await openMenu(user);
    expect(menu.getByText(/Locked by Proxmox VE \(backup\)/)).toBeVisible();
    expect(menu.getByRole("menuitem", { name: "Stop" })).toHaveAttribute(
      "aria-disabled",
      "true",
    );
  });

  test("while a shutdown hangs only the stop is left", async () => {
    const { user } = renderCard({ pendingAction: "shutdown" });
    expect(screen.getByText(/VM 101 · Shutting down …/)).toBeVisible();
    const menu = await openMenu(user);
    expect(
      menu.getAllByRole("menuitem").map((item) => item.textContent),
    ).toEqual(["Console", "Stop"]);
  });

  test("a running guest's console opens in a window of its own", async () => {
    const opened = {
      location: { pathname: "blank", assign: vi.fn<(path: string) => void>() },
      focus: () => undefined,
    };
    vi.spyOn(window, "open").mockReturnValue(opened as unknown as Window);
    const vm = sampleVm();
    const { user } = renderCard({ vm });
    await user.click(screen.getByRole("button", { name: "Console of web-01" }));
    expect(opened.location.assign).toHaveBeenCalledWith(
      `/console/${String(vm.serverId)}/pve1/qemu/101`,
    );
  });

  test("without VM.Console its button is disabled and says so", async () => {
    const { user, lackPower } = renderCard();
    lackPower();
    const button = screen.getByRole("button", { name: "Console of web-01" });
    await user.hover(button);
    await waitFor(() => {
      expect(button).toBeDisabled();
    });
    expect(button).toHaveAttribute("title", "The token lacks VM.Console");
  });

  test("permissions are asked for when somebody comes near, and not before", async () => {
    const { server, user } = renderCard();
    expect(server.requests).toHaveLength(0);
    await user.hover(screen.getByRole("button", { name: /^Actions/ }));
    expect(server.requests).toHaveLength(1);
  });
});
