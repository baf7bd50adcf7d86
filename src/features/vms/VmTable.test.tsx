import { beforeEach, describe, expect, test, vi } from "vitest";
import { screen, within } from "@testing-library/react";
import { useState, type ComponentProps } from "react";
import type { Vm } from "@/lib/types.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { usualColumns } from "./vmColumns.ts";
import { groupVms } from "./vmGroups.ts";
import { emptySelection, selectedAmong, withGuests } from "./vmSelection.ts";
import { VmTable } from "./VmTable.tsx";

beforeEach(() => signInAs());

const vms = Array.from({ length: 6 }, (_, index) =>
  sampleVm({ vmid: 100 + index, name: `guest-${index}` }),
);
const bySize = groupVms(
  vms.map((vm, index) => ({ ...vm, pool: index < 2 ? "small" : "tall" })),
  "pool",
  new Set(),
);

/** A table with a selection of its own, as the list around it keeps one. */
function Table(props: Partial<ComponentProps<typeof VmTable>>) {
  const [selection, setSelection] = useState(emptySelection);
  return (
    <>
      <VmTable
        vms={vms}
        groups={undefined}
        collapsed={emptySelection}
        onCollapse={() => undefined}
        selection={selection}
        onSelect={(guests, isSelected) => {
          setSelection((before) => withGuests(before, guests, isSelected));
        }}
        onClearSelection={() => {
          setSelection(emptySelection);
        }}
        stale={emptySelection}
        offlineNodes={emptySelection}
        pendingActions={new Map()}
        onAction={() => undefined}
        onHelp={() => undefined}
        columns={usualColumns}
        sort={{ field: "name", descending: false }}
        onSort={() => undefined}
        {...props}
      />
      <output>
        {selectedAmong(selection, vms)
          .map(({ vmid }) => vmid)
          .join(" ")}
      </output>
    </>
  );
}

function renderTable(props: Partial<ComponentProps<typeof VmTable>> = {}) {
  return renderWithProviders(<Table {...props} />);
}

function row(vm: Partial<Vm>, columns = usualColumns) {
  renderTable({ vms: [sampleVm(vm)], columns });
  const cells = within(screen.getAllByRole("row")[1] as HTMLElement);
  return cells.getAllByRole("gridcell").map((cell) => cell.textContent);
}

const selected = () => screen.getByRole("status").textContent;
const link = (name: string) => screen.getByRole("link", { name });
const box = (name: string) =>
  screen.getByRole("checkbox", { name: `Select ${name}` });

describe("a table of guests", () => {
  test("says how large it is, of which only a part is drawn", () => {
    renderTable();
    const grid = screen.getByRole("grid", { name: "Guests" });
    expect(grid).toHaveAttribute("aria-rowcount", "7");
    const [head, first] = screen.getAllByRole("row");
    expect(head).toHaveAttribute("aria-rowindex", "1");
    expect(first).toHaveAttribute("aria-rowindex", "2");
    expect(
      screen.getAllByRole("columnheader").map((cell) => cell.textContent),
    ).toEqual([
      "",
      "Name↑",
      "Status",
      "Server",
      "Node",
      "VMID",
      "CPU",
      "Memory",
      "Uptime",
      "Tags",
      "Actions",
    ]);
  });

  test("sorts by a click on a column's name, and says by which", async () => {
    const onSort = vi.fn();
    const { user } = renderTable({
      onSort,
      sort: { field: "cpu", descending: true },
    });
    const head = (name: RegExp) => screen.getByRole("columnheader", { name });
    expect(head(/CPU/)).toHaveAttribute("aria-sort", "descending");
    expect(head(/Name/)).toHaveAttribute("aria-sort", "none");
    await user.click(screen.getByRole("button", { name: "Memory" }));
    expect(onSort).toHaveBeenCalledWith("memory");
  });

  test("shows what is chosen, in the guest's own figures", () => {
    expect(
      row(
        {
          type: "lxc",
          uptime: 93_784,
          disk: 1024 ** 3,
          netin: 2 * 1024 ** 3,
          netout: 1024 ** 2,
          pool: "customers",
          hastate: "started",
          lock: "backup",
        },
        [
          "type",
          "cpu",
          "memory",
          "disk",
          "network",
          "uptime",
          "pool",
          "ha",
          "lock",
        ],
      ).slice(1, -1),
    ).toEqual([
      "CT",
      "25 %",
      "2.00 GiB",
      "32.0 GiB",
      "↓ 2.00 GiB ↑ 1.00 MiB",
      "1 d 2 h",
      "customers",
      "started",
      "backup",
    ]);
  });

  test("shows no usage of the past of a guest that is off", () => {
    expect(
      row({ status: "stopped", cpu: 0.5, uptime: 5 }, [
        "status",
        "cpu",
        "memory",
        "network",
        "uptime",
      ]).slice(1, -1),
    ).toEqual(["Stopped", "", "", "", ""]);
  });

  test("shows markup and hidden characters as what they are", () => {
    const cells = row({ name: "<b>\u202ex", tags: "<i>", pool: "a\u200bb" }, [
      "pool",
      "tags",
    ]);
    expect(screen.getByRole("link", { name: "<b>\ufffdx" })).toBeVisible();
    expect(cells.slice(1, 3)).toEqual(["a\ufffdb", "<i>"]);
  });

  test("speaks of the past where the server does not answer", () => {
    const { serverId } = sampleVm();
    renderTable({ vms: vms.slice(0, 1), stale: new Set([String(serverId)]) });
    expect(screen.getByText("was running")).toBeVisible();
  });
});

