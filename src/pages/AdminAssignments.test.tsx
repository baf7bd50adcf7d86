import { beforeEach, expect, test } from "vitest";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import AdminAssignments from "@/pages/AdminAssignments.tsx";
import type { Assignment, AssignmentRule } from "@/lib/assignments.ts";
import type { ServerAnswer } from "@/lib/fleet.ts";
import { fleetAnswer, fleetFailure, onListVms } from "@/test/fakeFleet.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleAssignment, sampleRule } from "@/test/sampleAssignments.ts";
import { sampleVm } from "@/test/samples.ts";

const bo = {
  id: "22222222-2222-4222-8222-222222222222",
  name: "Bo Chen",
  email: "bo@example.org",
};
const guests = [
  sampleVm({ vmid: 101, name: "web-01", tags: "prod", pool: "shop" }),
  sampleVm({ vmid: 102, name: "db-01", tags: "prod" }),
  sampleVm({ vmid: 103, name: "test-01", tags: "dev" }),
  sampleVm({ vmid: 104, name: "test-02", tags: "dev" }),
];

let server: ReturnType<typeof fakeServer>;
let answers: ServerAnswer[];
let assignments: Assignment[];
let rules: AssignmentRule[];
let isAdmin: boolean;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
  answers = [fleetAnswer("Shared server", guests, null)];
  assignments = [];
  rules = [];
  isAdmin = false;
  onListVms(server, () => answers);
  server.on("POST /rest/v1/rpc/list_people", ({ body }) => {
    const { p_search } = body as { p_search: string };
    return json(bo.name.toLowerCase().includes(p_search) ? [personRow()] : []);
  });
  server.on("GET /rest/v1/profiles", () => json([bo]));
  server.on("GET /rest/v1/user_roles", () =>
    json(isAdmin ? [{ role: "admin" }] : []),
  );
  server.on("GET /rest/v1/vm_assignments", ({ query }) => {
    const from = Number(query.offset ?? 0);
    const found = assignments.filter(
      ({ vmid }) => !query.vmid || query.vmid === `eq.${String(vmid)}`,
    );
    return json(found.slice(from, from + Number(query.limit)));
  });
  server.on("GET /rest/v1/assignment_rules", () => json(rules));
  server.on("POST /rest/v1/rpc/assign_guests", ({ body }) => {
    const { p_vmids, p_can_console, p_can_power } = body as {
      p_vmids: number[];
      p_can_console: boolean;
      p_can_power: boolean;
    };
    for (const vmid of p_vmids)
      put({ vmid, can_console: p_can_console, can_power: p_can_power });
    return json(p_vmids.length);
  });
  server.on("POST /rest/v1/rpc/unassign_guests", ({ body }) => {
    const { p_vmids } = body as { p_vmids: number[] };
    assignments = assignments.filter(({ vmid }) => !p_vmids.includes(vmid));
    return json(p_vmids.length);
  });
  server.on("POST /rest/v1/assignment_rules", ({ body }) => {
    const rule = sampleRule({ user_id: bo.id, ...(body as object) });
    rules = [...rules, rule];
    return json(rule, 201);
  });
  server.on("PATCH /rest/v1/assignment_rules", ({ query, body }) => {
    rules = rules.map((rule) =>
      query.id === `eq.${rule.id}` ? { ...rule, ...(body as object) } : rule,
    );
    return json(rules.find(({ id }) => query.id === `eq.${id}`));
  });
  server.on("DELETE /rest/v1/assignment_rules", ({ query }) => {
    rules = rules.filter(({ id }) => query.id !== `eq.${id}`);
    return json([]);
  });
});

function put(more: Partial<Assignment>) {
  const made = sampleAssignment({ user_id: bo.id, ...more });
  assignments = [...assignments.filter(({ vmid }) => vmid !== made.vmid), made];
}

function personRow() {
  return {
    ...bo,
    is_admin: isAdmin,
    has_second_factor: null,
    created_at: "2026-01-01T00:00:00Z",
    last_sign_in_at: null,
    servers: 0,
    failing_servers: 0,
    deactivated_servers: 0,
    assignments: assignments.length,
    rules: rules.length,
    total: 1,
  };
}

