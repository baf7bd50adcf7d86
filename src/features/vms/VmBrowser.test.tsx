import type { ComponentProps } from "react";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { everythingState } from "@/hooks/useDefaultView.ts";
import { emptyFleet, endSweep, hearServers, type Fleet } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure, idOf } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { loadSearch } from "./useGuestSearch.ts";
import {
  VmBrowser,
  type SelectionBar as SelectionBarType,
} from "./VmBrowser.tsx";

beforeAll(async () => {
  await loadSearch();
});

beforeEach(async () => {
  window.history.replaceState(null, "", "/");
  await signInAs();
});

const homelab = fleetAnswer("homelab", [
  sampleVm({ vmid: 101, name: "web-1", tags: "prod" }),
  sampleVm({ vmid: 102, name: "web-2", status: "stopped" }),
  sampleVm({ vmid: 900, name: "debian", status: "stopped", template: 1 }),
]);
const attic = fleetAnswer("attic", [
  sampleVm({ vmid: 101, name: "nas", type: "lxc" }),
]);
const twoServers = hearServers(emptyFleet, [homelab, attic], 1);

function SelectionBar({ guests, onClear }: ComponentProps<SelectionBarType>) {
  return (
    <div role="toolbar">
      {guests.map((vm) => `${vm.serverName}/${vm.vmid}`).join(" ")}
      <button onClick={onClear}>Clear</button>
    </div>
  );
}

async function renderBrowser(
  fleet: Fleet = twoServers,
  path = "/dashboard?view=cards",
) {
  const browser = (shown: Fleet) => (
    <VmBrowser fleet={shown} SelectionBar={SelectionBar} />
  );
  const view = renderWithProviders(browser(fleet), path);
  await screen.findByLabelText("Guests");
  return {
    ...view,
    show: (shown: Fleet) => {
      view.rerender(browser(shown));
    },
  };
}

function shownGuests(): (string | null)[] {
  return screen
    .queryAllByRole("heading", { level: 2 })
    .map((heading) => heading.textContent);
}

function tab(name: RegExp) {
  return within(screen.getByRole("group", { name: "Status" })).getByRole(
    "button",
    { name },
  );
}

