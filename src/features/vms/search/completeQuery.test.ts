import { describe, expect, test } from "vitest";
import { sampleVm } from "@/test/samples.ts";
import { applySuggestion, completeQuery } from "./completeQuery.ts";

const vms = [
  sampleVm({ vmid: 101, tags: "prod;Web", serverName: "Berlin 1", cpu: 0.95 }),
  sampleVm({ vmid: 102, tags: "prod", serverName: "Berlin 1", pool: "shop" }),
  sampleVm({ vmid: 103, tags: "nonprod,web", serverName: "attic" }),
  sampleVm({
    vmid: 104,
    type: "lxc",
    status: "stopped",
    node: "pve-prod",
    serverName: "attic",
  }),
];

/** With the caret at the "|". */
function complete(marked: string) {
  const caret = marked.indexOf("|");
  return completeQuery(marked.replace("|", ""), caret, vms);
}

function offered(marked: string): string[] {
  return complete(marked).suggestions.map(({ text, count }) =>
    count === undefined ? text : `${text} ${count}`,
  );
}

/** The text after the suggestion of that name is taken, with the caret in it. */
function take(marked: string, chosen: string): string | undefined {
  const { replaced, suggestions } = complete(marked);
  const suggestion = suggestions.find(({ text }) => text === chosen);
  if (!suggestion) return undefined;
  const { text, caret } = applySuggestion(
    marked.replace("|", ""),
    replaced,
    suggestion,
  );
  return `${text.slice(0, caret)}|${text.slice(caret)}`;
}

describe("what is offered", () => {
  test("all fields where nothing stands", () => {
    expect(offered("|")).toEqual([
      ...["name:", "tag:", "status:", "server:", "node:", "pool:", "type:"],
      ...["id:", "cpu>", "mem>", "disk>", "uptime<"],
    ]);
    expect(offered("web |")).toEqual(offered("|"));
  });

  test("counts are what the list will show: templates stand apart, unless they are asked for", () => {
    const template = sampleVm({ vmid: 900, template: 1, tags: "gold" });
    const fleet = [...vms, template];
    const counts = (text: string) =>
      completeQuery(text, text.length, fleet).suggestions.map(
        ({ text: offer, count }) => `${offer} ${String(count)}`,
      );
    expect(counts("tag:go")).toEqual(["tag:gold 0"]);
    expect(counts("type:v")).toEqual(["type:vm 3"]);
    expect(counts("status:te")).toEqual(["status:template 1"]);
  });

  test("fields that begin so", () => {
    expect(offered("s|")).toEqual(["status:", "server:"]);
    expect(offered("-T|")).toEqual(["tag:", "type:"]);
    expect(offered("(na|")).toEqual(["name:"]);
  });

  test("values that a word may mean, once it has two letters", () => {
    expect(offered("p|")).toEqual(["pool:"]);
    expect(offered("pro|")).toEqual([
      "tag:prod 2",
      "tag:nonprod 1",
      "node:pve-prod 1",
    ]);
    expect(offered("run|")).toEqual(["status:running 3"]);
    expect(offered("lx|")).toEqual([]);
    expect(offered('"ber|')).toEqual(['server:"Berlin 1" 2']);
  });

  test("a field's values, the most frequent first, one for all its spellings", () => {
    expect(offered("tag:|")).toEqual([
      "tag:Web 2",
      "tag:prod 2",
      "tag:nonprod 1",
    ]);
    expect(offered("server:|")).toEqual([
      'server:"Berlin 1" 2',
      "server:attic 2",
    ]);
    expect(offered("pool:|")).toEqual(["pool:shop 1"]);
  });

  test("those that begin so before those that hold it", () => {
    expect(offered("tag:PROD|")).toEqual(["tag:prod 2", "tag:nonprod 1"]);
    expect(offered("node:prod|")).toEqual(["node:pve-prod 1"]);
  });

  test("statuses and types that some guest has", () => {
    expect(offered("status:|")).toEqual([
      "status:running 3",
      "status:stopped 1",
    ]);
    expect(offered("status:s|")).toEqual(["status:stopped 1"]);
    expect(offered("type:|")).toEqual(["type:vm 3", "type:ct 1"]);
  });

  test("quantities, with what they would find", () => {
    expect(offered("cpu>|")).toEqual(["cpu>50% 1", "cpu>80% 1", "cpu>90% 1"]);
    expect(offered("uptime <= 1|")).toEqual(["uptime<=1h 0", "uptime<=1d 0"]);
    expect(offered("cpu:|")).toEqual([]);
  });

  test("nothing where the list itself is faster, or nothing is known", () => {
    for (const text of ["name:w|", "id:1|", "foo:b|", "nobody|", "(|)"]) {
      expect(offered(text)).toEqual(text === "(|)" ? offered("|") : []);
    }
  });

  test("not what stands there already", () => {
    expect(offered("tag:prod|")).toEqual(["tag:nonprod 1"]);
    expect(offered("tag:nonprod|")).toEqual([]);
  });

  test("no more than can be read", () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      sampleVm({ vmid: 100 + index, node: `pve${index}` }),
    );
    expect(completeQuery("node:", 5, many).suggestions).toHaveLength(8);
  });
});

describe("what is chosen", () => {
  test.each([
    ["a field waits for its value", "st|", "status:", "status:|"],
    ["a value makes room for the next", "tag:p|", "tag:prod", "tag:prod |"],
    [
      "a word becomes a field's value",
      "web pro|",
      "tag:prod",
      "web tag:prod |",
    ],
    [
      "quotes where they are needed",
      "server:b|",
      'server:"Berlin 1"',
      'server:"Berlin 1" |',
    ],
    [
      "in place of an open quote",
      'server:"B|',
      'server:"Berlin 1"',
      'server:"Berlin 1" |',
    ],
    ["in the middle", "tag:p| web", "tag:prod", "tag:prod| web"],
    ["in place of the whole word", "pr|xyz web", "tag:prod", "tag:prod| web"],
    ["in parentheses", "(tag:p|)", "tag:prod", "(tag:prod|)"],
    ["after a minus", "-tag:p|", "tag:prod", "-tag:prod |"],
  ])("%s", (_, marked, chosen, expected) => {
    expect(take(marked, chosen)).toBe(expected);
  });
});
