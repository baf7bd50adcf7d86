import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import AdminServers from "@/pages/AdminServers.tsx";
import type { ServerRow } from "@/lib/administration.ts";
import { failure, fakeServer, json } from "@/test/fakeServer.ts";
import { renderWithProviders, signInAs } from "@/test/render.tsx";
import { sampleServerRow } from "@/test/sampleAdministration.ts";
import { sampleServer } from "@/test/samples.ts";

const list = "/rest/v1/rpc/list_all_servers";
const { id, user_id } = sampleServerRow();
const deactivation =
  `/functions/v1/proxmox-servers/${id}/deactivation` as const;
const deactivated = sampleServerRow({
  is_active: false,
  deactivated_at: "2026-01-02T12:00:00Z",
  deactivated_by: user_id,
  deactivated_reason: "It is scanned from outside",
});
let server: ReturnType<typeof fakeServer>;

beforeEach(async () => {
  await signInAs();
  server = fakeServer();
});

function open(servers: ServerRow[], path = "/admin/servers") {
  server.on(`POST ${list}`, () => json(servers));
  return renderWithProviders(<AdminServers />, path);
}

const lastQuestion = () =>
  server.requests.findLast(({ path }) => path === list)?.body;

test("each server is there with its owner and how it does, and nothing that would reach it", async () => {
  open([
    sampleServerRow({ last_error_code: "auth_failed", trust_mode: "insecure" }),
  ]);
  const row = within(
    (await screen.findAllByRole("row")).at(-1) ?? document.body,
  );
  expect(row.getByText("homelab")).toBeVisible();
  expect(row.getByText("pve1.lan:8006")).toBeVisible();
  expect(row.getByText("Token refused")).toBeVisible();
  expect(row.getByText("Not verified")).toBeVisible();
  expect(row.getByText("8.4.21")).toBeVisible();
  expect(row.getByRole("link", { name: "Servers of Bo" })).toHaveAttribute(
    "href",
    `/admin/servers?owner=${user_id}`,
  );
  expect(
    row.getByRole("link", { name: "Activity of homelab" }),
  ).toHaveAttribute("href", `/activity?everybody=yes&server=${id}`);
  expect(
    row.getAllByRole("button").map(({ textContent }) => textContent),
  ).toEqual(["Deactivate"]);
  expect(screen.queryByText(/muster@pve!muster/)).toBeNull();
});

test("X01 X02 names and reasons that others wrote are text, and their hidden characters are seen", async () => {
  open([
    { ...deactivated, name: "<img src=x>\u202ebal", owner_name: "\u200bBo" },
  ]);
  expect(await screen.findByText("<img src=x>\ufffdbal")).toBeVisible();
  expect(screen.getByText("\ufffdBo")).toBeVisible();
  expect(document.querySelector("img")).toBeNull();
});

test("the address says whose and in which state, and the database looks for them", async () => {
  const { user } = open(
    [sampleServerRow()],
    `/admin/servers?owner=${user_id}&state=failing&q=rack`,
  );
  expect(await screen.findByText("homelab")).toBeVisible();
  expect(lastQuestion()).toMatchObject({
    p_search: "rack",
    p_user_id: user_id,
    p_state: "failing",
    p_offset: 0,
  });
  await user.click(screen.getByRole("button", { name: /^Of Bo/ }));
  await user.selectOptions(screen.getByLabelText("State"), "Any state");
  await waitFor(() => {
    expect(lastQuestion()).toMatchObject({ p_user_id: null, p_state: "all" });
  });
});

test("no server at all, none that matches, and a failure are three things", async () => {
  const { user } = open([], "/admin/servers?state=deactivated");
  await user.click(
    await screen.findByRole("button", { name: "Show all servers" }),
  );
  expect(
    await screen.findByText("Nobody has added a server yet"),
  ).toBeVisible();
  server.on(`POST ${list}`, () =>
    json({ code: "PT403", hint: "forbidden", message: "not you" }, 403),
  );
  await user.type(
    screen.getByLabelText("Search the servers of all people"),
    "x",
  );
  expect(await screen.findByRole("alert")).toHaveTextContent("Not allowed");
});

test("a server is deactivated with a reason, of one line, and not without", async () => {
  const { user } = open([sampleServerRow()]);
  server.on(`POST ${deactivation}`, () => {
    server.on(`POST ${list}`, () => json([deactivated]));
    return json({ server: sampleServer() });
  });
  await user.click(
    await screen.findByRole("button", { name: "Deactivate homelab" }),
  );
  const dialog = within(await screen.findByRole("dialog"));
  const reason = dialog.getByLabelText("Reason");
  await user.type(reason, "{Enter}");
  expect(await dialog.findByText("Say why: the owner reads it")).toBeVisible();
  await user.type(reason, "It is scanned from outside{Enter}");

  expect(
    await screen.findByRole("button", { name: "Reactivate homelab" }),
  ).toBeVisible();
  expect(screen.getByText("It is scanned from outside")).toBeVisible();
  expect(
    server.requests.find(({ path }) => path === deactivation)?.body,
  ).toEqual({ reason: "It is scanned from outside" });
});

test("what keeps a server from being deactivated is said, and what was typed stays", async () => {
  const { user } = open([sampleServerRow()]);
  server.on(`POST ${deactivation}`, () => failure("not_found", "It is gone"));
  await user.click(
    await screen.findByRole("button", { name: "Deactivate homelab" }),
  );
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Reason"), "Scanned{Enter}");
  expect(await dialog.findByText(/It is gone/)).toBeVisible();
  expect(dialog.getByLabelText("Reason")).toHaveValue("Scanned");
});

test("a server is reactivated after its reason was read again", async () => {
  const { user } = open([deactivated]);
  server.on(`DELETE ${deactivation}`, () => {
    server.on(`POST ${list}`, () => json([sampleServerRow()]));
    return json({ server: sampleServer() });
  });
  await user.click(
    await screen.findByRole("button", { name: "Reactivate homelab" }),
  );
  const dialog = within(await screen.findByRole("alertdialog"));
  expect(dialog.getByText("It is scanned from outside")).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Reactivate" }));
  expect(
    await screen.findByRole("button", { name: "Deactivate homelab" }),
  ).toBeVisible();
});