describe("finding guests", () => {
  test("templates stand apart from the guests", async () => {
    const { user } = await renderBrowser();
    expect(shownGuests()).toEqual(["nas", "web-1", "web-2"]);
    await user.click(tab(/Templates/));
    expect(shownGuests()).toEqual(["debian"]);
  });

  test("a search narrows the list and the counts", async () => {
    const { user } = await renderBrowser();
    await user.type(screen.getByLabelText("Search guests"), "web");
    expect(shownGuests()).toEqual(["web-1", "web-2"]);
    expect(tab(/All/)).toHaveTextContent("All2");
    expect(tab(/Running/)).toHaveTextContent("Running1");
  });

  test("/ goes to the search from anywhere, Escape empties it", async () => {
    const { user } = await renderBrowser();
    await user.keyboard("/");
    expect(screen.getByLabelText("Search guests")).toHaveFocus();
    await user.keyboard("nas");
    expect(shownGuests()).toEqual(["nas"]);
    await user.keyboard("/");
    expect(screen.getByLabelText("Search guests")).toHaveValue("nas/");
    await user.keyboard("{Escape}");
    expect(shownGuests()).toHaveLength(3);
  });

  test("a server's guests alone", async () => {
    const { user } = await renderBrowser();
    await user.click(screen.getByRole("button", { name: "All servers" }));
    // Templates stand apart here, too.
    expect(
      await screen.findByRole("checkbox", { name: /homelab ?2$/ }),
    ).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: /attic/ }));
    expect(shownGuests()).toEqual(["nas"]);
    await user.click(screen.getByRole("button", { name: "Show all servers" }));
    expect(shownGuests()).toHaveLength(3);
  });

  test("sorting by what is measured starts from the most", async () => {
    const fleet = hearServers(
      emptyFleet,
      [
        fleetAnswer("homelab", [
          sampleVm({ vmid: 101, name: "idle", cpu: 0.01 }),
          sampleVm({ vmid: 102, name: "busy", cpu: 0.9 }),
        ]),
      ],
      1,
    );
    const { user } = await renderBrowser(fleet);
    await user.click(screen.getByRole("button", { name: "Display" }));
    await user.selectOptions(await screen.findByLabelText("Sort by"), "CPU");
    expect(shownGuests()).toEqual(["busy", "idle"]);
    await user.click(screen.getByRole("button", { name: "Sort ascending" }));
    expect(shownGuests()).toEqual(["idle", "busy"]);
  });

  test("an address brings its view, and a changed view its address", async () => {
    const { user } = await renderBrowser(
      twoServers,
      "/dashboard?q=web&status=stopped&view=cards",
    );
    expect(shownGuests()).toEqual(["web-2"]);
    await user.click(tab(/Running/));
    await waitFor(() => {
      expect(window.location.search).toBe("?q=web&status=running");
    });
  });

  test("who leaves at once finds the view again on the way back", async () => {
    const { user } = await renderBrowser();
    await user.click(tab(/Stopped/));
    await user.click(screen.getByRole("link", { name: "web-2" }));
    expect(window.location.search).toBe("?status=stopped");
  });

  test("a view that was emptied means all guests on the way back, not the default view", async () => {
    window.history.replaceState({ idx: 3 }, "", "/dashboard?q=web");
    const { user } = await renderBrowser(twoServers, "/dashboard?q=web");
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    await waitFor(() => {
      expect(window.location.search).toBe("");
    });
    // What the router keeps of a link's state.
    expect(window.history.state).toEqual({ idx: 3, usr: everythingState });
  });

  test("nothing found says so, and leads back", async () => {
    const { user } = await renderBrowser(
      endSweep(
        twoServers,
        new Map([
          [idOf("homelab"), 1],
          [idOf("attic"), 1],
        ]),
      ),
    );
    await user.type(screen.getByLabelText("Search guests"), "nowhere");
    expect(screen.getByText("No guest matches")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all guests" }));
    expect(shownGuests()).toHaveLength(3);
  });

  test("the same name and number on two servers are two guests", async () => {
    const fleet = hearServers(
      emptyFleet,
      [fleetAnswer("a", [sampleVm()]), fleetAnswer("b", [sampleVm()])],
      1,
    );
    await renderBrowser(fleet);
    expect(shownGuests()).toEqual(["web-01", "web-01"]);
    expect(screen.getByTitle("Server a")).toBeVisible();
    expect(screen.getByTitle("Server b")).toBeVisible();
  });

  test("the guests of a server that went down stay, as the past", async () => {
    let fleet = twoServers;
    for (const now of [2, 3]) {
      fleet = hearServers(fleet, [fleetFailure("attic", "timeout")], now);
    }
    await renderBrowser(fleet);
    expect(shownGuests()).toHaveLength(3);
    expect(screen.getAllByText(/was running/)).toHaveLength(1);
    expect(tab(/Running/)).toHaveTextContent("Running1");
    expect(tab(/Unknown/)).toHaveTextContent("Unknown1");
  });
});

describe("how much is shown", () => {
  test("the counts follow the search, with templates apart", async () => {
    const { user } = await renderBrowser();
    expect(screen.getByText("3 guests")).toBeVisible();
    await user.type(screen.getByLabelText("Search guests"), "web");
    expect(screen.getByText("2 of 3 guests")).toBeVisible();
    await user.clear(screen.getByLabelText("Search guests"));
    await user.click(tab(/Templates/));
    expect(screen.getByText("1 templates")).toBeVisible();
  });

  test("groups are headed and counted, and close", async () => {
    const { user } = await renderBrowser(
      twoServers,
      "/dashboard?view=cards&group=server",
    );
    expect(screen.getByRole("button", { name: /^attic/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^homelab/ }));
    expect(shownGuests()).toEqual(["nas"]);
    await user.click(screen.getByRole("button", { name: /^homelab/ }));
    expect(shownGuests()).toHaveLength(3);
  });

  test("the way it is shown stands in the address, and is kept on this device", async () => {
    const { user, unmount } = await renderBrowser();
    await user.click(screen.getByRole("button", { name: "Show as a table" }));
    expect(screen.getByRole("grid", { name: "Guests" })).toBeVisible();
    await waitFor(() => {
      expect(window.location.search).toBe("?view=table");
    });
    unmount();
    await renderBrowser(twoServers, "/dashboard");
    expect(screen.getByRole("grid", { name: "Guests" })).toBeVisible();
  });

  test("? shows the keys, but not while something is typed", async () => {
    const { user } = await renderBrowser();
    await user.type(screen.getByLabelText("Search guests"), "?");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.clear(screen.getByLabelText("Search guests"));
    await user.click(screen.getByRole("heading", { name: "web-1" }));
    await user.keyboard("?");
    expect(
      await screen.findByRole("dialog", { name: "Keys of the list" }),
    ).toBeVisible();
  });
});

