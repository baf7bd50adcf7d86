import { expect, test } from "vitest";
import { reviewToken } from "./tokenReview.ts";
import { revokeCommand, tokenCommands } from "./tokenCommands.ts";

test("the operating role holds every privilege that the review asks for", () => {
  const commands = tokenCommands("operate");
  for (const { privilege } of reviewToken({})) {
    expect(commands).toContain(privilege);
  }
});

test("the token for reading takes Proxmox VE's own role and makes none", () => {
  const commands = tokenCommands("see");
  expect(commands).toContain("--roles PVEAuditor");
  expect(commands).not.toContain("role add");
  expect(commands).not.toContain("PowerMgmt");
});

test("a token is taken back by user and name", () => {
  expect(revokeCommand("muster@pve!muster")).toBe(
    "pveum user token remove muster@pve muster",
  );
});
