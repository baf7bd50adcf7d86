import { describe, expect, test } from "vitest";
import {
  readPeopleView,
  readServersView,
  writePeopleView,
  writeServersView,
} from "./adminViews.ts";

const owner = "22222222-2222-4222-8222-222222222222";

describe("what the list of people shows", () => {
  test("stands in the address, and nothing does that is as usual", () => {
    const address = "q=ana+%26+bo&page=3&admins=yes&sort=servers";
    expect(String(writePeopleView(readPeopleView(address)))).toBe(address);
    expect(String(writePeopleView(readPeopleView("")))).toBe("");
  });

  test("is as usual where an address makes no sense", () => {
    expect(readPeopleView("page=-1&sort=constructor")).toEqual(
      readPeopleView(""),
    );
    expect(readPeopleView("page=1e9").page).toBe(1);
  });
});

describe("what the list of servers shows", () => {
  test("stands in the address", () => {
    const address = `q=rack&page=2&owner=${owner}&state=failing`;
    expect(String(writeServersView(readServersView(address)))).toBe(address);
  });

  test("is everybody's, in any state, where an address makes no sense", () => {
    expect(readServersView("owner=*&state=all&page=x")).toEqual(
      readServersView(""),
    );
  });
});
