import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  addServer,
  createPerson,
  openTokens,
  someKeyCheck,
  someRowKey,
  someToken,
} from "./people.ts";
import type { Tests } from "./report.ts";
import type { ScratchDatabase } from "./scratch.ts";

export const vaultTests: Tests<ScratchDatabase> = {
  "C05: no flipped bit and no cut of a ciphertext gives a changed token":
    async (database) => {
      const sql = database.connect();
      const userId = await createPerson(sql);
      const serverId = await addServer(sql, { userId });
      const [result] = await sql<
        { tried: number; changed: number; opened: number }[]
      >`
        with sealed as (
          select s as server, t.ciphertext, octet_length(t.ciphertext) as size
          from public.proxmox_servers s join private.server_tokens t on t.server_id = s.id
          where s.id = ${serverId}
        ), damaged as (
          select server, set_bit(ciphertext, bit, 1 - get_bit(ciphertext, bit)) as ciphertext, bit / 8 in (15, 16) as in_length
          from sealed, generate_series(0, size * 8 - 1) bit
          union all
          select server, substring(ciphertext from 1 for length), false from sealed, generate_series(0, size - 1) length
          union all
          select server, substring(ciphertext from start), false from sealed, generate_series(2, size) start
          union all
          select server, ciphertext || ciphertext, false from sealed
        )
        select count(*)::int as tried,
          count(*) filter (where u.token <> ${someToken})::int as changed,
          count(*) filter (where u.token is not null and not in_length)::int as opened
        from damaged, private.unseal_token(server, damaged.ciphertext, ${someRowKey}) u`;
      assert.ok(result && result.tried > 1500, JSON.stringify(result));
      assert.equal(result.changed, 0);
      // The two bytes that say how long the packet is are not protected: some of their flips leave the token as it was.
      assert.equal(result.opened, 0);
    },

  "50 tokens open in one call, within a fifth of a second": async (
    database,
  ) => {
    const sql = database.connect();
    const userId = await createPerson(sql);
    const ids: string[] = [];
    for (let n = 0; n < 50; n += 1) ids.push(await addServer(sql, { userId }));
    const service = database.connect({ connection: { role: "service_role" } });
    await openTokens(service, userId, ids);
    const startedAt = performance.now();
    const rows = await openTokens(service, userId, ids);
    const milliseconds = performance.now() - startedAt;
    assert.equal(rows.filter(({ token }) => token === someToken).length, 50);
    console.log(`opening 50 tokens took ${milliseconds.toFixed(1)} ms`);
    assert.ok(milliseconds < 200, `${milliseconds.toFixed(1)} ms`);
  },

  "one row that is broken keeps no other shut": async (database) => {
    const sql = database.connect();
    const userId = await createPerson(sql);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await addServer(sql, { userId }));
    await sql`
      update private.server_tokens set ciphertext = set_byte(ciphertext, 60, 255 - get_byte(ciphertext, 60))
      where server_id = ${ids[2] ?? ""}`;
    const rows = await openTokens(sql, userId, ids);
    assert.deepEqual(
      rows.filter(({ token }) => token === null),
      [{ server_id: ids[2], token: null, failure: "decrypt_failed" }],
    );
    assert.equal(rows.length, 5);
  },

  "50 tokens get a new key while they are read all the time: no read fails, and two workers share the work":
    async (database) => {
      const sql = database.connect();
      const service = { connection: { role: "service_role" } };
      const userId = await createPerson(sql);
      const ids: string[] = [];
      for (let n = 0; n < 50; n += 1)
        ids.push(await addServer(sql, { userId }));
      const newKey = {
        rowKey: "0f".repeat(32),
        check: "f0".repeat(16),
      };
      const bothKeys = {
        1: { rowKey: someRowKey, check: someKeyCheck },
        2: newKey,
      };

      let isRotating = true;
      const readers = Array.from({ length: 8 }, async () => {
        const reader = database.connect(service);
        let reads = 0;
        while (isRotating) {
          const rows = await openTokens(reader, userId, ids, bothKeys);
          assert.equal(
            rows.filter(({ token }) => token === someToken).length,
            50,
          );
          reads += 1;
        }
        return reads;
      });
      const workers = [ids, ids.toReversed()].map(async (order) => {
        const worker = database.connect(service);
        const outcomes: unknown[] = [];
        for (const id of order) {
          const [row] = await worker`
            select public.rotate_token(${id}, 1::smallint, ${someRowKey}, 2::smallint, ${newKey.check}, ${newKey.rowKey}) as outcome`;
          outcomes.push(row?.["outcome"]);
        }
        return outcomes;
      });
      const outcomes = (await Promise.all(workers)).flat();
      isRotating = false;
      for (const reads of await Promise.all(readers)) assert.ok(reads > 0);

      assert.deepEqual(outcomes.toSorted(), [
        ...Array.from(ids, () => "rotated"),
        ...Array.from(ids, () => "skipped"),
      ]);
      const rows = await openTokens(sql, userId, ids, { 2: newKey });
      assert.equal(rows.filter(({ token }) => token === someToken).length, 50);
    },

  "G01, G02: neither a token nor a key is in the log of a database that logs failed statements":
    async (database) => {
      const token = "root@pam!canary=0c0ffee0-1111-2222-3333-444455556666";
      const rowKey = "c0ffee".repeat(10) + "c0ff";
      const service = database.connect({
        connection: { role: "service_role" },
        // As a connection pool in front of Postgres has it: the statement goes with its parameters each time.
        prepare: false,
      });
      const owner = database.connect();
      const userId = await createPerson(owner);
      const stranger = await createPerson(owner);
      const refused = async (work: Promise<unknown>) => {
        await assert.rejects(work);
      };

      const serverId = await addServer(service, {
        userId,
        token,
        rowKey,
        host: "a.example.org",
      });
      const again = { userId, token, rowKey };
      await refused(addServer(service, { ...again, host: "a.example.org" }));
      await refused(addServer(service, { ...again, host: "NOT A HOST" }));
      await refused(addServer(service, { ...again, name: "" }));
      await refused(addServer(service, { ...again, serverId }));
      await refused(addServer(service, { ...again, token: `${token}\n` }));
      await refused(
        addServer(service, { ...again, token: token.slice(0, -1) }),
      );
      await refused(addServer(service, { ...again, rowKey: `${rowKey}x` }));
      await refused(
        addServer(service, { ...again, keyCheck: "00".repeat(16) }),
      );
      await refused(service`
        select * from public.change_server(
          ${stranger}, ${serverId}, 1, 'x', 'x', 8006, '{"mode": "system"}', true, ${token}, 1::smallint, 'x', ${rowKey}
        )`);
      await refused(service`
        select * from public.change_server(
          ${userId}, ${serverId}, 1, 'x', 'x', 0, '{"mode": "system"}', true, ${token}, 1::smallint, ${"00".repeat(16)}, ${rowKey}
        )`);
      // Opened with the wrong key, and with a key that is none.
      await openTokens(service, userId, [serverId]);
      await service`
        select * from public.open_tokens(${userId}, ${service.json({ [serverId]: { 1: `${rowKey}${token}` } })}, '{}')`;
      await refused(owner.unsafe("select 'this is logged' / 0"));

      const log = await readFile(database.logFile, "utf8");
      assert.match(log, /this is logged/, "the log shows failed statements");
      assert.match(log, /STATEMENT:[\s\S]*add_server/);
      assert.doesNotMatch(log, /0c0ffee0-|c0ffeec0ffee/i);
    },
};