describe("selecting guests", () => {
  const box = (name: string) =>
    screen.getByRole("checkbox", { name: `Select ${name}` });

  test("a selection outlives a search, which says what it hides", async () => {
    const { user } = await renderBrowser();
    await user.click(box("nas"));
    expect(await screen.findByRole("toolbar")).toHaveTextContent("attic/101");
    await user.type(screen.getByLabelText("Search guests"), "web");
    expect(
      screen.getByText("2 of 3 guests, 1 selected (1 not shown)"),
    ).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.queryByRole("toolbar")).toBeNull();
  });

  test("a group is selected at once, and its box knows parts", async () => {
    const { user } = await renderBrowser(
      twoServers,
      "/dashboard?view=cards&group=server",
    );
    const group = screen.getByRole("checkbox", {
      name: "Select all of homelab",
    });
    await user.click(group);
    expect(await screen.findByRole("toolbar")).toHaveTextContent(
      "homelab/101 homelab/102",
    );
    await user.click(box("web-1"));
    expect(group).toBePartiallyChecked();
  });

  test("who vanishes leaves the selection, and newer data does not", async () => {
    const { user, show } = await renderBrowser();
    await user.click(box("web-1"));
    await user.click(box("web-2"));
    const fewer = fleetAnswer("homelab", [
      sampleVm({ vmid: 101, name: "web-1", cpu: 0.9 }),
    ]);
    show(hearServers(twoServers, [fewer], 2));
    await waitFor(() => {
      expect(screen.getByRole("toolbar")).toHaveTextContent(/^homelab\/101/);
    });
    show(twoServers);
    expect(screen.getByRole("toolbar")).not.toHaveTextContent("homelab/102");
  });
});

describe("acting on guests", () => {
  async function choose(
    user: { click: (element: Element) => Promise<void> },
    guest: string,
    action: string,
  ) {
    await user.click(
      screen.getByRole("button", { name: `Actions for ${guest}` }),
    );
    await user.click(await screen.findByRole("menuitem", { name: action }));
  }

  function refusingServer() {
    const server = fakeServer();
    server.on("POST /functions/v1/vm-actions", () =>
      failure("pve_error", "Not today"),
    );
    server.on(
      `GET /functions/v1/proxmox-servers/${idOf("homelab")}/permissions`,
      () => json({ permissions: { "/": { "VM.PowerMgmt": 1 } } }),
    );
    const actions = () =>
      server.requests
        .filter(({ method }) => method === "POST")
        .map(({ body }) => body);
    return { server, actions };
  }

  test("starting asks nothing", async () => {
    const { actions } = refusingServer();
    const { user } = await renderBrowser();
    await user.click(screen.getByRole("button", { name: "Start web-2" }));
    await waitFor(() => {
      expect(actions()).toEqual([
        {
          serverId: idOf("homelab"),
          node: "pve1",
          type: "qemu",
          vmid: 102,
          action: "start",
        },
      ]);
    });
  });

  test("cutting the power names the guest and its server first", async () => {
    const { actions } = refusingServer();
    const { user } = await renderBrowser();
    await choose(user, "web-1", "Stop");
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(dialog.getByRole("heading", { name: "Stop web-1?" })).toBeVisible();
    expect(dialog.getByText("homelab")).toBeVisible();
    expect(dialog.getByText("VM 101")).toBeVisible();
    expect(dialog.getByText(/Unsaved data is lost/)).toBeVisible();
    await waitFor(() => {
      expect(dialog.getByRole("button", { name: "Cancel" })).toHaveFocus();
    });

    await user.click(dialog.getByRole("button", { name: "Cancel" }));
    expect(actions()).toEqual([]);

    await choose(user, "web-1", "Stop");
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    await waitFor(() => {
      expect(actions()).toMatchObject([{ vmid: 101, action: "stop" }]);
    });
  });

  test("a stop during a shutdown overrules it", async () => {
    const { server, actions } = refusingServer();
    server.on(
      "POST /functions/v1/vm-actions",
      () => new Promise<Response>(() => undefined),
    );
    const { user } = await renderBrowser();
    await choose(user, "web-1", "Shutdown");
    await user.click(await screen.findByRole("button", { name: "Shutdown" }));
    expect(await screen.findByText(/· Shutting down …/)).toBeVisible();

    await choose(user, "web-1", "Stop");
    const dialog = within(await screen.findByRole("alertdialog"));
    expect(
      dialog.getByText(/shutdown that is running is broken off/),
    ).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Stop" }));
    await waitFor(() => {
      expect(actions().at(-1)).toMatchObject({
        action: "stop",
        options: { "overrule-shutdown": true },
      });
    });
  });
});
