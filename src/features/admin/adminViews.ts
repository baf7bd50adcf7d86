import {
  peopleSorts,
  serverStates,
  type PeopleQuestion,
  type ServersQuestion,
} from "@/lib/administration.ts";

/** What a list shows, from the part of the address after "?" and back into it. What makes no sense there asks for nothing. */

export function readPeopleView(search: string): PeopleQuestion {
  const params = new URLSearchParams(search);
  return {
    text: params.get("q") ?? "",
    isAdminsOnly: params.has("admins"),
    sort: oneOf(peopleSorts, params.get("sort")) ?? "created",
    page: pageIn(params),
  };
}

export function writePeopleView({
  text,
  isAdminsOnly,
  sort,
  page,
}: PeopleQuestion): URLSearchParams {
  const params = withTextAndPage(text, page);
  if (isAdminsOnly) params.set("admins", "yes");
  if (sort !== "created") params.set("sort", sort);
  return params;
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export function readServersView(search: string): ServersQuestion {
  const params = new URLSearchParams(search);
  const owner = params.get("owner") ?? "";
  return {
    text: params.get("q") ?? "",
    ownerId: uuid.test(owner) ? owner : undefined,
    state: oneOf(serverStates, params.get("state")),
    page: pageIn(params),
  };
}

export function writeServersView({
  text,
  ownerId,
  state,
  page,
}: ServersQuestion): URLSearchParams {
  const params = withTextAndPage(text, page);
  if (ownerId !== undefined) params.set("owner", ownerId);
  if (state !== undefined) params.set("state", state);
  return params;
}

function withTextAndPage(text: string, page: number): URLSearchParams {
  const params = new URLSearchParams();
  if (text) params.set("q", text);
  if (page > 1) params.set("page", String(page));
  return params;
}

function pageIn(params: URLSearchParams): number {
  const text = params.get("page") ?? "";
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}

function oneOf<Known extends string>(
  known: readonly Known[],
  text: string | null,
): Known | undefined {
  return known.find((one) => one === text);
}
