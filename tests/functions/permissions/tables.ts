import type postgres from "postgres";
import {
  actorNames,
  type ActorName,
  type Actors,
  type Verdicts,
} from "./actors.ts";

const verbs = ["select", "insert", "update", "delete"] as const;
type Verb = (typeof verbs)[number];

/** One right on one kind of rows, all of which belong to the user unless `rows` says otherwise. */
export interface TableRight {
  table: string;
  rows: string;
  verb: Verb;
  /** The columns that may be written. */
  columns: string[];
  verdicts: Verdicts;
}

interface Kind {
  rows: string;
  where: string;
}

/** Tables whose rows are not all alike. Every other has one row of the user's that stands for all. */
const kindsOf: Record<string, Kind[]> = {
  user_roles: [
    { rows: "the role user", where: "user_id = '{user}' and role = 'user'" },
    {
      rows: "the role admin of a colleague",
      where: "user_id = '{colleague}' and role = 'admin'",
    },
  ],
};

/** Tries every verb on a row of every table of the API, as PostgREST would, and takes it back. */
export async function readTableRights(
  sql: postgres.Sql,
  actors: Actors,
  colleagueId: string,
): Promise<TableRight[]> {
  const tables = await sql<{ name: string; owner: string }[]>`
    select c.relname as name, coalesce(
      (
        select a.attname from pg_constraint k join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'auth.users'::regclass limit 1
      ),
      'owner'
    ) as owner
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
    order by c.relname`;
  const rights: TableRight[] = [];
  for (const { name, owner } of tables) {
    const kinds = kindsOf[name] ?? [{ rows: "", where: `${owner} = '{user}'` }];
    for (const { rows, where } of kinds) {
      const condition = where
        .replace("{user}", actors.user.id)
        .replace("{colleague}", colleagueId);
      const [row] = await sql.unsafe<{ ctid: string; json: object }[]>(
        `select ctid, to_jsonb(t) as json from public.${name} t where ${condition} limit 1`,
      );
      if (!row)
        throw new Error(
          `Give the user a row in ${name}: tests/functions/permissions.test.ts`,
        );
      for (const verb of verbs) {
        const columns = await writableColumns(sql, name, verb);
        const attempt = { table: name, owner, verb, columns, ...row };
        const verdicts: Partial<Verdicts> = {};
        for (const actor of actorNames)
          verdicts[actor] = await asActor(sql, actors, actor, (transaction) =>
            tryVerb(transaction, actors, actor, attempt),
          );
        rights.push({
          table: name,
          rows,
          verb,
          columns,
          verdicts: verdicts as Verdicts,
        });
      }
    }
  }
  return rights;
}

async function writableColumns(
  sql: postgres.Sql,
  table: string,
  verb: Verb,
): Promise<string[]> {
  if (verb !== "insert" && verb !== "update") return [];
  const rows = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped
      and has_column_privilege('authenticated', attrelid, attnum, ${verb})
    order by attnum`;
  return rows.map(({ name }) => name);
}

interface Attempt {
  table: string;
  owner: string;
  verb: Verb;
  columns: string[];
  ctid: string;
  json: object;
}

async function tryVerb(
  sql: postgres.TransactionSql,
  actors: Actors,
  actor: ActorName,
  { table, owner, verb, columns, ctid, json }: Attempt,
): Promise<string> {
  const name = `public.${table}`;
  const one = `ctid = '${ctid}'`;
  // Without a right to any column each of them is refused; then one that every table has is tried.
  const [first = owner] = columns;
  const list = columns.length > 0 ? columns : [first];
  switch (verb) {
    case "select":
      return affected(await sql.unsafe(`select 1 from ${name} where ${one}`));
    case "update":
      return affected(
        await sql.unsafe(
          `update ${name} set ${list.map((column) => `${column} = ${column}`).join(", ")} where ${one} returning 1`,
        ),
      );
    case "delete":
      return affected(
        await sql.unsafe(`delete from ${name} where ${one} returning 1`),
      );
    case "insert": {
      // The very row once more, after it was taken away.
      await sql`reset role`;
      if (columns.length > 0)
        await sql.unsafe(`delete from ${name} where ${one}`);
      await become(sql, actors, actor);
      const values = list.map(
        (column) => `(jsonb_populate_record(null::${name}, $1)).${column}`,
      );
      await sql.unsafe(
        `insert into ${name} (${list.join(", ")}) select ${values.join(", ")}`,
        [json as never],
      );
      await sql`reset role`;
      const [made] = await sql.unsafe<{ owner: string }[]>(
        `select ${owner} as owner from ${name} order by xmin::text::bigint desc limit 1`,
      );
      const isOwn = actor !== "nobody" && made?.owner === actors[actor].id;
      return isOwn && actor !== "user" ? "as their own" : "yes";
    }
  }
}

function affected({ length }: { length: number }): string {
  return length > 0 ? "yes" : "absent";
}

/** In a transaction that leaves nothing behind. What the database refuses is its answer. */
export async function asActor(
  sql: postgres.Sql,
  actors: Actors,
  actor: ActorName,
  attempt: (sql: postgres.TransactionSql) => Promise<string>,
): Promise<string> {
  let verdict = "";
  await sql
    .begin(async (transaction) => {
      await become(transaction, actors, actor);
      verdict = await attempt(transaction);
      throw new RolledBack();
    })
    .catch((error: unknown) => {
      if (error instanceof RolledBack) return;
      const { code = "", message = "" } = error as {
        code?: string;
        message?: string;
      };
      // insufficient_privilege, and what our own functions answer as HTTP's 403
      if (code !== "42501" && code !== "PT403")
        throw new Error(`${actor}: ${code} ${message}`, { cause: error });
      verdict = "refused";
    });
  return verdict;
}

class RolledBack extends Error {}

/** As PostgREST makes a request: the role, and the claims of the session's own token. */
async function become(
  sql: postgres.TransactionSql,
  actors: Actors,
  actor: ActorName,
): Promise<void> {
  if (actor === "nobody") {
    await sql`select set_config('request.jwt.claims', '{"role": "anon"}', true)`;
    await sql`set local role anon`;
    return;
  }
  const { id, accessToken } = actors[actor];
  const claims = Buffer.from(
    accessToken.split(".")[1] ?? "",
    "base64url",
  ).toString();
  await sql`select set_config('request.jwt.claims', ${claims}, true), set_config('request.jwt.claim.sub', ${id}, true)`;
  await sql`set local role authenticated`;
}
