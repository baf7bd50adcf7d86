import { expect, test } from "vitest";
import { readVerbs } from "./verbs.ts";

test.each([
  ["stop web", "stop"],
  ["sto web 01", "stop"],
  ["res web", "reboot, reset, resume"],
  ["console web", "console"],
])("%s: %s", (text, wanted) => {
  const [, ...rest] = text.split(" ");
  const read = readVerbs(text.split(" "));
  expect(read.wanted.join(", ")).toBe(wanted);
  expect(read.rest).toEqual(rest);
});

test.each(["st web", "stop", "web stop", "stopped web"])(
  "%s asks for no action: too short, to nobody, or no verb",
  (text) => {
    expect(readVerbs(text.split(" ")).wanted).toEqual([]);
  },
);
