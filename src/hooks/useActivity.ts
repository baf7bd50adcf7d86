import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import {
  readActivity,
  readPeople,
  type ActivityFilter,
  type ActivityRow,
} from "@/lib/activity.ts";

const pageSize = 60;
/** As much as PostgREST gives at once. */
const exportPageSize = 1000;
const exportLimit = 50_000;

const activityQueries = {
  all: () => ["activity"] as const,
  list: (filter: ActivityFilter) =>
    infiniteQueryOptions({
      queryKey: [...activityQueries.all(), "list", filter],
      queryFn: ({ pageParam, signal }) =>
        readActivity(filter, { before: pageParam, size: pageSize }, signal),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) =>
        page.length < pageSize ? undefined : page.at(-1)?.id,
    }),
  people: (ids: readonly string[]) =>
    queryOptions({
      queryKey: [...activityQueries.all(), "people", ids],
      queryFn: ({ signal }) => readPeople(ids, signal),
      staleTime: 5 * 60_000,
    }),
};

export function useActivity(filter: ActivityFilter) {
  return useInfiniteQuery(activityQueries.list(filter));
}

/** The people whom these rows name, by id. A person who was deleted is not among them. */
export function usePeople(rows: readonly ActivityRow[], isWanted: boolean) {
  const ids = peopleOf(rows);
  const { data } = useQuery({
    ...activityQueries.people(ids),
    enabled: isWanted && ids.length > 0,
  });
  return new Map(data?.map((person) => [person.id, person]));
}

/** Everything that a filter lets through, for a file; with the people whom it names, where one may know them. */
export async function readAllActivity(filter: ActivityFilter) {
  const rows: ActivityRow[] = [];
  for (;;) {
    const before = rows.at(-1)?.id;
    const page = await readActivity(filter, { before, size: exportPageSize });
    rows.push(...page);
    if (page.length < exportPageSize || rows.length >= exportLimit) break;
  }
  const people = await readPeople(peopleOf(rows));
  return { rows, people: new Map(people.map((one) => [one.id, one])) };
}

function peopleOf(rows: readonly ActivityRow[]): string[] {
  const ids = rows.flatMap(({ actor, owner }) => [actor ?? [], owner ?? []]);
  return [...new Set(ids.flat())].sort();
}
