import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { FindButton } from "@/components/layout/FindButton.tsx";
import {
  fleetAnswer,
  fleetFailure,
  idOf,
  onListVms,
} from "@/test/fakeFleet.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { PaletteOnDemand } from "./PaletteOnDemand.tsx";

beforeEach(() => signInAs());

const privileges = {
  "VM.Audit": 1,
  "VM.PowerMgmt": 1,
  "VM.Console": 1,
};

function renderPalette(permissions: Record<string, number> = privileges) {
  const server = fakeServer();
  onListVms(server, () => [
    fleetAnswer("Berlin", [
      sampleVm({ vmid: 101, name: "web-01" }),
      sampleVm({ vmid: 102, id: "qemu/102", name: "db", status: "stopped" }),
    ]),
    fleetAnswer("Office", [sampleVm({ vmid: 501, name: "web-01" })]),
    fleetFailure("Attic", "refused"),
  ]);
  server.on("POST /rest/v1/rpc/is_admin", () => json(false));
  server.on("GET /rest/v1/saved_views", () =>
    json([{ id: "1", name: "Busy", query: "q=cpu%3E80", is_default: false }]),
  );
  server.on("GET /rest/v1/user_roles", () => json([]));
  for (const name of ["Berlin", "Office"]) {
    server.on(
      `GET /functions/v1/proxmox-servers/${idOf(name)}/permissions`,
      () => json({ permissions: { "/": permissions }, warnings: [] }),
    );
  }
  const rendered = renderWithProviders(
    <>
      <FindButton />
      <PaletteOnDemand />
    </>,
    "/profile",
  );
  return { server, ...rendered };
}

async function openPalette(
  { user }: ReturnType<typeof renderPalette>,
  text = "",
) {
  await user.keyboard("{Control>}k{/Control}");
  const input = await screen.findByRole("combobox", { name: "Find" });
  await screen.findByText(/^$|results?$/, { selector: "[role=status]" });
  if (text) await user.type(input, text);
  return input;
}

function active(input: HTMLElement): string {
  const id = input.getAttribute("aria-activedescendant");
  const option = id === null ? null : document.getElementById(id);
  expect(option).toHaveAttribute("aria-selected", "true");
  return option?.textContent ?? "";
}

const path = () => screen.getByTestId("path").textContent;

describe("the command palette", () => {
  test("asks for nothing before it is opened", () => {
    const { server } = renderPalette();
    expect(server.requests).toEqual([]);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("opens by its key and by the button, and closes by either key with the focus back where it was", async () => {
    const rendered = renderPalette();
    const { user } = rendered;
    const button = screen.getByRole("button", { name: "Find" });
    await user.click(button);
    await waitFor(() => {
      expect(screen.getByRole("combobox")).toHaveFocus();
    });
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => {
      expect(button).toHaveFocus();
    });

    await openPalette(rendered);
    await user.keyboard("{Meta>}k{/Meta}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("tells guests of one name apart, and opens the page of the one that is chosen", async () => {
    const rendered = renderPalette();
    const input = await openPalette(rendered, "web");
    const guests = await screen.findByRole("group", { name: "Guests" });
    expect(
      within(guests)
        .getAllByRole("option")
        .map((option) => option.textContent),
    ).toEqual(["web-01VM 101 · pve1 · Berlin", "web-01VM 501 · pve1 · Office"]);
    expect(active(input)).toContain("Berlin");
    await rendered.user.keyboard("{ArrowDown}");
    expect(active(input)).toContain("Office");
    await rendered.user.keyboard("{ArrowDown}");
    expect(active(input)).toContain("Berlin");
    await rendered.user.keyboard("{ArrowUp}{Enter}");
    expect(path()).toBe(`/guests/${idOf("Office")}/pve1/qemu/501`);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("goes to a saved view", async () => {
    const rendered = renderPalette();
    await openPalette(rendered, "busy");
    await rendered.user.click(
      await screen.findByRole("option", { name: /^Busy/ }),
    );
    expect(path()).toBe("/dashboard?q=cpu%3E80");
  });

  test("offers next time what was chosen last time", async () => {
    const rendered = renderPalette();
    await openPalette(rendered, "db");
    await rendered.user.keyboard("{Enter}");
    await openPalette(rendered);
    const recent = await screen.findByRole("group", { name: "Recent" });
    expect(within(recent).getByRole("option")).toHaveTextContent("db");
  });

  test("offers the administration's pages to administrators alone", async () => {
    const rendered = renderPalette();
    await openPalette(rendered, "admin");
    expect(screen.queryByRole("option", { name: /Admin: / })).toBeNull();
    rendered.unmount();

    const again = renderPalette();
    again.server.on("POST /rest/v1/rpc/is_admin", () => json(true));
    await openPalette(again, "admin health");
    await again.user.click(
      await screen.findByRole("option", { name: /Admin: health/ }),
    );
    expect(path()).toBe("/admin/health");
  });

  test("shows what a guest offers, and comes back", async () => {
    const rendered = renderPalette();
    const input = await openPalette(rendered, "web");
    await screen.findByRole("group", { name: "Guests" });
    await rendered.user.keyboard("{ArrowRight}");
    const actions = within(screen.getByRole("group", { name: "Actions" }));
    expect(actions.getByRole("option", { name: "Console" })).toBeVisible();
    expect(actions.getByRole("option", { name: "Shutdown" })).toBeVisible();
    expect(screen.getByText("VM 101 · pve1 · Berlin")).toBeVisible();
    expect(input).toHaveFocus();

    await rendered.user.keyboard("{Escape}");
    expect(screen.getByRole("group", { name: "Go to" })).toBeVisible();
    await rendered.user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  test("has a shutdown confirmed before it is sent", async () => {
    const rendered = renderPalette();
    const send = vi.fn(() => json({ upid: "" }, 500));
    rendered.server.on("POST /functions/v1/vm-actions", send);
    await openPalette(rendered, "shutdown 101");
    await screen.findByRole("option", { name: /Shutdown web-01/ });
    await rendered.user.keyboard("{Enter}");
    const question = await screen.findByRole("alertdialog");
    expect(question).toHaveTextContent("Berlin");
    expect(send).not.toHaveBeenCalled();
    await rendered.user.click(
      within(question).getByRole("button", { name: "Cancel" }),
    );
    expect(send).not.toHaveBeenCalled();
  });

  test("does not do what the token may not, and says which privilege it lacks", async () => {
    const rendered = renderPalette({ "VM.Audit": 1 });
    await openPalette(rendered, "start db");
    const option = await screen.findByRole("option", { name: /VM\.PowerMgmt/ });
    expect(option).toHaveAttribute("aria-disabled", "true");
    await rendered.user.keyboard("{Enter}");
    expect(screen.getByRole("dialog")).toBeVisible();
    expect(
      rendered.server.requests.filter(({ path }) =>
        path.endsWith("/vm-actions"),
      ),
    ).toEqual([]);
  });

  test("marks what a silent server's data is, and says when nothing fits", async () => {
    const rendered = renderPalette();
    const input = await openPalette(rendered, "attic");
    expect(
      await screen.findByRole("option", { name: /Attic.*does not answer/ }),
    ).toBeVisible();
    await rendered.user.clear(input);
    await rendered.user.type(input, "zzz");
    expect(screen.getByText("Nothing fits “zzz”.")).toBeVisible();
    expect(input).not.toHaveAttribute("aria-activedescendant");
  });
});
