import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter, useLocation } from "react-router-dom";
import { expect, test, vi } from "vitest";
import { Link, NavLink } from "./Link.tsx";

function Address() {
  const { pathname, search } = useLocation();
  return <output>{pathname + search}</output>;
}

function draw(address: string, ...links: React.ReactNode[]) {
  render(
    <MemoryRouter initialEntries={[address]}>
      {links}
      <Address />
    </MemoryRouter>,
  );
}

function isActiveClass({ isActive }: { isActive: boolean }) {
  return isActive ? "here" : "";
}

test("a click goes to the address without loading the page anew", () => {
  const handleClick = vi.fn();
  draw(
    "/",
    <Link key="a" to="/tasks?of=all" onClick={handleClick}>
      Tasks
    </Link>,
  );
  const link = screen.getByRole("link", { name: "Tasks" });
  expect(link).toHaveAttribute("href", "/tasks?of=all");

  // False: its default, which is to load the page, was prevented.
  expect(fireEvent.click(link)).toBe(false);
  expect(handleClick).toHaveBeenCalledOnce();
  expect(screen.getByRole("status")).toHaveTextContent("/tasks?of=all");
});

test("what is meant for a tab of its own, or was taken by somebody else, stays", () => {
  draw(
    "/",
    <Link key="a" to="/tasks">
      Tasks
    </Link>,
    <Link key="b" to="/tasks" target="_blank">
      Tab
    </Link>,
    <Link
      key="c"
      to="/tasks"
      onClick={(event) => {
        event.preventDefault();
      }}
    >
      Taken
    </Link>,
  );
  // jsdom cannot open what a browser would.
  const browser = vi.fn((event: Event) => {
    event.preventDefault();
  });
  document.body.addEventListener("click", browser);

  for (const options of [{ ctrlKey: true }, { metaKey: true }])
    fireEvent.click(screen.getByRole("link", { name: "Tasks" }), options);
  fireEvent.click(screen.getByRole("link", { name: "Tab" }));
  fireEvent.click(screen.getByRole("link", { name: "Taken" }));
  document.body.removeEventListener("click", browser);

  expect(browser).toHaveBeenCalledTimes(4);
  expect(screen.getByRole("status")).toHaveTextContent(/^\/$/);
});

test.each([
  ["/admin", true, true],
  ["/admin/", true, true],
  ["/admin/people", false, true],
  ["/administration", false, false],
])("at %s, a link to /admin is the page's own", (address, exactly, below) => {
  draw(
    address,
    <NavLink key="a" to="/admin" end className={isActiveClass}>
      Exactly
    </NavLink>,
    <NavLink key="b" to="/admin" className={isActiveClass}>
      Below
    </NavLink>,
  );
  for (const [name, isActive] of [
    ["Exactly", exactly],
    ["Below", below],
  ] as const) {
    const link = screen.getByRole("link", { name });
    expect(link.getAttribute("aria-current")).toBe(isActive ? "page" : null);
    expect(link.className).toBe(isActive ? "here" : "");
  }
});
