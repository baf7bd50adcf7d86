import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import AdminPeople from "@/pages/AdminPeople.tsx";
import type { PersonRow } from "@/lib/administration.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs, testUser } from "@/test/render.tsx";
import { samplePerson } from "@/test/sampleAdministration.ts";

const list = "/rest/v1/rpc/list_people";
const me = samplePerson({ ...testUser, is_admin: true });
let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
});

function open(people: PersonRow[], path = "/admin/people") {
  server.on(`POST ${list}`, () => json(people));
  return renderWithProviders(<AdminPeople />, path);
}

const questions = () =>
  server.requests.filter(({ path }) => path === list).map(({ body }) => body);
const rowOf = async (name: string) => {
  const row = (await screen.findByText(name)).closest<HTMLElement>(
    "[role=row]",
  );
  if (!row) throw new Error(`${name} stands in no row`);
  return within(row);
};

test("each person is there with role, servers and assignments, and the way to them; one's own row is marked", async () => {
  const bo = samplePerson({
    has_second_factor: false,
    servers: 3,
    failing_servers: 1,
    deactivated_servers: 1,
    assignments: 1,
    rules: 2,
  });
  open([me, bo]);
  const own = await rowOf("Ana");
  expect(own.getByText("You")).toBeVisible();
  expect(own.getByText("Administrator")).toBeVisible();

  const row = await rowOf("Bo");
  expect(row.getByText("bo@example.org")).toBeVisible();
  expect(row.queryByText("You")).toBeNull();
  expect(row.getByText("1 failing")).toBeVisible();
  expect(row.getByText("1 deactivated")).toBeVisible();
  expect(row.getByRole("link", { name: "Servers of Bo: 3" })).toHaveAttribute(
    "href",
    `/admin/servers?owner=${bo.id}`,
  );
  expect(row.getByRole("link", { name: /1 guest, 2 rules/ })).toHaveAttribute(
    "href",
    `/admin/assignments?person=${bo.id}`,
  );
});

test("X01 X02 a name that somebody gave themselves is text, and its hidden characters are seen", async () => {
  open([samplePerson({ name: "<img src=x>\u202egnp.exe" })]);
  expect(await screen.findByText("<img src=x>\ufffdgnp.exe")).toBeVisible();
  expect(document.querySelector("img")).toBeNull();
});

test("the database searches once the typing pauses, and the address says what for", async () => {
  const { user } = open([samplePerson()], "/admin/people?page=2&sort=name");
  await screen.findByText("Bo");
  expect(questions()).toEqual([
    {
      p_search: "",
      p_admins_only: false,
      p_sort: "name",
      p_limit: 50,
      p_offset: 50,
    },
  ]);
  await user.type(screen.getByLabelText("Search people"), "bo");
  await user.selectOptions(screen.getByLabelText("Role"), "Administrators");
  await waitFor(() => {
    expect(questions().at(-1)).toMatchObject({
      p_search: "bo",
      p_admins_only: true,
      p_offset: 0,
    });
  });
  expect(questions()).not.toContainEqual(
    expect.objectContaining({ p_search: "b" }),
  );
  await waitFor(() => {
    expect(window.location.search).toBe("?q=bo&admins=yes&sort=name");
  });
});

