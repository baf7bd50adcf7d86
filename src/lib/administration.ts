import * as z from "zod/mini";
import { personRowSchema, serverRowSchema } from "@contract/admin.ts";
import { AppError } from "@contract/errors.ts";
import { queryDatabase } from "@/lib/database.ts";

/** What administrators read and change in the database itself; it refuses everybody else. */

export type PersonRow = z.infer<typeof personRowSchema>;
export type ServerRow = z.infer<typeof serverRowSchema>;

/** Rows of a long list, and how many there are in all. */
export interface Page<Row> {
  rows: readonly Row[];
  total: number;
}

export const pageSize = 50;

export const peopleSorts = [
  "created",
  "last_sign_in",
  "name",
  "servers",
] as const;
export type PeopleSort = (typeof peopleSorts)[number];

export interface PeopleQuestion {
  /** Part of a name or an address. */
  text: string;
  isAdminsOnly: boolean;
  sort: PeopleSort;
  /** From 1. */
  page: number;
}

export async function listPeople(
  { text, isAdminsOnly, sort, page }: PeopleQuestion,
  signal: AbortSignal,
): Promise<Page<PersonRow>> {
  return pageOf(
    await queryDatabase(z.array(personRowSchema), (database) =>
      database
        .rpc("list_people", {
          p_search: text,
          p_admins_only: isAdminsOnly,
          p_sort: sort,
          ...rangeOf(page),
        })
        .abortSignal(signal)
        .throwOnError(),
    ),
  );
}

export const serverStates = [
  "active",
  "failing",
  "inactive",
  "deactivated",
] as const;
export type ServerState = (typeof serverStates)[number];

export interface ServersQuestion {
  /** Part of a server's name or host, or of its owner's name or address. */
  text: string;
  /** Undefined: everybody's. */
  ownerId: string | undefined;
  /** Undefined: in any state. */
  state: ServerState | undefined;
  /** From 1. */
  page: number;
}

export async function listAllServers(
  { text, ownerId, state, page }: ServersQuestion,
  signal: AbortSignal,
): Promise<Page<ServerRow>> {
  return pageOf(
    await queryDatabase(z.array(serverRowSchema), (database) =>
      database
        .rpc("list_all_servers", {
          p_search: text,
          p_user_id: ownerId ?? null,
          p_state: state ?? "all",
          ...rangeOf(page),
        })
        .abortSignal(signal)
        .throwOnError(),
    ),
  );
}

function rangeOf(page: number) {
  return { p_limit: pageSize, p_offset: (page - 1) * pageSize };
}

function pageOf<Row extends { total: number }>(rows: Row[]): Page<Row> {
  return { rows, total: rows[0]?.total ?? 0 };
}

/** Two administrators who grant the same at once are of one mind. */
export async function grantAdmin(userId: string): Promise<void> {
  await queryDatabase(z.null(), (database) =>
    database
      .from("user_roles")
      .upsert({ user_id: userId, role: "admin" }, { ignoreDuplicates: true })
      .throwOnError(),
  );
}

/** The last one is refused. */
export async function revokeAdmin(userId: string): Promise<void> {
  const revoked = await queryDatabase(
    z.array(z.object({ user_id: z.string() })),
    (database) =>
      database
        .from("user_roles")
        .delete()
        .eq("user_id", userId)
        .eq("role", "admin")
        .select("user_id")
        .throwOnError(),
  );
  if (revoked.length > 0) return;
  throw new AppError(
    "version_conflict",
    "Nothing was changed: either they were no administrator any more, or you are none",
  );
}
