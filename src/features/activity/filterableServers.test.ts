import { expect, test } from "vitest";
import { sampleActivity } from "@/test/sampleActivity.ts";
import { filterableServers } from "./filterableServers.ts";

const own = [{ id: "mine", name: "homelab" }];

test("one's own servers are offered", () => {
  expect(filterableServers(own, undefined, [])).toEqual(own);
  expect(filterableServers(own, "mine", [])).toEqual(own);
});

test("a server of somebody else that the address asks for is, too, by the name that the log knows", () => {
  const rows = [
    sampleActivity({ server_id: "theirs", server_name: null }),
    sampleActivity({ server_id: "theirs", server_name: "rack" }),
  ];
  expect(filterableServers(own, "theirs", rows)).toEqual([
    ...own,
    { id: "theirs", name: "rack" },
  ]);
  expect(filterableServers(own, "theirs", [])).toHaveLength(2);
});
