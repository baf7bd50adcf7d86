import { expect, test } from "vitest";
import { splitAddress } from "./serverAddress.ts";

test.each([
  ["https://pve1.lan:8006/", "pve1.lan", 8006],
  ["https://192.168.1.100:8006/#v1:0:=node%2Fpve1", "192.168.1.100", 8006],
  ["HTTPS://pve1.lan:8006?x", "pve1.lan", 8006],
  ["pve1.lan:8443", "pve1.lan", 8443],
  ["  pve1.lan  ", "pve1.lan", undefined],
  ["pve1.lan/", "pve1.lan", undefined],
  ["https://[2001:db8::1]:8006/", "[2001:db8::1]", 8006],
  ["[2001:db8::1]:8006", "[2001:db8::1]", 8006],
])("%s is host and port", (input, host, port) => {
  expect(splitAddress(input)).toEqual({ host, port });
});

test("an https address without a port is on 443, behind a proxy of its own", () => {
  expect(splitAddress("https://pve.example.org/").port).toBe(443);
});

test.each([
  ["2001:db8::1"],
  ["https://root@pve1.lan:8006/"],
  ["pve1.lan:port"],
  ["two words"],
  [""],
])("%j is left for the schema to judge", (input) => {
  expect(splitAddress(input)).toEqual({ host: input, port: undefined });
});
