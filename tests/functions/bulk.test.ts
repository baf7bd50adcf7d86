// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseFault } from "../../simulator/faults.ts";
import type { GuestOptions } from "../../simulator/fleet.ts";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import type { Guest } from "../../simulator/state.ts";
import {
  countStates,
  isOver,
  newBulkRun,
  retryItems,
  type BulkRun,
} from "../../src/lib/bulkRun.ts";
import { runBulk, type BulkApi } from "../../src/lib/bulkRunner.ts";
import {
  runBulkVmAction,
  taskStatus,
} from "../../supabase/functions/_shared/contract/actions.ts";
import {
  AppError,
  errorBodySchema,
} from "../../supabase/functions/_shared/contract/errors.ts";
import { listTasks } from "../../supabase/functions/_shared/contract/tasks.ts";
import {
  listVms,
  type Vm,
} from "../../supabase/functions/_shared/contract/vms.ts";
import {
  keepSecret,
  Person,
  success,
  useProduct,
  type Answer,
} from "./product.ts";

/*
 * Two hundred guests over twenty servers are shut down by the code that the page runs, through the real functions, at simulated clusters: 16
 * with twelve or thirteen guests, and four with one guest each, whose whole server is in trouble.
 */

const large = Array.from({ length: 16 }, (_, index) => `site-${String(index)}`);
const alone = ["refusing", "renewed", "impostor", "half-down"];

let simulator: Simulator;
let person: Person;
let vms: readonly Vm[];

useProduct();
beforeAll(async () => {
  [simulator, person] = await Promise.all([
    startSimulator({
      clusters: [...large, ...alone].map((name) => ({
        name,
        nodes: [{ name: "pve1" }, { name: "pve2" }],
        guests: guestsOf(name),
      })),
      taskSpeed: 100,
      waitSpeed: 30,
      broadcastSeconds: 0.2,
    }),
    Person.signUp(),
  ]);
  await Promise.all(
    simulator.clusters.map(({ name, caCertificate, nodes, tokens }) =>
      person.add({
        name,
        host: nodes[0]?.host,
        port: nodes[0]?.port,
        api_token: keepSecret(tokens.operator),
        trust: { mode: "ca", ca_certificate: caCertificate },
      }),
    ),
  );
  vms = success(await person.call("GET", "list-vms"), listVms).vms;
});
afterAll(() => simulator.close());

function guestsOf(cluster: string): GuestOptions[] {
  const isLarge = large.includes(cluster);
  const count = !isLarge ? 1 : large.indexOf(cluster) < 4 ? 13 : 12;
  return Array.from({ length: count }, (_, index) => ({
    // Proxmox VE looks at containers when it is called, at VMs only when their task runs.
    type: index % 4 === 3 ? "lxc" : "qemu",
    name: `guest-${String(index)}`,
    vmid: 100 + index,
    node: cluster === "half-down" || index % 2 === 1 ? "pve2" : "pve1",
  }));
}

function guest(cluster: string, vmid: number): Guest {
  const found = simulator.inside(cluster).guests.get(vmid);
  if (!found) throw new Error(`${cluster} has no guest ${String(vmid)}`);
  return found;
}

/** The functions over HTTP, with what they say and nothing waited for: as the page's own door without patience. */
const api: BulkApi = {
  runBulkVmAction: async (body) =>
    answered(
      await person.call("POST", "vm-actions", { body }),
      runBulkVmAction,
    ),
  listTasks: async ({ serverId }) =>
    answered(
      await person.call(
        "GET",
        `vm-actions/tasks${serverId === undefined ? "" : `?serverId=${serverId}`}`,
      ),
      listTasks,
    ),
  taskStatus: async ({ upid, serverId }) =>
    answered(
      await person.call(
        "GET",
        `vm-actions/tasks/${encodeURIComponent(upid)}?serverId=${serverId ?? ""}`,
      ),
      taskStatus,
    ),
};

