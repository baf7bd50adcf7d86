import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import Activity from "@/pages/Activity.tsx";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs, testUser } from "@/test/render.tsx";
import { sampleActivity } from "@/test/sampleActivity.ts";
import { sampleServer } from "@/test/samples.ts";

let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
  server.on("GET /functions/v1/proxmox-servers", () =>
    json({ servers: [sampleServer()], limit: 50 }),
  );
  server.on("POST /rest/v1/rpc/is_admin", () => json(false));
});

const onLog = (answer: () => Response) => {
  server.on("GET /rest/v1/audit_log", answer);
};
const asked = () =>
  server.requests.filter(({ path }) => path === "/rest/v1/audit_log");
const open = (path = "/activity") => renderWithProviders(<Activity />, path);

test("each thing is one line that says what, to what, how and when, and opens to the rest", async () => {
  onLog(() =>
    json([
      sampleActivity({ id: 2, detail: { timeout: 30 } }),
      sampleActivity({ id: 1, outcome: "attempt" }),
    ]),
  );
  const { user } = open();
  const item = await screen.findByRole("listitem");
  expect(item).toHaveTextContent("Start101 on pve1 · homelabDone");
  await user.click(within(item).getByText("Start"));
  expect(within(item).getByText("192.0.2.7")).toBeVisible();
  expect(within(item).getByText("30")).toBeVisible();
  expect(asked()[0]?.query.or).toBe(
    `(owner.eq.${testUser.id},actor.eq.${testUser.id})`,
  );
});

test("X01 X02 a name that comes from outside is text, and its hidden characters are seen", async () => {
  const name = '<img src=x onerror="alert(1)">\u202egnp';
  onLog(() => json([sampleActivity({ server_name: name, user_agent: name })]));
  open();
  const [shown] = await screen.findAllByText(/<img src=x/);
  expect(shown).toHaveTextContent("\ufffdgnp");
  expect(document.querySelector("img")).toBeNull();
});

test("a filter goes into the address and asks anew", async () => {
  onLog(() => json([]));
  const { user } = open();
  expect(await screen.findByText("Nothing has been done yet")).toBeVisible();
  await user.selectOptions(screen.getByLabelText("Result"), "Refused");
  await user.type(screen.getByLabelText("Guest (VMID)"), "10x1");
  expect(await screen.findByText("Nothing matches this filter")).toBeVisible();
  await waitFor(() => {
    expect(asked().at(-1)?.query).toMatchObject({
      outcome: "eq.denied",
      vmid: "eq.101",
    });
  });
  expect(screen.getByTestId("path")).toHaveTextContent(
    "/activity?result=denied&vmid=101",
  );
});

test("older entries come by the id of the last", async () => {
  const page = (from: number) =>
    json(
      Array.from({ length: 60 }, (_, index) =>
        sampleActivity({ id: from - index }),
      ),
    );
  onLog(() => page(asked().length === 1 ? 100 : 40));
  const { user } = open();
  await user.click(
    await screen.findByRole("button", { name: "Load older entries" }),
  );
  await waitFor(() => {
    expect(screen.getAllByRole("listitem")).toHaveLength(120);
  });
  expect(asked()[1]?.query.id).toBe("lt.41");
});

test("a failure is said, and asked again by a click", async () => {
  onLog(() => failure("forbidden", "No"));
  const { user } = open();
  await screen.findByRole("alert");
  onLog(() => json([sampleActivity()]));
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("listitem")).toBeVisible();
});

test("an administrator sees everybody's, with the person", async () => {
  server.on("POST /rest/v1/rpc/is_admin", () => json(true));
  server.on("GET /rest/v1/profiles", () =>
    json([{ id: testUser.id, email: testUser.email, name: "Ana" }]),
  );
  onLog(() => json([sampleActivity()]));
  const { user } = open();
  await user.click(await screen.findByRole("switch", { name: "Everybody" }));
  expect(await screen.findByText(/ana@example\.org/)).toBeVisible();
  expect(asked().at(-1)?.query.or).toBeUndefined();
});

test("the file has all of it", async () => {
  const made: string[] = [];
  vi.stubGlobal("Blob", String);
  // jsdom has neither.
  Object.assign(URL, {
    createObjectURL: (text: { valueOf(): string }) => {
      made.push(text.valueOf());
      return "#";
    },
    revokeObjectURL: () => undefined,
  });
  server.on("GET /rest/v1/profiles", () => json([]));
  onLog(() => json([sampleActivity({ server_name: "=1" })]));
  const { user } = open();
  await screen.findByRole("listitem");
  await user.click(screen.getByRole("button", { name: "Export CSV" }));
  await waitFor(() => {
    expect(made).toHaveLength(1);
  });
  expect(asked().at(-1)?.query.limit).toBe("1000");
  expect(made[0]).toContain(`"'=1"`);
});
