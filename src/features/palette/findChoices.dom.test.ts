import { describe, expect, test } from "vitest";
import { emptyFleet, hearServers } from "@/lib/fleet.ts";
import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { fleetAnswer } from "@/test/fakeFleet.ts";
import { sampleVm } from "@/test/samples.ts";
import type { Section } from "./choice.ts";
import { choiceWords } from "./choiceWords.ts";
import { findChoices, serverChoices } from "./findChoices.ts";
import { guestActions } from "./guestChoices.ts";
import { pages, viewChoices } from "./standingChoices.ts";

function fleetOf(...vms: Vm[]) {
  return hearServers(
    emptyFleet,
    [fleetAnswer("Berlin", vms), fleetAnswer("Home lab")],
    0,
  );
}

const fleet = fleetOf(
  sampleVm({ vmid: 101, name: "web-01" }),
  sampleVm({ vmid: 102, id: "qemu/102", name: "web-02", status: "stopped" }),
  sampleVm({ vmid: 103, id: "qemu/103", name: "settler" }),
);

const savedViews = [
  { id: "1", name: "Night shift", query: "q=cpu%3E80", is_default: false },
  { id: "2", name: "Everything", query: "", is_default: true },
];

function find(text: string, recent: readonly string[] = [], vms = fleet.vms) {
  return findChoices(text, {
    servers: fleet.servers,
    vms,
    pages,
    views: viewChoices(savedViews),
    recent,
    actionsOf: (vm) => guestActions(vm, undefined),
  });
}

const titles = (sections: readonly Section[]) =>
  sections.map(({ title }) => title);
const labels = (section: Section | undefined) =>
  section?.choices.map((choice) => choiceWords(choice, false).label);

describe("the palette", () => {
  test("offers pages and commands as long as nothing is typed", () => {
    const sections = find("  ");
    expect(titles(sections)).toEqual(["Views", "Go to", "Commands"]);
    expect(labels(sections[2])).toContain("Add a server");
  });

  test("offers what was chosen lately first, once, and only what is still there", () => {
    const [web] = fleet.vms;
    const sections = find("", [
      "command refresh",
      web ? `guest ${vmKey(web)}` : "",
      "guest gone/qemu/1",
    ]);
    expect(sections[0]).toMatchObject({ title: "Recent" });
    expect(labels(sections[0])).toEqual(["Refresh all servers", "web-01"]);
    expect(labels(sections[3])).not.toContain("Refresh all servers");
  });

  test("finds a saved view by its name, and remembers that it was opened", () => {
    const [first] = find("night");
    expect(first).toMatchObject({
      title: "Views",
      choices: [{ label: "Night shift", path: "/dashboard?q=cpu%3E80" }],
    });
    const sections = find("", ["link view 1"]);
    expect(labels(sections[0])).toEqual(["Night shift"]);
    expect(labels(sections[1])).toEqual(["Everything"]);
  });

  test("finds guests, and says of each where it is", () => {
    const [section] = find("web");
    expect(section?.title).toBe("Guests");
    expect(
      section?.choices.map((choice) => choiceWords(choice, false)),
    ).toMatchObject([
      { label: "web-01", detail: "VM 101 · pve1 · Berlin" },
      { label: "web-02", detail: "VM 102 · pve1 · Berlin" },
    ]);
  });

  test("finds servers by name, before their guests", () => {
    const sections = find("berlin");
    expect(titles(sections)).toEqual(["Servers", "Guests"]);
  });

  test("says how many guests a server has, templates aside", () => {
    const [server] = fleetOf(
      sampleVm(),
      sampleVm({ id: "qemu/900", vmid: 900, template: 1 }),
    ).servers;
    if (!server) throw new Error("two servers were heard");
    const { detail } = choiceWords({ kind: "server", server }, false);
    expect(detail).toBe("Server, 1 guest");
  });

  test("finds pages and commands by other words for them", () => {
    expect(labels(find("audit")[0])).toEqual(["Activity"]);
    expect(labels(find("dark")[0])).toEqual(["Theme: dark"]);
    expect(labels(find("log out")[0])).toEqual(["Sign out"]);
  });

  test("puts the page before the guest where both begin so", () => {
    expect(titles(find("setti"))).toEqual(["Go to"]);
    expect(titles(find("sett"))).toEqual(["Guests", "Go to"]);
  });

  test("understands what to do and to whom, as far as it fits the guest's state", () => {
    expect(labels(find("start web")[0])).toEqual(["Start web-02"]);
    expect(labels(find("shut web")[0])).toEqual(["Shutdown web-01"]);
    expect(labels(find("console 101")[0])).toEqual(["Console of web-01"]);
  });

  test("leads to the list where more fit than are shown", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      sampleVm({ vmid: 200 + index, name: `app-${String(index)}` }),
    );
    const [guests] = find("app", [], many);
    expect(guests?.choices).toHaveLength(21);
    expect(guests?.choices.at(-1)).toMatchObject({
      detail: "30 guests fit",
      path: "/dashboard?q=app",
    });
  });

  test("finds nothing where nothing fits", () => {
    expect(find("zzz")).toEqual([]);
  });

  test("leads from a server to what it has; the operator's has no settings", () => {
    const [server] = fleet.servers;
    if (!server) throw new Error("no server");
    const names = (choices: ReturnType<typeof serverChoices>) =>
      choices.map((choice) => choiceWords(choice, true).label);
    expect(names(serverChoices(server))).toEqual([
      "Its guests",
      "Its nodes",
      "Its storages",
      "Edit the server",
    ]);
    expect(names(serverChoices({ ...server, serverId: null }))).toHaveLength(3);
  });
});