/** The page of Bo's assignments. */
async function show(query = "") {
  const address = `/admin/assignments?person=${bo.id}${query}`;
  window.history.replaceState(null, "", address);
  const view = renderWithProviders(<AdminAssignments />, address);
  await screen.findByRole("heading", { name: "Bo Chen" });
  return view;
}

const row = (name: string) =>
  screen
    .getByRole("checkbox", { name: `Select ${name}` })
    .closest<HTMLElement>("[role=row]") ?? document.body;
const tick = (name: string) =>
  screen.findByRole("checkbox", { name: `Select ${name}` });
const bar = () => screen.getByRole("group", { name: "Selected guests" });
const sent = (path: string) =>
  server.requests.filter(({ path: one }) => one.endsWith(path));

test("a person is searched for and chosen", async () => {
  window.history.replaceState(null, "", "/admin/assignments");
  const { user } = renderWithProviders(
    <AdminAssignments />,
    "/admin/assignments",
  );
  await screen.findByText("Choose a person");
  await screen.findByText("Nobody else has signed up yet.");
  await user.type(screen.getByLabelText("Search people"), "zoe");
  await screen.findByText("Nobody matches");
  await user.clear(screen.getByLabelText("Search people"));
  await user.type(screen.getByLabelText("Search people"), "bo");
  await user.click(await screen.findByRole("link", { name: /Bo Chen/ }));
  await screen.findByRole("heading", { name: "Bo Chen" });
  expect(screen.getByTestId("path")).toHaveTextContent(
    `/admin/assignments?people=bo&person=${bo.id}`,
  );
});

test("guests that are ticked, a range at once, are assigned in one step with the rights that were chosen", async () => {
  const { user } = await show();
  await user.click(await tick("db-01"));
  fireEvent.click(await tick("test-02"), { shiftKey: true });
  expect(bar()).toHaveTextContent("3 selected");
  await user.click(within(bar()).getByLabelText("Power"));
  await user.click(within(bar()).getByRole("button", { name: "Assign" }));

  await screen.findByText("3 guests assigned to Bo Chen");
  expect(sent("assign_guests")[0]?.body).toEqual({
    p_user_ids: [bo.id],
    p_vmids: [102, 103, 104],
    p_can_console: false,
    p_can_power: true,
  });
  expect(row("db-01")).toHaveTextContent(/by hand.*View, power/);
  expect(row("web-01")).toHaveTextContent("not seen");
  expect(screen.queryByText(/selected/)).not.toBeInTheDocument();
});

test("everything that a search finds is ticked at once, and stays so when the search goes", async () => {
  const { user } = await show("&q=tag%3Adev");
  await waitFor(() => {
    expect(screen.getAllByRole("row")).toHaveLength(3);
  });
  await user.click(screen.getByLabelText("Select all guests shown"));
  await user.clear(screen.getByLabelText("Search guests"));
  await user.type(screen.getByLabelText("Search guests"), "tag:prod");
  await waitFor(() => {
    expect(bar()).toHaveTextContent("2 selected (2 not shown)");
  });
});

test("arrows go through the list, and tick with Shift", async () => {
  const { user } = await show();
  await user.click(await tick("db-01"));
  await user.keyboard("{ArrowDown}");
  expect(await tick("test-01")).toHaveFocus();
  expect(bar()).toHaveTextContent("1 selected");
  await user.keyboard("{Shift>}{ArrowDown}{/Shift}");
  expect(await tick("test-02")).toHaveFocus();
  expect(bar()).toHaveTextContent("3 selected");
  await user.keyboard("{Control>}a{/Control}");
  expect(bar()).toHaveTextContent("4 selected");
  await user.keyboard("{Home}");
  expect(await tick("db-01")).toHaveFocus();
});

test("a guest says by what it is seen: by hand, by rules, or both", async () => {
  put({ vmid: 101, can_console: true });
  put({ vmid: 103 });
  rules = [
    sampleRule({ value: "prod", can_power: true }),
    sampleRule({ kind: "pool", value: "shop" }),
  ];
  await show();
  await tick("web-01");
  expect(row("web-01")).toHaveTextContent(
    /by hand.*tag prod.*\+1.*View, console, power/,
  );
  expect(row("db-01")).toHaveTextContent(/tag prod.*View, power/);
  expect(row("test-01")).toHaveTextContent(/by hand.*View/);
  expect(row("test-02")).toHaveTextContent("not seen");
});

