import { expect, test } from "vitest";
import {
  assignmentsPath,
  readAssignmentsView,
  writeAssignmentsView,
} from "./assignmentsView.ts";

const person = "11111111-1111-4111-8111-111111111111";

test("what the page shows comes back from its address", () => {
  for (const view of [
    { people: "", person: undefined, text: "", filter: "all" as const },
    {
      people: "ana & co",
      person,
      text: "tag:prod status:running",
      filter: "hidden" as const,
    },
  ]) {
    const address = `?${writeAssignmentsView(view)}`;
    expect(readAssignmentsView(address)).toEqual(view);
  }
});

test("what makes no sense in an address shows nothing special", () => {
  expect(readAssignmentsView("?person=me'--&show=x")).toEqual({
    people: "",
    person: undefined,
    text: "",
    filter: "all",
  });
});

test("a link to a person keeps the search for people", () => {
  expect(assignmentsPath(person, "an")).toBe(
    `/admin/assignments?people=an&person=${person}`,
  );
});
