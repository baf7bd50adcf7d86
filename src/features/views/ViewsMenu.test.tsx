import { beforeEach, expect, test } from "vitest";
import { screen, waitFor, within } from "@testing-library/react";
import { ViewsMenu } from "@/features/views/ViewsMenu.tsx";
import { useDefaultView } from "@/hooks/useDefaultView.ts";
import { keptDefaultView } from "@/lib/defaultView.ts";
import type { SavedView } from "@/lib/savedViews.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs, testUser } from "@/test/render.tsx";

let server: ReturnType<typeof fakeServer>;
let views: SavedView[];

beforeEach(async () => {
  server = fakeServer();
  views = [];
  window.history.replaceState(null, "", "/");
  await signInAs();
  server.on("GET /rest/v1/saved_views", ({ query }) =>
    json(query.is_default ? views.filter((view) => view.is_default) : views),
  );
  server.on("POST /rest/v1/saved_views", ({ body }) => {
    const saved = { id: "new", is_default: false, ...(body as object) };
    views = [...views, saved as SavedView];
    return json(saved, 201);
  });
  server.on("PATCH /rest/v1/saved_views", ({ query, body }) => {
    views = views.map((view) =>
      query.id === `eq.${view.id}` ? { ...view, ...(body as object) } : view,
    );
    return json(views.find(({ id }) => query.id === `eq.${id}`));
  });
  server.on("DELETE /rest/v1/saved_views", ({ query }) => {
    views = views.filter(({ id }) => query.id !== `eq.${id}`);
    return json([]);
  });
});

const view = (name: string, more: Partial<SavedView> = {}): SavedView => ({
  id: name,
  name,
  query: `q=${name.toLowerCase()}`,
  is_default: false,
  ...more,
});

/** The menu, opened, while the list shows `search`. */
async function open(search = "") {
  window.history.replaceState(null, "", `/dashboard${search}`);
  const shown = renderWithProviders(<ViewsMenu />, `/dashboard${search}`);
  await shown.user.click(screen.getByRole("button", { name: "Saved views" }));
  await screen.findByLabelText("Name for what is shown");
  return shown;
}

async function choose(
  user: Awaited<ReturnType<typeof open>>["user"],
  name: string,
  item: string,
) {
  await user.click(
    await screen.findByRole("button", { name: `Change ${name}` }),
  );
  await user.click(await screen.findByRole("menuitem", { name: item }));
}

test("what is shown is kept under a name, and opened again", async () => {
  const { user } = await open("?q=tag%3Aweb&sort=cpu");
  expect(screen.getByText(/No saved views yet/)).toBeVisible();
  await user.type(
    screen.getByLabelText("Name for what is shown"),
    " Web servers {Enter}",
  );
  const row = await screen.findByRole("button", { name: "Web servers" });
  expect(row).toHaveAttribute("aria-current", "true");
  expect(views).toMatchObject([
    { name: "Web servers", query: "q=tag%3Aweb&sort=cpu" },
  ]);
  await user.click(row);
  expect(screen.getByTestId("path")).toHaveTextContent(
    "/dashboard?q=tag%3Aweb&sort=cpu",
  );
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("a view is renamed, updated and deleted from its menu", async () => {
  views = [view("Web"), view("Database")];
  const { user } = await open("?q=new");
  await choose(user, "Web", "Rename");
  const field = screen.getByLabelText("New name of Web");
  await user.clear(field);
  await user.type(field, "Database");
  expect(screen.getByText("You have a view of that name")).toBeVisible();
  await user.clear(field);
  await user.type(field, "Front{Enter}");
  await choose(user, "Front", "Update to what is shown");
  expect(
    await screen.findByRole("button", { name: "Front", current: true }),
  ).toBeVisible();
  await choose(user, "Database", "Delete");
  await user.click(screen.getByRole("button", { name: "Delete" }));
  await screen.findByRole("button", { name: "Front" });
  expect(views).toEqual([view("Web", { name: "Front", query: "q=new" })]);
});

test("by the keyboard alone: what is given up leads back to the row, not out of the menu", async () => {
  views = [view("Web"), view("Database")];
  const { user } = await open();
  const change = () => screen.getByRole("button", { name: "Change Web" });

  await choose(user, "Web", "Rename");
  await user.keyboard("x{Escape}");
  expect(change()).toHaveFocus();

  await choose(user, "Web", "Delete");
  expect(screen.getByRole("button", { name: "Keep" })).toHaveFocus();
  await user.keyboard("{Escape}");
  expect(change()).toHaveFocus();

  await choose(user, "Web", "Delete");
  await user.tab();
  await user.keyboard("{Enter}");
  await waitFor(() => {
    expect(screen.queryByText("Web")).toBeNull();
  });
  expect(screen.getByRole("dialog")).toHaveFocus();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("one view is the default, and this device keeps it for the next visit", async () => {
  views = [view("Web")];
  const { user } = await open();
  expect(keptDefaultView(testUser.id)).toBe("");
  await choose(user, "Web", "Make it the default");
  expect(await screen.findByText("Default")).toBeVisible();
  expect(keptDefaultView(testUser.id)).toBe("q=web");
  await choose(user, "Web", "No longer the default");
  await screen.findByRole("button", { name: "Web" });
  expect(views[0]?.is_default).toBe(false);
});

test("who wants all guests gets them, whatever the default is", async () => {
  views = [view("Web", { is_default: true })];
  const { user } = await open("?q=web");
  await user.click(await screen.findByRole("button", { name: "All guests" }));
  expect(screen.getByTestId("path")).toHaveTextContent(/^\/dashboard$/);
});

test("a database that does not answer is said, with a way to try again", async () => {
  server.on("GET /rest/v1/saved_views", () =>
    failure("db_unavailable", "Database not available"),
  );
  const { user } = renderWithProviders(<ViewsMenu />);
  await user.click(screen.getByRole("button", { name: "Saved views" }));
  const popover = await screen.findByRole("dialog");
  expect(
    await within(popover).findByRole("button", { name: /try again/i }),
  ).toBeVisible();
});

function Opened() {
  return <p>opens {useDefaultView() ?? "all"}</p>;
}

test("the dashboard asks for its default view, and only where nothing else is asked for", async () => {
  views = [view("Web", { is_default: true })];
  renderWithProviders(<Opened />, "/dashboard");
  expect(screen.getByText("opens all")).toBeVisible();
  expect(await screen.findByText("opens q=web")).toBeVisible();
  expect(keptDefaultView(testUser.id)).toBe("q=web");
  const { length } = server.requests;
  renderWithProviders(<Opened />, "/dashboard?q=db");
  expect(screen.getByText("opens all")).toBeVisible();
  expect(server.requests).toHaveLength(length);
});

test("without an answer the dashboard does without", async () => {
  server.on("GET /rest/v1/saved_views", () => json({ message: "no" }, 503));
  renderWithProviders(<Opened />, "/dashboard");
  await expect.poll(() => server.requests.length).toBe(1);
  expect(screen.getByText("opens all")).toBeVisible();
  expect(keptDefaultView(testUser.id)).toBeNull();
});
