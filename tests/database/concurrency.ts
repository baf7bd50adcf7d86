import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { addServer, createPerson } from "./people.ts";
import type { Tests } from "./report.ts";
import type { ScratchDatabase } from "./scratch.ts";

/** What only several connections at once can show. */
export const concurrencyTests: Tests<ScratchDatabase> = {
  "L01: 50 parallel adds on 45 used slots end at exactly 50": async (
    database,
  ) => {
    const { owner, crowd } = connect(database);
    const userId = await createPerson(owner);
    for (let n = 0; n < 45; n += 1) await addServer(owner, { userId });
    const codes = await Promise.all(
      crowd.map((sql) => outcome(addServer(sql, { userId }))),
    );
    assert.equal(count(codes, "ok"), 5);
    assert.equal(count(codes, "PT409 limit_reached"), crowd.length - 5);
    assert.deepEqual(await slots(owner, userId), range(1, 50));
  },

  "L01: of 120 parallel adds exactly 50 are taken, ten times out of ten":
    async (database) => {
      const { owner, crowd } = connect(database);
      for (let run = 0; run < 10; run += 1) {
        const userId = await createPerson(owner);
        const codes = await Promise.all(
          range(1, 120).map((n) =>
            outcome(addServer(crowd[n % crowd.length] ?? owner, { userId })),
          ),
        );
        assert.equal(count(codes, "ok"), 50);
        assert.equal(count(codes, "PT409 limit_reached"), 70);
        assert.deepEqual(await slots(owner, userId), range(1, 50));
      }
    },

  "L01: two people who add at once do not share a limit": async (database) => {
    const { owner, crowd } = connect(database);
    const people = [await createPerson(owner), await createPerson(owner)];
    await Promise.all(
      crowd.flatMap((sql) =>
        [...people, ...people, ...people].map((userId) =>
          outcome(addServer(sql, { userId })),
        ),
      ),
    );
    for (const userId of people)
      assert.deepEqual(await slots(owner, userId), range(1, 50));
  },

  "L02: nor do stricter isolation levels, whose snapshot is older than the lock, give more than 50":
    async (database) => {
      const { owner, crowd } = connect(database);
      for (const level of ["repeatable read", "serializable"]) {
        const userId = await createPerson(owner);
        for (let n = 0; n < 45; n += 1) await addServer(owner, { userId });
        const codes = await Promise.all(
          crowd.map((sql) =>
            outcome(
              sql.begin(`isolation level ${level}`, async (transaction) => {
                await transaction`select count(*) from pg_catalog.pg_class`;
                await addServer(transaction, { userId });
              }),
            ),
          ),
        );
        const used = await slots(owner, userId);
        assert.ok(used.length <= 50, `${level}: ${String(used.length)}`);
        assert.equal(used.length, 45 + count(codes, "ok"));
      }
    },

  "L04: adds and removals that race leave at most 50, each in a slot of its own":
    async (database) => {
      const { owner, crowd } = connect(database);
      const userId = await createPerson(owner);
      const ids: string[] = [];
      for (let n = 0; n < 50; n += 1)
        ids.push(await addServer(owner, { userId }));
      await Promise.all(
        crowd.map((sql, index) =>
          outcome(
            index % 2 === 0
              ? sql`select public.remove_server(${userId}, ${ids[index] ?? ""})`
              : addServer(sql, { userId }),
          ),
        ),
      );
      const used = await slots(owner, userId);
      assert.ok(used.length <= 50);
      assert.equal(new Set(used).size, used.length);
    },

  "of 150 views that are saved at once, 100 are kept, and one is the default":
    async (database) => {
      const { owner, crowd } = connect(database, { role: "postgres" });
      const userId = await createPerson(owner);
      const codes = await Promise.all(
        range(1, 150).map((n) =>
          outcome(
            (crowd[n % crowd.length] ?? owner)`
              insert into public.saved_views (user_id, name, query, is_default)
              values (${userId}, ${`View ${String(n)}`}, '', true)`,
          ),
        ),
      );
      assert.equal(count(codes, "ok"), 100);
      assert.equal(count(codes, "PT409 limit_reached"), 50);
      const [kept] = await owner`
        select count(distinct slot)::int as slots, count(*) filter (where is_default)::int as defaults
        from public.saved_views where user_id = ${userId}`;
      assert.deepEqual({ ...kept }, { slots: 100, defaults: 1 });
    },

  "S21: 20 parallel bootstraps make one administrator": async (database) => {
    const { owner, crowd } = connect(database, { role: "postgres" });
    await owner`delete from public.user_roles where role = 'admin'`;
    const people = await Promise.all(
      range(1, 20).map(() => createPerson(owner)),
    );
    const codes = await Promise.all(
      people.map((id, index) =>
        outcome(
          (crowd[index] ?? owner)`
            select private.bootstrap_admin(email) from auth.users where id = ${id}`,
        ),
      ),
    );
    assert.equal(count(codes, "ok"), 1);
    assert.equal(count(codes, "PT409"), 19);
    const [admins] =
      await owner`select count(*)::int as n from public.user_roles where role = 'admin'`;
    assert.equal(admins?.["n"], 1);
  },

  "S23: two administrators who remove each other at once leave one": async (
    database,
  ) => {
    const { owner } = connect(database);
    await owner`delete from auth.users where id in (select user_id from public.user_roles where role = 'admin')`;
    const pair = [await createPerson(owner), await createPerson(owner)];
    for (const id of pair)
      await owner`insert into public.user_roles (user_id, role) values (${id}, 'admin')`;
    const [one = "", other = ""] = pair;
    const remove = (sql: postgres.ISql, id: string) =>
      outcome(
        sql`delete from public.user_roles where user_id = ${id} and role = 'admin'`,
      );
    const codes = await owner.begin(async (transaction) => {
      const first = await remove(transaction, one);
      const second = remove(database.connect(), other);
      // Time for the second to look around, were it not made to wait for the first.
      await sleep(300);
      return { first, second };
    });
    assert.equal(codes.first, "ok");
    assert.equal(await codes.second, "PT409 last_admin");
  },

  "S23: two administrators who delete their accounts at once leave one": async (
    database,
  ) => {
    const { owner } = connect(database);
    await owner`delete from auth.users where id in (select user_id from public.user_roles where role = 'admin')`;
    const pair = [await createPerson(owner), await createPerson(owner)];
    for (const id of pair) {
      await owner`insert into public.user_roles (user_id, role) values (${id}, 'admin')`;
      await owner`insert into auth.sessions (id, user_id) values (${id}, ${id})`;
    }
    const leave = async (sql: postgres.Sql, id: string) =>
      outcome(
        sql.begin(async (transaction) => {
          const claims = JSON.stringify({ sub: id, session_id: id });
          await transaction`select set_config('request.jwt.claims', ${claims}, true)`;
          await transaction`select public.delete_own_account()`;
        }),
      );
    const codes = await Promise.all(
      pair.map((id) => leave(database.connect(), id)),
    );
    assert.deepEqual(codes.toSorted(), ["PT409 last_admin", "ok"]);
  },

  "F35: of 10 parallel changes to one version one is made": async (
    database,
  ) => {
    const { owner, crowd } = connect(database);
    const userId = await createPerson(owner);
    const serverId = await addServer(owner, {
      userId,
      host: "one.example.org",
    });
    const codes = await Promise.all(
      crowd.slice(0, 10).map((sql, index) =>
        outcome(sql`
          select * from public.change_server(
            ${userId}, ${serverId}, 1, ${`Name ${String(index)}`}, 'one.example.org', 8006, '{"mode": "system"}', true
          )`),
      ),
    );
    assert.equal(count(codes, "ok"), 1);
    assert.equal(count(codes, "PT409 version_conflict"), 9);
  },

  "listings that note the same servers at once, in any order, neither wait for each other nor fail":
    async (database) => {
      const { owner, crowd } = connect(database);
      const userId = await createPerson(owner);
      const ids: string[] = [];
      for (let n = 0; n < 50; n += 1)
        ids.push(await addServer(owner, { userId }));
      const codes = await Promise.all(
        crowd.map((sql, index) => {
          const ordered = index % 2 === 0 ? ids : ids.toReversed();
          const outcomes = ordered.map((serverId) => ({
            serverId,
            errorCode: index % 3 === 0 ? "timeout" : null,
          }));
          return outcome(
            sql`select public.record_outcomes(${sql.json(outcomes)})`,
          );
        }),
      );
      assert.deepEqual([...new Set(codes)], ["ok"]);
    },

  "R01: 200 parallel calls within a limit of 30 are 30 let through": async (
    database,
  ) => {
    const { owner, crowd } = connect(database);
    const userId = await createPerson(owner);
    const waits = await Promise.all(
      crowd.flatMap((sql) =>
        range(1, 4).map(async () => {
          // A window so long that none ends meanwhile.
          const [row] = await sql<{ wait: number }[]>`
            select public.take_from_limit(${userId}, 'test', 30, 2000000000) as wait`;
          return row?.wait;
        }),
      ),
    );
    assert.equal(waits.filter((wait) => wait === 0).length, 30);
  },

  "W01: of 50 who show one console ticket at once, one gets the console":
    async (database) => {
      const { owner, crowd } = connect(database);
      const userId = await createPerson(owner);
      const hash = randomBytes(32).toString("hex");
      await owner`select public.issue_console_ticket(${userId}, null, null, 'pve1', 'qemu', 101, 'vnc', null, ${hash})`;
      const redeemed = await Promise.all(
        crowd.map(
          (sql) => sql`select vmid from public.redeem_console_ticket(${hash})`,
        ),
      );
      assert.equal(redeemed.flat().length, 1);
    },

  "W06: of 50 tickets redeemed at once, ten consoles open": async (
    database,
  ) => {
    const { owner, crowd } = connect(database);
    const userId = await createPerson(owner);
    const hashes = crowd.map(() => randomBytes(32).toString("hex"));
    for (const hash of hashes)
      await owner`insert into private.console_tickets (ticket_hash, user_id, node, type, vmid, kind) values (${hash}, ${userId}, 'pve1', 'qemu', 101, 'vnc')`;
    const redeemed = await Promise.all(
      crowd.map(
        (sql, index) =>
          sql`select console_id from public.redeem_console_ticket(${hashes[index] ?? ""})`,
      ),
    );
    const open = redeemed.flat().filter((row) => row["console_id"] !== null);
    assert.equal(open.length, 10);
  },

  "W06: of 50 tickets asked for at once, ten are given": async (database) => {
    const { owner, crowd } = connect(database);
    const userId = await createPerson(owner);
    const codes = await Promise.all(
      crowd.map((sql) =>
        outcome(
          sql`select public.issue_console_ticket(${userId}, null, null, 'pve1', 'lxc', 100, 'terminal', null, ${randomBytes(32).toString("hex")})`,
        ),
      ),
    );
    assert.equal(count(codes, "ok"), 10);
    assert.equal(count(codes, "PT429 rate_limited"), 40);
  },
};

/** The operator's connection, and many of the functions'. The scratch server takes 60. */
function connect(
  database: ScratchDatabase,
  { role = "service_role" } = {},
): { owner: postgres.Sql; crowd: postgres.Sql[] } {
  return {
    owner: database.connect(),
    crowd: range(1, 50).map(() => database.connect({ connection: { role } })),
  };
}

async function outcome(work: PromiseLike<unknown>): Promise<string> {
  try {
    await work;
    return "ok";
  } catch (error) {
    const { code = String(error), hint } = error as {
      code?: string;
      hint?: string;
    };
    return hint === undefined ? code : `${code} ${hint}`;
  }
}

async function slots(sql: postgres.Sql, userId: string): Promise<number[]> {
  const rows = await sql<{ slot: number }[]>`
    select slot from public.proxmox_servers where user_id = ${userId} order by slot`;
  return rows.map(({ slot }) => slot);
}

function count(codes: readonly string[], code: string): number {
  return codes.filter((each) => each === code).length;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