function answered<Endpoint extends Parameters<typeof success>[1]>(
  answer: Answer,
  endpoint: Endpoint,
) {
  if (answer.status !== endpoint.status) {
    const { error } = errorBodySchema.parse(answer.json);
    throw new AppError(error.code, error.message);
  }
  return success<Endpoint["response"]>(answer, endpoint);
}

/** Runs it to its end, or `change`s one that is over and runs that. */
async function untilOver(begun: BulkRun, through = api): Promise<BulkRun> {
  let run = begun;
  const runner = runBulk({
    api: through,
    run,
    onChange: (next) => {
      run = next;
    },
    pace: { lookMs: () => 150, absenceMs: 150 },
  });
  await expect.poll(() => isOver(run), { timeout: 25_000 }).toBe(true);
  await runner.stop();
  return run;
}

/** Every shutdown that has begun anywhere, as "cluster/vmid". */
function shutdowns(): string[] {
  return simulator.clusters.flatMap(({ name, nodes }) =>
    nodes.flatMap((node) =>
      simulator
        .inside(name)
        .tasks.of(node.name)
        .filter(
          ({ type, starttime }) =>
            /^(?:qm|vz)shutdown$/.test(type) && starttime >= startedAt,
        )
        .map(({ id }) => `${name}/${id}`),
    ),
  );
}
const startedAt = Math.floor(Date.now() / 1000);

interface Trouble {
  cluster: string;
  vmid: number;
  /** What the page says of it. */
  says: RegExp;
  /** Whether its task begins before it fails. */
  begins: boolean;
  make: (trouble: Trouble) => void | Promise<void>;
  mend: (trouble: Trouble) => void | Promise<void>;
}

const here = ({ cluster, vmid }: Trouble) => guest(cluster, vmid);
const fault = (text: string) => ({
  make: ({ cluster }: Trouble) => simulator.setFault(cluster, parseFault(text)),
  mend: ({ cluster }: Trouble) => simulator.setFault(cluster, null),
});
const absent = new Map<string, Guest>();

/** Ten guests, each of which fails in a way of its own. */
const troubles: Trouble[] = [
  {
    cluster: "site-0",
    vmid: 100,
    says: /^VM is locked \(backup\)$/,
    begins: true,
    make: (trouble) => void (here(trouble).config.lock = "backup"),
    mend: (trouble) =>
      void Reflect.deleteProperty(here(trouble).config, "lock"),
  },
  {
    cluster: "site-1",
    vmid: 101,
    says: /^VM quit\/powerdown failed - got timeout$/,
    begins: true,
    make: (trouble) => void (here(trouble).temperament.obeysShutdown = false),
    mend: (trouble) => void (here(trouble).temperament.obeysShutdown = true),
  },
  {
    cluster: "site-2",
    vmid: 103,
    says: /CT 103 not running/,
    begins: false,
    make: (trouble) => void (here(trouble).state = "stopped"),
    mend: (trouble) => void (here(trouble).state = "running"),
  },
  {
    cluster: "site-3",
    vmid: 104,
    says: /VM is paused/,
    begins: false,
    make: (trouble) => void (here(trouble).state = "paused"),
    mend: (trouble) => void (here(trouble).state = "running"),
  },
  {
    cluster: "site-4",
    vmid: 106,
    says: /Configuration file .+ does not exist/,
    begins: true,
    make: (trouble) => {
      absent.set(trouble.cluster, here(trouble));
      simulator.inside(trouble.cluster).guests.delete(trouble.vmid);
    },
    mend: ({ cluster, vmid }) => {
      const gone = absent.get(cluster);
      if (gone) simulator.inside(cluster).guests.set(vmid, gone);
    },
  },
  {
    cluster: "site-5",
    vmid: 108,
    says: /VM\.PowerMgmt/,
    begins: false,
    make: ({ cluster, vmid }) => {
      const { tokens } = clusterNamed(cluster);
      simulator.inside(cluster).access.acl.push({
        path: `/vms/${String(vmid)}`,
        type: "token",
        ugid: tokens.operator.slice(0, tokens.operator.indexOf("=")),
        roleid: "PVEAuditor",
        propagate: 1,
      });
    },
    mend: ({ cluster }) => void simulator.inside(cluster).access.acl.pop(),
  },
  {
    cluster: "refusing",
    vmid: 100,
    says: /refuses/,
    begins: false,
    ...fault("refuse"),
  },
  {
    cluster: "renewed",
    vmid: 100,
    says: /token/i,
    begins: false,
    ...fault("unauthorized-after=0"),
  },
  {
    cluster: "impostor",
    vmid: 100,
    says: /certificate/i,
    begins: false,
    ...fault("certificate-other-ca"),
  },
  {
    cluster: "half-down",
    vmid: 100,
    says: /pve2/,
    begins: false,
    ...fault("down-node=pve2"),
  },
];

