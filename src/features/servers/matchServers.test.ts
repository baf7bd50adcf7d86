import { expect, test } from "vitest";
import { sampleServer } from "@/test/samples.ts";
import { matchServers } from "./matchServers.ts";

const servers = [
  sampleServer({ id: "a", name: "Site 10", host: "2001:db8::1" }),
  sampleServer({ id: "b", name: "Site 9", token_id: "root@pam!ops" }),
];

function found(text: string) {
  return matchServers(servers, text).map(({ id }) => id);
}

test("without a search all servers come, as people count", () => {
  expect(found("")).toEqual(["b", "a"]);
});

test.each([
  ["a name in any case", "SITE 9", ["b"]],
  ["an address", "[2001:db8::1]:8006", ["a"]],
  ["a token id", "root@pam", ["b"]],
  ["nothing", "site nowhere", []],
])("finds %s", (_, text, ids) => {
  expect(found(text)).toEqual(ids);
});
