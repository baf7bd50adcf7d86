import { expect, test } from "vitest";
import { isHostedSupabase, isPrivateAddress } from "./privateAddress.ts";

test.each([
  "10.0.0.1",
  "172.16.0.1",
  "172.31.255.254",
  " 192.168.1.100 ",
  "100.64.0.1",
  "fd00::1",
  "[FD12:3456::1]",
])("%s is private", (host) => {
  expect(isPrivateAddress(host)).toBe(true);
});

test.each([
  "",
  "9.10.10.10",
  "172.15.0.1",
  "172.32.0.1",
  "192.169.0.1",
  "100.128.0.1",
  "2001:db8::fd00",
  "fd.example.org",
  "10.example.org",
])("%s is not", (host) => {
  expect(isPrivateAddress(host)).toBe(false);
});

test("Supabase's own projects are hosted; one's own domain and machine are not", () => {
  expect(isHostedSupabase("https://abcdefgh.supabase.co")).toBe(true);
  expect(isHostedSupabase("https://supabase.co.example.org")).toBe(false);
  expect(isHostedSupabase("http://127.0.0.1:8787")).toBe(false);
  expect(isHostedSupabase("")).toBe(false);
});
