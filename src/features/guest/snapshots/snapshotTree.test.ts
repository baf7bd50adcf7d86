import { describe, expect, test } from "vitest";
import { laterThan, snapshotTree } from "./snapshotTree.ts";

/** As a Proxmox VE 8.4 answered. */
const recorded = [
  {
    name: "before",
    description: "before the change",
    vmstate: false,
    snaptime: 1_795_398_047,
  },
  {
    name: "second",
    description: "",
    vmstate: false,
    snaptime: 1_795_398_048,
    parent: "before",
  },
];

const lines = (...tree: ReturnType<typeof snapshotTree>) =>
  tree.map(
    ({ snapshot, depth, isCurrent }) =>
      `${"-".repeat(depth)}${snapshot.name}${isCurrent ? " *" : ""}`,
  );

describe("the tree of snapshots", () => {
  test("hangs each under its parent, and marks where the guest stands", () => {
    expect(lines(...snapshotTree(recorded, "second"))).toEqual([
      "before",
      "-second *",
    ]);
  });

  test("keeps branches together, the oldest first", () => {
    const tree = snapshotTree(
      [
        { name: "c", parent: "a", snaptime: 30 },
        { name: "b", parent: "a", snaptime: 20 },
        { name: "a", snaptime: 10 },
        { name: "d", parent: "b", snaptime: 40 },
      ],
      "c",
    );
    expect(lines(...tree)).toEqual(["a", "-b", "--d", "-c *"]);
  });

  test("lists each once, whatever parents are claimed", () => {
    const tree = snapshotTree(
      [
        { name: "lost", parent: "deleted" },
        { name: "own", parent: "own" },
        { name: "hen", parent: "egg" },
        { name: "egg", parent: "hen" },
      ],
      null,
    );
    expect(lines(...tree)).toEqual(["lost", "own", "hen", "-egg"]);
  });
});

test("what was taken since, on the way to the present", () => {
  const later = (name: string) =>
    laterThan(recorded, "second", name).map((snapshot) => snapshot.name);
  expect(later("before")).toEqual(["second"]);
  expect(later("second")).toEqual([]);
  expect(laterThan(recorded, null, "before")).toEqual([]);
  expect(laterThan(recorded, "before", "second")).toEqual([]);
});
