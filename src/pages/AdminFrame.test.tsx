import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { AppRoutes } from "@/routes.tsx";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs, testUser } from "@/test/render.tsx";

let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
  server.on("POST /rest/v1/rpc/is_admin", () => json(false));
  server.on("GET /rest/v1/user_roles", () => json([]));
});

const open = (path: string) => renderWithProviders(<AppRoutes />, path);
const asked = () => server.requests.map(({ path }) => path);

test.each(["/admin/people", "/admin/servers", "/admin/health"])(
  "%s is no page to who is no administrator, and nothing of it is asked for",
  async (path) => {
    open(path);
    expect(
      await screen.findByRole("heading", {
        level: 1,
        name: "There is no such page",
      }),
    ).toBeVisible();
    expect(screen.queryByText("Administration")).toBeNull();
    expect(asked()).toEqual(
      expect.not.arrayContaining(["/rest/v1/rpc/list_people"]),
    );
    expect(
      server.requests.find(({ path }) => path === "/rest/v1/user_roles")?.query,
    ).toMatchObject({ user_id: `eq.${testUser.id}`, role: "eq.admin" });
  },
);

test("an administrator without the second factor that is wanted is told where to set one up", async () => {
  server.on("GET /rest/v1/user_roles", () => json([{ role: "admin" }]));
  open("/admin");
  expect(
    await screen.findByRole("heading", {
      name: "Your second factor is needed",
    }),
  ).toBeVisible();
  expect(
    screen.getByRole("link", { name: "Go to the settings" }),
  ).toHaveAttribute("href", "/profile");
  expect(
    screen.queryByRole("navigation", { name: "Administration" }),
  ).toBeNull();
});

test.each([true, false])(
  "the way there is in the menu where its owner is an administrator: %s",
  async (isAdmin) => {
    server.on("POST /rest/v1/rpc/is_admin", () => json(isAdmin));
    const { user } = open("/activity");
    await screen.findByRole("heading", { name: "Activity" });
    const [button] = screen.getAllByRole("button", { name: /^Account of/ });
    await user.click(button ?? document.body);
    await screen.findByRole("menuitem", { name: "Settings" });
    await waitFor(() => {
      expect(asked()).toContain(
        isAdmin ? "/rest/v1/rpc/is_admin" : "/rest/v1/user_roles",
      );
      expect(
        screen.queryAllByRole("menuitem", { name: "Administration" }),
      ).toHaveLength(isAdmin ? 1 : 0);
    });
  },
);

test("an administrator finds the parts, each with an address of its own", async () => {
  server.on("POST /rest/v1/rpc/is_admin", () => json(true));
  open("/admin");
  expect(await screen.findByRole("link", { name: "People" })).toHaveAttribute(
    "aria-current",
    "page",
  );
  expect(screen.getByTestId("path")).toHaveTextContent("/admin/people");
  expect(screen.getByRole("link", { name: "Health" })).toHaveAttribute(
    "href",
    "/admin/health",
  );
});

test("that it cannot be known who is asking is said, and can be tried again", async () => {
  server.on("POST /rest/v1/rpc/is_admin", () =>
    failure("db_unavailable", "The database does not answer"),
  );
  const { user } = open("/admin/people");
  const retry = await screen.findByRole("button", { name: "Try again" });
  server.on("POST /rest/v1/rpc/is_admin", () => json(true));
  await user.click(retry);
  expect(await screen.findByRole("link", { name: "People" })).toBeVisible();
});
