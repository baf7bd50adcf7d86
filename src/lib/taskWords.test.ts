import { describe, expect, test } from "vitest";
import {
  guestTypeOfTask,
  isConsoleTask,
  taskWords,
  tellsProgress,
  vmidOfTask,
} from "@/lib/taskWords.ts";

describe("the words of a task", () => {
  test.each([
    ["qmstart", "Start"],
    ["vzstart", "Start"],
    ["qmshutdown", "Shutdown"],
    ["vzdump", "Backup"],
    ["qmsnapshot", "Take snapshot"],
    ["vzdelsnapshot", "Delete snapshot"],
    ["qmigrate", "Migrate"],
    ["vzmigrate", "Migrate"],
    ["vncproxy", "Console"],
    ["aptupdate", "Update package lists"],
    ["hastart", "Start (by HA)"],
  ])("%s is %s", (type, words) => {
    expect(taskWords(type)).toBe(words);
  });

  test("a VM's pause keeps its memory, its suspend writes it to disk; a container has the first under the second's name", () => {
    expect(taskWords("qmpause")).toBe("Suspend");
    expect(taskWords("qmsuspend")).toBe("Hibernate");
    expect(taskWords("vzsuspend")).toBe("Suspend");
  });

  test.each(["qmteleport", "somethingnew", "constructor", "qmtoString"])(
    "%s, which we do not know, stays as it is",
    (type) => {
      expect(taskWords(type)).toBe(type);
    },
  );

  test("an unknown type is hostile text, too", () => {
    expect(taskWords("a\u202eb")).toBe("a\ufffdb");
    expect(taskWords("")).toBe("Task");
  });
});

describe("the guest of a task", () => {
  test.each([
    ["qmstart", "101", 101],
    ["vzdump", "101", 101],
    ["hamigrate", "101", 101],
    ["move_volume", "101", 101],
    // A backup of many, a job of the node, an image, and what is no VMID.
    ["vzdump", "", undefined],
    ["aptupdate", "", undefined],
    ["imgdel", "101@local", undefined],
    ["srvstart", "101", undefined],
    ["qmstart", "12", undefined],
  ])("of %s %s is %s", (type, id, vmid) => {
    expect(vmidOfTask({ type, id })).toBe(vmid);
  });

  test("its kind is told by some types alone", () => {
    expect(guestTypeOfTask("qmstart")).toBe("qemu");
    expect(guestTypeOfTask("vzstart")).toBe("lxc");
    expect(guestTypeOfTask("vzdump")).toBeUndefined();
    expect(guestTypeOfTask("hastart")).toBeUndefined();
  });
});

test("an open console is a task that nobody waits for", () => {
  expect(isConsoleTask("vncproxy")).toBe(true);
  expect(isConsoleTask("qmstart")).toBe(false);
});

test("backups, clones and migrations tell how far they are; a start does not", () => {
  expect(["vzdump", "qmclone", "qmigrate"].every(tellsProgress)).toBe(true);
  expect(tellsProgress("qmstart")).toBe(false);
});
