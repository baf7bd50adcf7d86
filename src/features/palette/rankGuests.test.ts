import { describe, expect, test } from "vitest";
import type { Vm } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";
import { sampleVm } from "@/test/samples.ts";
import { wordsOf } from "./matchText.ts";
import { rankGuests } from "./rankGuests.ts";

let vmid = 1000;
function guest(name: string, more: Partial<Vm> = {}): Vm {
  vmid += 1;
  return sampleVm({ name, vmid, ...more });
}

function namesFor(
  text: string,
  vms: readonly Vm[],
  recent: readonly Vm[] = [],
) {
  return rankGuests(vms, wordsOf(text), {
    limit: 10,
    recent: new Set(recent.map(vmKey)),
  }).best.map(({ vm }) => vm.name);
}

describe("the guests that fit", () => {
  test("come by how well their name fits", () => {
    const vms = ["w-e-b", "cobweb", "my-web", "web-01", "web", "db"].map(
      (name) => guest(name),
    );
    expect(namesFor("web", vms)).toEqual([
      "web",
      "web-01",
      "my-web",
      "cobweb",
      "w-e-b",
    ]);
  });

  test("are found by VMID, tag, server and node, behind those of that name", () => {
    const vms = [
      guest("a", { node: "berlin-1" }),
      guest("b", { serverName: "Berlin" }),
      guest("c", { tags: "prod;berlin" }),
      guest("berlin"),
      guest("d"),
    ];
    expect(namesFor("berlin", vms)).toEqual(["berlin", "c", "b", "a"]);
    expect(namesFor("4711", [guest("x", { vmid: 4711 }), ...vms])).toEqual([
      "x",
    ]);
    expect(namesFor("471", [guest("x", { vmid: 4711 }), ...vms])).toEqual([
      "x",
    ]);
  });

  test("have the word in their name before those that only carry it as a tag", () => {
    const vms = [guest("mastodon", { tags: "web" }), guest("staging-web")];
    expect(namesFor("web", vms)).toEqual(["staging-web", "mastodon"]);
  });

  test("fit every word, each wherever it likes", () => {
    const vms = [
      guest("web-01", { serverName: "Berlin" }),
      guest("web-01", { serverName: "Office" }),
      guest("db", { serverName: "Berlin" }),
    ];
    expect(
      rankGuests(vms, ["berlin", "web"], { limit: 5, recent: new Set() }).best,
    ).toMatchObject([{ vm: { name: "web-01", serverName: "Berlin" } }]);
  });

  test("that fit as well stand in the order of people: running first, numbers as numbers, templates last", () => {
    const vms = [
      guest("web-10"),
      guest("web-02", { status: "stopped" }),
      guest("web-9x"),
      guest("web-00", { template: 1, status: "stopped" }),
    ];
    expect(namesFor("web", vms)).toEqual([
      "web-9x",
      "web-10",
      "web-02",
      "web-00",
    ]);
  });

  test("and were chosen lately come before others that fit as well, not before a better fit", () => {
    const [one, two, exact] = [guest("web-01"), guest("web-02"), guest("web")];
    expect(namesFor("web", [one, two, exact], [two])).toEqual([
      "web",
      "web-02",
      "web-01",
    ]);
  });

  test("without a name are found by their number", () => {
    const nameless = sampleVm({ vmid: 300, status: "unknown" });
    delete nameless.name;
    expect(
      rankGuests([nameless], ["300"], { limit: 1, recent: new Set() }).count,
    ).toBe(1);
  });

  test("are few of many, and all are counted", () => {
    const vms = Array.from({ length: 10_000 }, (_, index) =>
      guest(`vm-${String(9999 - index)}`),
    );
    const { best, count } = rankGuests(vms, ["vm"], {
      limit: 3,
      recent: new Set(),
    });
    expect(count).toBe(10_000);
    expect(best.map(({ vm }) => vm.name)).toEqual(["vm-0", "vm-1", "vm-2"]);
  });

  test("are counted as the list will show them: without templates and scattered letters", () => {
    const vms = [
      guest("web-01"),
      guest("w-e-b"),
      guest("web-gold", { template: 1 }),
      guest("a", { tags: "web" }),
    ];
    const { best, count } = rankGuests(vms, ["web"], {
      limit: 9,
      recent: new Set(),
    });
    expect(best).toHaveLength(4);
    expect(count).toBe(2);
  });
});