test("what was given by hand is taken back, and what a rule gives is said to stay", async () => {
  put({ vmid: 101 });
  put({ vmid: 103 });
  rules = [sampleRule({ value: "prod" })];
  const { user } = await show();
  await user.click(await tick("web-01"));
  await user.click(await tick("db-01"));
  await user.click(await tick("test-01"));
  await user.click(within(bar()).getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("alertdialog");
  expect(dialog).toHaveTextContent("Take 2 guests back from Bo Chen?");
  expect(dialog).toHaveTextContent("a rule still shows 1");
  await user.click(within(dialog).getByRole("button", { name: "Remove" }));

  await screen.findByText("2 assignments of Bo Chen removed");
  expect(sent("unassign_guests")[0]?.body).toMatchObject({
    p_vmids: [103, 101],
  });
  expect(row("web-01")).toHaveTextContent(/tag prod/);
  expect(row("test-01")).toHaveTextContent("not seen");
});

test("what fails changes nothing on the screen, and can be tried again", async () => {
  const { user } = await show();
  server.on("POST /rest/v1/rpc/assign_guests", () =>
    failure("unreachable", "Muster does not answer"),
  );
  await user.click(await tick("web-01"));
  await user.click(within(bar()).getByRole("button", { name: "Assign" }));
  const alert = await within(bar()).findByRole("alert");
  expect(alert).toHaveTextContent("Nothing was changed as far as is known");
  expect(bar()).toHaveTextContent("1 selected");
  expect(row("web-01")).toHaveTextContent("not seen");
});

test("a change that breaks off says how far it came, and keeps the rest ticked", async () => {
  answers = [
    fleetAnswer(
      "Shared server",
      Array.from({ length: 1500 }, (_, index) =>
        sampleVm({ vmid: 1000 + index, name: `vm-${String(index)}` }),
      ),
      null,
    ),
  ];
  let calls = 0;
  const { user } = await show();
  server.on("POST /rest/v1/rpc/assign_guests", ({ body }) => {
    calls += 1;
    if (calls > 1) return failure("db_unavailable", "Too busy");
    for (const vmid of (body as { p_vmids: number[] }).p_vmids) put({ vmid });
    return json(1000);
  });
  await user.click(await screen.findByLabelText("Select all guests shown"));
  await user.click(within(bar()).getByRole("button", { name: "Assign" }));
  const alert = await within(bar()).findByRole("alert");
  expect(alert).toHaveTextContent("Done for 1,000 of 1,500");
  expect(bar()).toHaveTextContent("500 selected");
  expect(screen.getByRole("button", { name: "Seen 1,000" })).toBeVisible();
});

test("of thousands of guests only those in sight are in the document", async () => {
  answers = [
    fleetAnswer(
      "Shared server",
      Array.from({ length: 5000 }, (_, index) =>
        sampleVm({ vmid: 1000 + index, name: `vm-${String(index)}` }),
      ),
      null,
    ),
  ];
  await show();
  await tick("vm-0");
  expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "5001");
  expect(screen.getAllByRole("row").length).toBeLessThan(50);
});

test("a rule is added by a tag that exists, changed and removed", async () => {
  const { user } = await show();
  await tick("web-01");
  const form = screen.getByRole("form", { name: "Add a rule" });
  await user.type(within(form).getByLabelText("Tag"), "prod");
  expect(form).toHaveTextContent("Holds for 2 guests now.");
  await user.click(within(form).getByRole("button", { name: "Add rule" }));
  const list = await screen.findByRole("list", { name: "Rules" });
  expect(list).toHaveTextContent(/tag prod.*2 guests/);
  expect(row("db-01")).toHaveTextContent(/tag prod/);

  await user.type(within(form).getByLabelText("Tag"), "prod");
  expect(form).toHaveTextContent("There is a rule for this tag already.");

  await user.click(within(list).getByLabelText("Power"));
  await waitFor(() => {
    expect(row("db-01")).toHaveTextContent("View, power");
  });

  await user.click(screen.getByLabelText("Remove the rule for tag prod"));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "Remove" }));
  await waitFor(() => {
    expect(row("db-01")).toHaveTextContent("not seen");
  });
});

