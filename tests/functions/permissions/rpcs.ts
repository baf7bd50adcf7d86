import type postgres from "postgres";
import { actorNames, type Actors, type Verdicts } from "./actors.ts";
import { asActor } from "./tables.ts";

/** A function of the database, over REST. */
export interface RpcRight {
  name: string;
  verdicts: Verdicts;
  /** Whether the functions may call it, with the project's secret key. */
  service: boolean;
}

/** What each type of argument is tried with. `{user}` is the user's id. */
const samples: Record<string, string> = {
  uuid: "'{user}'",
  "uuid[]": "array['{user}']::uuid[]",
  "integer[]": "array[100]",
  app_role: "'user'",
  text: "'x'",
  integer: "1",
  smallint: "1::smallint",
  boolean: "false",
  jsonb: "'{}'",
};

/** Calls whatever people may call, and takes it back. What they may not is known from its grants. */
export async function readRpcRights(
  sql: postgres.Sql,
  actors: Actors,
): Promise<RpcRight[]> {
  const functions = await sql<
    {
      name: string;
      arguments: string[];
      nobody: boolean;
      people: boolean;
      service: boolean;
    }[]
  >`
    select p.proname as name,
      array(select format_type(t, null) from unnest(p.proargtypes::oid[]) with ordinality a(t, n) order by n) as arguments,
      has_function_privilege('anon', p.oid, 'execute') as nobody,
      has_function_privilege('authenticated', p.oid, 'execute') as people,
      has_function_privilege('service_role', p.oid, 'execute') as service
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by p.proname`;
  const rights: RpcRight[] = [];
  for (const { name, arguments: types, nobody, people, service } of functions) {
    const values = types.map((type) => {
      const sample = samples[type];
      if (sample === undefined)
        throw new Error(
          `Give a value for arguments of type ${type} (${name}) in tests/functions/permissions/rpcs.ts`,
        );
      return sample.replace("{user}", actors.user.id);
    });
    const verdicts: Partial<Verdicts> = {};
    for (const actor of actorNames)
      verdicts[actor] =
        nobody || (people && actor !== "nobody")
          ? await asActor(sql, actors, actor, async (transaction) => {
              await transaction.unsafe(
                `select * from public.${name}(${values.join(", ")})`,
              );
              return "yes";
            })
          : "refused";
    rights.push({ name, verdicts: verdicts as Verdicts, service });
  }
  return rights;
}
