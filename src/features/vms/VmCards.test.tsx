import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { act, fireEvent, screen } from "@testing-library/react";
import { renderWithProviders } from "@/test/render.tsx";
import { sampleVm } from "@/test/samples.ts";
import { VmCards } from "./VmCards.tsx";

const vms = Array.from({ length: 10_000 }, (_, index) =>
  sampleVm({ vmid: 100 + index, name: `guest-${index}` }),
);

let top = 0;

beforeEach(() => {
  top = 200;
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(
    // Three columns of 280 and their gaps.
    () => ({ top, width: 864 }) as DOMRect,
  );
  // What jsdom has not, a grid is told by its observer as soon as it is there.
  vi.stubGlobal(
    "ResizeObserver",
    class {
      #tell: () => void;
      constructor(tell: () => void) {
        this.#tell = tell;
      }
      observe() {
        this.#tell();
      }
      disconnect() {
        return undefined;
      }
    },
  );
});

afterEach(() => vi.unstubAllGlobals());

function renderGrid(shown = vms) {
  const grid = (guests: typeof vms) => (
    <VmCards
      vms={guests}
      groups={undefined}
      collapsed={new Set()}
      onCollapse={() => undefined}
      selection={new Set()}
      onSelect={() => undefined}
      onClearSelection={() => undefined}
      onHelp={() => undefined}
      stale={new Set()}
      offlineNodes={new Set()}
      pendingActions={new Map()}
      onAction={() => undefined}
    />
  );
  const view = renderWithProviders(grid(shown));
  return {
    ...view,
    show: (guests: typeof vms) => {
      view.rerender(grid(guests));
    },
  };
}

function names() {
  return screen
    .getAllByRole("heading", { level: 2 })
    .map((heading) => heading.textContent);
}

function scrollTo(distance: number) {
  top = 200 - distance;
  act(() => {
    fireEvent.scroll(document);
  });
}

test("of 10,000 guests only what is in sight is drawn", () => {
  renderGrid();
  expect(names()[0]).toBe("guest-0");
  expect(names().length).toBeLessThan(30);
  const [card] = screen.getAllByRole("listitem");
  expect(card).toHaveAttribute("aria-setsize", "10000");
  expect(card).toHaveAttribute("aria-posinset", "1");
});

test("scrolling draws what comes into sight, whatever it is that scrolls", () => {
  renderGrid();
  scrollTo(148 * 1000);
  // A thousand rows of three are above, and one row is kept beyond the edge.
  expect(names()).toContain("guest-3000");
  expect(names()).not.toContain("guest-0");
  expect(names().length).toBeLessThan(35);
});

test("the list keeps its whole height, so that the scroll bar tells the truth", () => {
  renderGrid();
  const grid = screen.getByRole("list", { name: "Guests" });
  expect(grid.style.height).toBe(`${Math.ceil(10_000 / 3) * 148 - 12}px`);
});

test("a list that has become short is not drawn beyond its end", () => {
  const { show } = renderGrid();
  scrollTo(148 * 1000);
  show(vms.slice(0, 4));
  expect(names()).toEqual(["guest-0", "guest-1", "guest-2", "guest-3"]);
});

test("arrow keys go from card to card, by rows and columns", async () => {
  const { user } = renderGrid(vms.slice(0, 9));
  const link = (name: string) => screen.getByRole("link", { name });
  link("guest-0").focus();
  await user.keyboard("{ArrowRight}");
  expect(link("guest-1")).toHaveFocus();
  await user.keyboard("{ArrowDown}");
  expect(link("guest-4")).toHaveFocus();
  await user.keyboard("{ArrowUp}{ArrowLeft}");
  expect(link("guest-0")).toHaveFocus();
  await user.keyboard("{ArrowUp}");
  expect(link("guest-0")).toHaveFocus();
});