test("a rule of what is no tag or pool is refused before it is sent", async () => {
  const { user } = await show();
  const form = await screen.findByRole("form", { name: "Add a rule" });
  await user.type(within(form).getByLabelText("Tag"), "two words");
  expect(form).toHaveTextContent(/A tag has letters/);
  expect(within(form).getByRole("button", { name: "Add rule" })).toBeDisabled();
});

test("a rule that somebody else has just made is there, and said to be", async () => {
  const { user } = await show();
  const form = await screen.findByRole("form", { name: "Add a rule" });
  server.on("POST /rest/v1/assignment_rules", () => {
    rules = [sampleRule({ user_id: bo.id, value: "prod" })];
    return json({ code: "23505", message: "duplicate key" }, 409);
  });
  await user.type(within(form).getByLabelText("Tag"), "prod");
  await user.click(within(form).getByRole("button", { name: "Add rule" }));
  await screen.findByRole("list", { name: "Rules" });
  expect(form).toHaveTextContent(/There is a rule for this tag already/);
});

test("a rule without view gives nothing, until view is ticked", async () => {
  rules = [sampleRule({ value: "prod", can_view: false })];
  const { user } = await show();
  await tick("db-01");
  expect(row("db-01")).toHaveTextContent(/tag prod$/);
  const list = screen.getByRole("list", { name: "Rules" });
  await user.click(within(list).getByLabelText("View"));
  await waitFor(() => {
    expect(row("db-01")).toHaveTextContent(/tag prod.*View/);
  });
});

test("an assigned guest that the server does not list is gone, and can be removed", async () => {
  put({ vmid: 900 });
  const { user } = await show();
  await tick("VMID 900");
  expect(row("VMID 900")).toHaveTextContent("Not on the server");
  await user.click(screen.getByRole("button", { name: "Gone 1" }));
  expect(screen.getAllByRole("row")).toHaveLength(2);
  await user.click(await tick("VMID 900"));
  await user.click(within(bar()).getByRole("button", { name: "Remove" }));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: "Remove" }));
  await screen.findByText("1 assignment of Bo Chen removed");
  await screen.findByText("No guest matches");
});

test("while the server is silent, what is assigned is known by number, and nothing is called gone", async () => {
  answers = [{ ...fleetFailure("Shared server", "refused"), serverId: null }];
  put({ vmid: 101, can_power: true });
  rules = [sampleRule({ value: "prod" })];
  await show();
  await tick("VMID 101");
  expect(row("VMID 101")).toHaveTextContent(
    /The server does not answer.*by hand.*View, power/,
  );
  expect(screen.queryByText("Not on the server")).not.toBeInTheDocument();
  expect(screen.getByText(/Connection refused/)).toBeVisible();
  // How many guests a rule holds for is not known either.
  expect(screen.getByRole("list", { name: "Rules" })).not.toHaveTextContent(
    /guest/,
  );
});

test("without a server of the operator's, the page says which settings make one", async () => {
  answers = [fleetAnswer("homelab", guests)];
  renderWithProviders(<AdminAssignments />, "/admin/assignments");
  await screen.findByText("No server to share");
  expect(screen.getByText("PROXMOX_HOST")).toBeVisible();
});

test("of an administrator it is said that they see everything", async () => {
  isAdmin = true;
  await show();
  await screen.findByText(/An administrator sees every guest/);
});

test("a person who is gone is said to be", async () => {
  server.on("GET /rest/v1/profiles", () => json([]));
  renderWithProviders(
    <AdminAssignments />,
    `/admin/assignments?person=${bo.id}`,
  );
  await screen.findByText(/There is no such person any more/);
});

test("who sees a guest is listed, with what they may do and why", async () => {
  put({ vmid: 101, can_console: true });
  rules = [sampleRule({ user_id: bo.id, value: "prod", can_power: true })];
  const { user } = await show();
  await user.click(await screen.findByLabelText("Who sees web-01"));
  const dialog = await screen.findByRole("dialog");
  expect(
    await within(dialog).findByRole("link", { name: /Bo Chen/ }),
  ).toHaveTextContent("View, console, power (by hand, tag prod)");
  await user.keyboard("{Escape}");

  assignments = [];
  rules = [];
  await user.click(screen.getByLabelText("Who sees test-01"));
  await screen.findByText("Nobody else sees it.");
});
