import { paths } from "@/lib/paths.ts";
import { rowFilters, type RowFilter } from "./assignmentRows.ts";

/** What the page shows. It stands in the address, so that links can lead to it. */
export interface AssignmentsView {
  /** Part of a person's name or address. */
  people: string;
  /** Id of the person who has been chosen. */
  person: string | undefined;
  /** What guests are searched for, in the list's own language. */
  text: string;
  filter: RowFilter;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function readAssignmentsView(search: string): AssignmentsView {
  const params = new URLSearchParams(search);
  const person = params.get("person") ?? "";
  const show = params.get("show");
  return {
    people: params.get("people") ?? "",
    person: uuid.test(person) ? person : undefined,
    text: params.get("q") ?? "",
    filter: rowFilters.find((filter) => filter === show) ?? "all",
  };
}

export function writeAssignmentsView({
  people,
  person,
  text,
  filter,
}: AssignmentsView): URLSearchParams {
  const params = new URLSearchParams();
  if (people) params.set("people", people);
  if (person !== undefined) params.set("person", person);
  if (text) params.set("q", text);
  if (filter !== "all") params.set("show", filter);
  return params;
}

/** What is assigned to somebody; to nobody yet, where none is named. */
export function assignmentsPath(
  person: string | undefined,
  people = "",
): string {
  const params = writeAssignmentsView({
    people,
    person,
    text: "",
    filter: "all",
  });
  return `${paths.adminAssignments}?${params}`;
}