test("a long list is gone through page by page", async () => {
  const { user } = open([samplePerson({ total: 120 })]);
  expect(await screen.findByText("Page 1 of 3")).toBeVisible();
  expect(screen.getByText(/of 120 people/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Next" }));
  await waitFor(() => {
    expect(questions().at(-1)).toMatchObject({ p_offset: 50 });
  });
});

test("nobody found, and a page behind the last one, have a way back", async () => {
  const { user } = open([], "/admin/people?q=nobody&page=9");
  await user.click(await screen.findByRole("button", { name: "First page" }));
  server.on(`POST ${list}`, ({ body }) =>
    json((body as { p_search: string }).p_search ? [] : [samplePerson()]),
  );
  await user.click(
    await screen.findByRole("button", { name: "Show all people" }),
  );
  expect(await screen.findByText("Bo")).toBeVisible();
});

test("a failure is said, and can be tried again", async () => {
  server.on(`POST ${list}`, () =>
    json({ code: "PT403", hint: "forbidden", message: "not you" }, 403),
  );
  const { user } = renderWithProviders(<AdminPeople />, "/admin/people");
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed");
  const retry = screen.getByRole("button", { name: "Try again" });
  server.on(`POST ${list}`, () => json([samplePerson()]));
  await user.click(retry);
  expect(await screen.findByText("Bo")).toBeVisible();
});

test("somebody is made an administrator after a question that says what that means", async () => {
  const { user } = open([samplePerson({ has_second_factor: false })]);
  server.on("POST /rest/v1/user_roles", () => {
    server.on(`POST ${list}`, () => json([samplePerson({ is_admin: true })]));
    return new Response(null, { status: 201 });
  });
  await user.click(
    await screen.findByRole("button", { name: "Make administrator: Bo" }),
  );
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText(/They get nobody's API token/)).toBeVisible();
  expect(dialog.getByText(/Has not set up a second factor/)).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Make administrator" }));

  expect(
    await screen.findByRole("button", { name: "Take role back: Bo" }),
  ).toBeVisible();
  expect(
    server.requests.find(({ path }) => path === "/rest/v1/user_roles"),
  ).toMatchObject({
    body: { user_id: samplePerson().id, role: "admin" },
  });
  await waitFor(() => {
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
});

test("a question that is cancelled gives the focus back to the button that asked it", async () => {
  const { user } = open([samplePerson()]);
  const button = await screen.findByRole("button", {
    name: "Make administrator: Bo",
  });
  await user.click(button);
  await user.click(
    within(await screen.findByRole("alertdialog")).getByRole("button", {
      name: "Cancel",
    }),
  );
  await waitFor(() => {
    expect(button).toHaveFocus();
  });
  expect(server.requests.map(({ path }) => path)).toEqual([list]);
});

test("the last administrator stays, and is told why", async () => {
  const { user } = open([me]);
  server.on("DELETE /rest/v1/user_roles", () =>
    json(
      {
        code: "PT409",
        hint: "last_admin",
        message: "the last administrator stays",
        details: null,
      },
      409,
    ),
  );
  await user.click(
    await screen.findByRole("button", { name: "Take role back: Ana" }),
  );
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(
    dialog.getByText(/Only another administrator can give it back/),
  ).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Take role back" }));
  expect(await dialog.findByRole("alert")).toHaveTextContent(
    "The last administrator stays",
  );
  expect(
    dialog.getByText(/Make somebody else an administrator first/),
  ).toBeVisible();
});

test("who gives the role up leaves these pages", async () => {
  const { user } = open([me, samplePerson({ is_admin: true })]);
  server.on("DELETE /rest/v1/user_roles", () => json([{ user_id: me.id }]));
  await user.click(
    await screen.findByRole("button", { name: "Take role back: Ana" }),
  );
  await user.click(
    within(await screen.findByRole("alertdialog")).getByRole("button", {
      name: "Take role back",
    }),
  );
  await waitFor(() => {
    expect(screen.getByTestId("path")).toHaveTextContent("/dashboard");
  });
});

test("a role that somebody else has taken back meanwhile is not claimed to be one's own doing", async () => {
  const { user } = open([samplePerson({ is_admin: true })]);
  server.on("DELETE /rest/v1/user_roles", () => json([]));
  await user.click(
    await screen.findByRole("button", { name: "Take role back: Bo" }),
  );
  const dialog = within(await screen.findByRole("alertdialog"));
  await user.click(dialog.getByRole("button", { name: "Take role back" }));
  expect(await dialog.findByText(/Nothing was changed/)).toBeVisible();
});
