import assert from "node:assert/strict";
import { canonicalHost, hostWithPort } from "./host.ts";

Deno.test("a host has one spelling", () => {
  const spellings: [string, string][] = [
    ["192.168.1.100", "192.168.1.100"],
    ["  PVE1.Example.ORG. ", "pve1.example.org"],
    ["pve1", "pve1"],
    ["[2001:DB8:0:0::1]", "2001:db8::1"],
    ["2001:db8::0:1", "2001:db8::1"],
    ["::ffff:192.168.1.1", "::ffff:c0a8:101"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
  ];
  for (const [input, host] of spellings)
    assert.equal(canonicalHost(input), host, input);
});

Deno.test(
  "N01 N02 N08 what only looks like a host, or hides an address, is none",
  () => {
    const refused = [
      "",
      ".",
      "..",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
      "127.1",
      "1.2.3.4.5",
      "256.1.1.1",
      "01.2.3.4",
      "①②⑦.0.0.1",
      "127。0。0。1",
      "host.0x7f",
      "fe80::1%eth0",
      "[::1",
      ":::",
      "user:pw@pve1",
      "user@pve1",
      "https://pve1",
      "pve1/path",
      "pve1?x",
      "pve1#x",
      "pve1\\x",
      "pve1\r\nX: y",
      "pve 1",
      "pve1:8006",
      "-pve",
      "pve-",
      "pve_1",
      "bücher.example",
      "a".repeat(64),
      `${"a.".repeat(130)}a`,
      "pve1\u0000",
      "pve1\u202e",
    ];
    for (const input of refused)
      assert.equal(canonicalHost(input), undefined, JSON.stringify(input));
  },
);

Deno.test("an IPv6 address stands in brackets before a port", () => {
  assert.equal(hostWithPort("2001:db8::1", 8006), "[2001:db8::1]:8006");
  assert.equal(hostWithPort("pve1", 8006), "pve1:8006");
});