describe("its keys", () => {
  test("arrows, j and k go from row to row; the Tab key knows one row alone", async () => {
    const { user } = renderTable();
    await user.keyboard("j");
    expect(link("guest-0")).toHaveFocus();
    await user.keyboard("j{ArrowDown}{ArrowDown}k");
    expect(link("guest-2")).toHaveFocus();
    expect(link("guest-2")).toHaveAttribute("tabindex", "0");
    expect(link("guest-0")).toHaveAttribute("tabindex", "-1");
    await user.keyboard("{End}");
    expect(link("guest-5")).toHaveFocus();
    await user.keyboard("{ArrowDown}");
    expect(link("guest-5")).toHaveFocus();
    await user.keyboard("{Home}");
    expect(link("guest-0")).toHaveFocus();
  });

  test("Enter opens the guest's page", async () => {
    const { user } = renderTable();
    await user.keyboard("jj{Enter}");
    expect(screen.getByTestId("path")).toHaveTextContent(
      /^\/guests\/.+\/pve1\/qemu\/101$/,
    );
  });

  test("x and the space bar select, with Shift a range, Escape nothing", async () => {
    const { user } = renderTable();
    await user.keyboard("jx");
    expect(selected()).toBe("100");
    await user.keyboard("jj[Space]");
    expect(selected()).toBe("100 102");
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(selected()).toBe("100 102 103 104");
    await user.keyboard("x");
    expect(selected()).toBe("100 102 103");
    await user.keyboard("{Escape}");
    expect(selected()).toBe("");
  });

  test("Ctrl+A selects all, in the list alone", async () => {
    const { user } = renderTable();
    await user.keyboard("{Control>}a{/Control}");
    expect(selected()).toBe("");
    await user.keyboard("j{Control>}a{/Control}");
    expect(selected()).toBe("100 101 102 103 104 105");
  });

  test("a group closes and opens sideways, and is selected as a whole", async () => {
    const onCollapse = vi.fn();
    const { user } = renderTable({ groups: bySize, onCollapse });
    await user.keyboard("j");
    expect(screen.getByRole("button", { name: /^small/ })).toHaveFocus();
    await user.keyboard("{ArrowLeft}");
    expect(onCollapse).toHaveBeenLastCalledWith("=small", true);
    await user.keyboard("{ArrowRight}");
    expect(onCollapse).toHaveBeenLastCalledWith("=small", false);
    await user.keyboard("x");
    expect(selected()).toBe("100 101");
  });

  test("letters with Ctrl and in a field stay the browser's and the field's", async () => {
    const { user } = renderTable();
    await user.keyboard("{Control>}j{/Control}");
    expect(document.body).toHaveFocus();
  });
});

describe("selecting with the mouse", () => {
  test("Shift takes what lies between, from below as from above", async () => {
    const { user } = renderTable();
    await user.click(box("guest-4"));
    await user.keyboard("{Shift>}");
    await user.click(box("guest-2"));
    await user.keyboard("{/Shift}");
    expect(selected()).toBe("102 103 104");
  });

  test("the box at the head takes all or none", async () => {
    const { user } = renderTable();
    const all = screen.getByRole("checkbox", {
      name: "Select all guests shown",
    });
    await user.click(box("guest-1"));
    expect(all).toBePartiallyChecked();
    await user.click(all);
    expect(selected()).toBe("100 101 102 103 104 105");
    await user.click(all);
    expect(selected()).toBe("");
  });
});
