import assert from "node:assert/strict";
import {
  backUpGuest,
  changeGuest,
  cloneGuest,
  createSnapshot,
} from "./guestChanges.ts";

const guest = { node: "pve1", type: "qemu", vmid: 100 };
const takes = (
  endpoint: { request: { safeParse(value: unknown): { success: boolean } } },
  change: object,
) => endpoint.request.safeParse({ ...guest, ...change }).success;

Deno.test(
  "P01 the name of a snapshot is Proxmox VE's, and stays in its segment of a path",
  () => {
    for (const snapname of ["before", "a1", "x-1_y", "a".repeat(40)])
      assert.ok(takes(createSnapshot, { snapname }), snapname);
    for (const snapname of [
      "a",
      "1st",
      "-a",
      "current",
      "pending",
      "a".repeat(41),
      "a/b",
      "..",
      "a b",
      "a\n",
      "ä-b",
    ])
      assert.ok(!takes(createSnapshot, { snapname }), snapname);
  },
);

Deno.test("notes have lines, and nothing that could make them lie", () => {
  const takesNotes = (description: string) =>
    takes(changeGuest, { description });
  for (const notes of ["", "Größe\n\t* eins", "x".repeat(8_192)])
    assert.ok(takesNotes(notes));
  for (const notes of [
    "\u0000",
    "a\rb",
    "\u001b[2J",
    "\u0085",
    "x".repeat(8_193),
  ])
    assert.ok(!takesNotes(notes), JSON.stringify(notes));
});

Deno.test(
  "tags and the names of clones, storages and pools are Proxmox VE's",
  () => {
    const takesTags = (...tags: string[]) => takes(changeGuest, { tags });
    assert.ok(takesTags("prod", "_x", "a.b-c+d", "1"));
    for (const tag of ["", "a b", "a;b", "a,b", "-x", "ä", "<b>"])
      assert.ok(!takesTags(tag), tag);

    const takesClone = (clone: object) =>
      takes(cloneGuest, { newid: 200, ...clone });
    for (const clone of [
      { name: "web-2.example.org" },
      { storage: "local-zfs", full: true },
      { pool: "shop/eu" },
    ])
      assert.ok(takesClone(clone), JSON.stringify(clone));
    for (const clone of [
      { name: "-web" },
      { name: "web." },
      { name: "a_b" },
      { storage: "../x" },
      { storage: "x" },
      { pool: "a//b" },
      { pool: "../x/y/z" },
      { target: ".." },
      { newid: 99 },
    ])
      assert.ok(!takesClone(clone), JSON.stringify(clone));

    const backup = { storage: "local", mode: "snapshot", compress: "zstd" };
    assert.ok(takes(backUpGuest, backup));
    for (const wrong of [
      { mode: "best" },
      { compress: "1" },
      { script: "/tmp/x" },
      { notes: "x".repeat(801) },
    ])
      assert.ok(!takes(backUpGuest, { ...backup, ...wrong }));
  },
);

Deno.test("a change says what is to change", () => {
  assert.ok(!takes(changeGuest, {}));
  assert.ok(!takes(changeGuest, { digest: "a".repeat(40) }));
  assert.ok(takes(changeGuest, { digest: "a".repeat(40), tags: [] }));
});
