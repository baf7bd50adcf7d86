// @vitest-environment node
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../../local/paths.ts";
import { runVmAction } from "../../supabase/functions/_shared/contract/actions.ts";
import { act, startLab, type Lab } from "./lab.ts";
import type { Actors } from "./permissions/actors.ts";
import { writeDocument, type Matrix } from "./permissions/document.ts";
import {
  readCalls,
  subjectOf,
  titleOf,
  verdictOf,
  verdictsOf,
} from "./permissions/endpoints.ts";
import { readRpcRights } from "./permissions/rpcs.ts";
import type { Sample } from "./permissions/samples.ts";
import { readTableRights } from "./permissions/tables.ts";
import {
  asOperator,
  newToken,
  Person,
  success,
  useProduct,
} from "./product.ts";

const file = join(repository, "docs", "permissions.md");

/** Of the operator's server: assigned with console and power, to be seen, and not at all. */
const [operated, seen, foreign] = [100, 104, 103] as const;

let lab: Lab;
let actors: Actors;
let colleagueId: string;

useProduct(async () => {
  lab = await startLab();
  const limits = ["TESTS", "LISTS", "GUEST_READS", "TASK_READS", "ACTIONS"];
  return {
    ...lab.environment,
    ...Object.fromEntries(
      [...limits, "CONSOLES"].map((name) => [
        `MUSTER_LIMIT_${name}_PER_MINUTE`,
        "10000",
      ]),
    ),
    MUSTER_LIMIT_ADDS_PER_HOUR: "10000",
  };
});
beforeAll(async () => {
  const [second, user, admin, colleague] = await Promise.all([
    Person.signUp(),
    Person.signUp(),
    Person.signUp(),
    Person.signUp(),
  ]);
  actors = { second, user, admin };
  colleagueId = colleague.id;
  await asOperator(async (sql) => {
    await sql`insert into public.user_roles (user_id, role) values (${admin.id}, 'admin'), (${colleague.id}, 'admin')`;
    await sql`insert into public.vm_assignments (user_id, vmid, can_console, can_power)
      values (${user.id}, ${operated}, true, true), (${user.id}, ${seen}, false, false)`;
    await sql`insert into public.assignment_rules (user_id, kind, value) values (${user.id}, 'tag', 'none')`;
    await sql`insert into public.saved_views (user_id, name, query) values (${user.id}, 'Mine', '')`;
  });
});
afterAll(() => lab.simulator.close());

/** The task of a guest, whichever server it is looked for on. */
async function taskOf(vmid: number): Promise<string> {
  const answer = await act(actors.admin, { vmid, action: "start" });
  return success(answer, runVmAction).upid;
}

/** The user's one server, as it was: a call may have removed it. */
async function savedServer(): Promise<string> {
  await asOperator(
    (sql) =>
      sql`delete from public.proxmox_servers where user_id = ${actors.user.id}`,
  );
  return (await actors.user.add(lab.entry())).id;
}

async function readMatrix(): Promise<Matrix> {
  const matrix: Matrix = {
    ownServer: [],
    operatorServer: [],
    others: [],
    tables: [],
    rpcs: [],
  };
  const upids = new Map<number, string>();
  for (const vmid of [operated, seen, foreign])
    upids.set(vmid, await taskOf(vmid));
  const sampleOf = (serverId: string | null, vmid: number): Sample => ({
    serverId,
    vmid,
    upid: upids.get(vmid) ?? "",
    connection: { host: "192.168.99.1", port: 8006, api_token: newToken() },
  });

  let serverId = await savedServer();
  for (const call of await readCalls()) {
    const title = titleOf(call);
    const subject = subjectOf(call);
    if (subject !== "nothing") {
      const sample = sampleOf(serverId, operated);
      const verdicts = await verdictsOf(call, actors, sample);
      matrix.ownServer.push({ title, verdicts });
      const { method } = call.endpoint;
      if (subject === "server" && method !== "GET")
        serverId = await savedServer();
    }
    const onOperators = (vmid: number) => sampleOf(null, vmid);
    if (subject === "guest")
      matrix.operatorServer.push({
        title,
        notAssigned: await verdictOf(call, actors.user, onOperators(foreign)),
        toSee: await verdictOf(call, actors.user, onOperators(seen)),
        verdicts: await verdictsOf(call, actors, onOperators(operated)),
      });
    if (
      subject === "nothing" ||
      (!call.fields.has("id") && subject === "server")
    )
      matrix.others.push({
        title,
        verdicts: await verdictsOf(call, actors, onOperators(operated)),
      });
  }
  await asOperator(async (sql) => {
    matrix.tables = await readTableRights(sql, actors, colleagueId);
    matrix.rpcs = await readRpcRights(sql, actors);
  });
  return matrix;
}

test("S01–S20: docs/permissions.md says what nobody, a user, another user and an administrator may do, on every endpoint and every table", async () => {
  const written = await writeDocument(await readMatrix());
  if (process.env["UPDATE_PERMISSIONS"]) await writeFile(file, written);
  const read = await readFile(file, "utf8").catch(() => "");
  expect(
    read,
    "docs/permissions.md is not what the product does. If the change is meant: UPDATE_PERMISSIONS=1 npx vitest run --project functions tests/functions/permissions.test.ts",
  ).toBe(written);
}, 120_000);