function clusterNamed(name: string) {
  const found = simulator.clusters.find((cluster) => cluster.name === name);
  if (!found) throw new Error(`There is no cluster ${name}`);
  return found;
}

const nameOf = ({ cluster, vmid }: Trouble) => `${cluster}/${String(vmid)}`;
const keyOf = ({ serverName, vmid }: { serverName: string; vmid: number }) =>
  `${serverName}/${String(vmid)}`;

test("200 guests over 20 servers, ten of which fail in ways of their own: each result right, none twice, and a retry touches the ten alone", async () => {
  expect(vms).toHaveLength(200);
  await Promise.all(troubles.map(async (trouble) => trouble.make(trouble)));
  // And one that somebody moves between the look at the list and the action.
  guest("site-6", 102).node = "pve2";

  const first = await untilOver(
    newBulkRun("shutdown", vms, undefined, Date.now()),
  );

  const failed = new Map(
    first.items.flatMap((item) =>
      item.state === "ok" ? [] : [[keyOf(item), item]],
    ),
  );
  expect([...failed.keys()].sort()).toEqual(troubles.map(nameOf).sort());
  for (const trouble of troubles)
    expect(failed.get(nameOf(trouble)), nameOf(trouble)).toMatchObject({
      state: "failed",
      error: { message: expect.stringMatching(trouble.says) as string },
    });
  expect(countStates(first.items)).toMatchObject({ ok: 190, failed: 10 });

  const once = shutdowns();
  const begun = troubles.filter(({ begins }) => begins).map(nameOf);
  expect(new Set(once).size).toBe(once.length);
  expect(once.filter((name) => failed.has(name)).sort()).toEqual(begun.sort());
  expect(once).toHaveLength(190 + begun.length);
  expect(guest("site-6", 102).state).toBe("stopped");

  await Promise.all(troubles.map(async (trouble) => trouble.mend(trouble)));
  const second = await untilOver(retryItems(first, "failed", () => undefined));

  expect(countStates(second.items)).toMatchObject({ ok: 200 });
  const again = shutdowns();
  for (const name of once.toSorted()) again.splice(again.indexOf(name), 1);
  expect(again.sort()).toEqual(troubles.map(nameOf).sort());
});

test("an answer that is lost on the way to the page leaves an unknown outcome, and nothing is sent again", async () => {
  const one = vms.filter(
    ({ serverName, vmid }) => serverName === "site-9" && vmid === 100,
  );
  guest("site-9", 100).state = "running";
  const before = shutdowns().length;
  const lossy: BulkApi = {
    ...api,
    runBulkVmAction: async (input) => {
      await api.runBulkVmAction(input);
      throw new AppError("reset", "The connection to Muster broke");
    },
  };
  const run = await untilOver(
    newBulkRun("shutdown", one, undefined, Date.now()),
    lossy,
  );
  expect(countStates(run.items)).toMatchObject({ unknown: 1 });
  expect(retryItems(run, "failed", () => undefined).items).toEqual(run.items);
  expect(shutdowns()).toHaveLength(before + 1);
});
