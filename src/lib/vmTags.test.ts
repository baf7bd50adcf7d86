import { expect, test } from "vitest";
import { vmTags } from "./vmTags.ts";

test("tags come in the order in which they are stored", () => {
  expect(vmTags({ tags: "web;prod;eu-1" })).toEqual(["web", "prod", "eu-1"]);
});

test("commas and blanks part tags too, and nothing appears twice", () => {
  expect(vmTags({ tags: "web, prod web;;" })).toEqual(["web", "prod"]);
});

test("a guest without tags has none", () => {
  expect(vmTags({ tags: undefined })).toEqual([]);
  expect(vmTags({ tags: "" })).toEqual([]);
});
