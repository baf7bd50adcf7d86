// @vitest-environment node
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFault } from "../../simulator/faults.ts";
import {
  startSimulator,
  type RunningCluster,
  type Simulator,
} from "../../simulator/simulator.ts";
import type { ErrorCode } from "../../supabase/functions/_shared/contract/errors.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { failure, keepSecret, Person, success, useProduct } from "./product.ts";

interface Case {
  id: string;
  fault: string;
  code: ErrorCode;
  says: RegExp;
  /** How its certificate is judged, where the fault is about that; its CA otherwise. */
  trust?: "system" | "pin";
}

const cases: Case[] = [
  { id: "F01", fault: "refuse", code: "refused", says: /refuses/ },
  { id: "F02", fault: "silent", code: "timeout", says: /no complete answer/ },
  {
    id: "F05",
    fault: "certificate-expired",
    code: "tls_expired",
    says: /expired on \d{4}-/,
  },
  {
    id: "F06",
    fault: "latency=1",
    trust: "system",
    code: "tls_untrusted",
    says: /its fingerprint is [0-9A-F]{2}:/,
  },
  {
    id: "F07",
    fault: "certificate-other-name",
    code: "tls_name",
    says: /It is for .*somebody/,
  },
  {
    id: "F08 pin",
    fault: "certificate-changed",
    trust: "pin",
    code: "tls_changed",
    says: /Trusted is .+, presented is /,
  },
  {
    id: "F08 CA",
    fault: "certificate-other-ca",
    code: "tls_changed",
    says: /nothing was sent/,
  },
  {
    id: "F09",
    fault: "plain-http",
    code: "tls_protocol",
    says: /does not speak HTTPS/,
  },
  {
    id: "F10",
    fault: "unauthorized-after=0",
    code: "auth_failed",
    says: /refuses the API token/,
  },
  { id: "F12", fault: "status=500", code: "pve_error", says: /answers:/ },
  { id: "F13", fault: "status=400", code: "bad_request", says: /refuses the/ },
  {
    id: "F14",
    fault: "status=595",
    code: "node_unreachable",
    says: /cannot be reached/,
  },
  {
    id: "F14 596",
    fault: "status=596",
    code: "node_unreachable",
    says: /596 Connection timed out/,
  },
  {
    id: "F16",
    fault: "status=503",
    code: "pve_unavailable",
    says: /not available/,
  },
  {
    id: "F16 599",
    fault: "status=599",
    code: "pve_unavailable",
    says: /not available/,
  },
  {
    id: "F17 N07",
    fault: "redirect",
    code: "redirect_refused",
    says: /not followed/,
  },
  {
    id: "F18 HTML",
    fault: "html",
    code: "invalid_response",
    says: /does not look like Proxmox VE/,
  },
  {
    id: "F18 JSON",
    fault: "bad-json",
    code: "invalid_response",
    says: /does not look like/,
  },
  {
    id: "F18 empty",
    fault: "empty",
    code: "invalid_response",
    says: /does not look like/,
  },
  {
    id: "F19",
    fault: "no-data",
    code: "invalid_response",
    says: /does not look like/,
  },
  { id: "F20", fault: "truncated", code: "reset", says: /broke/ },
  { id: "F21", fault: "reset-body", code: "reset", says: /broke/ },
  { id: "F21 early", fault: "reset-connect", code: "reset", says: /broke/ },
  { id: "F23", fault: "huge", code: "too_large", says: /larger than/ },
  { id: "F23 endless", fault: "endless", code: "too_large", says: /larger/ },
  {
    id: "F24",
    fault: "silent-http",
    code: "timeout",
    says: /no complete answer within 8 s/,
  },
  {
    id: "F25",
    fault: "drip=500",
    code: "timeout",
    says: /no complete answer within 8 s/,
  },
];

/** The whole listing, its slowest included: a deadline of 8 s, and what is left to be done after it. */
const patienceMs = 12_000;

let simulator: Simulator;
let owner: Person;

useProduct();
beforeAll(async () => {
  simulator = await startSimulator({
    clusters: ["well", "lost", "split", ...cases.map(nameOf)].map((name) => ({
      name,
      nodes: [
        { name: "pve1" },
        ...(name === "split" ? [{ name: "pve2" }] : []),
      ],
      guests: [{ type: "qemu", vmid: 100, name: "guest", node: "pve1" }],
    })),
    taskSpeed: 50,
    waitSpeed: 50,
  });
  owner = await Person.signUp();
});
afterAll(() => simulator.close());

function nameOf({ id }: Case): string {
  return id.toLowerCase().replace(/\W+/g, "-");
}

function clusterOf(name: string): RunningCluster {
  const found = simulator.clusters.find((cluster) => cluster.name === name);
  if (!found) throw new Error(`There is no cluster ${name}`);
  return found;
}

async function add(name: string, mode: "ca" | "system" | "pin" = "ca") {
  const { nodes, tokens, caCertificate } = clusterOf(name);
  const { host, port, fingerprint } = nodes[0] ?? { host: "", port: 0 };
  const trust = {
    ca: { mode, ca_certificate: caCertificate },
    pin: { mode, fingerprint },
    system: { mode },
  }[mode];
  const api_token = keepSecret(tokens.operator);
  return await owner.add({ name, host, port, api_token, trust });
}

describe("every way to fail, all at once", () => {
  let outcomes: Map<string, ErrorCode | "ok">;
  let messages: Map<string, string>;
  let elapsedMs: number;
  let guests: (string | null)[];

  beforeAll(async () => {
    await add("well");
    for (const one of cases) {
      await add(nameOf(one), one.trust);
      await simulator.setFault(nameOf(one), parseFault(one.fault));
    }
    const startedAt = performance.now();
    const list = success(await owner.call("GET", "list-vms"), listVms);
    elapsedMs = performance.now() - startedAt;
    outcomes = new Map(
      list.servers.map(({ serverName, error }) => [
        serverName,
        error?.code ?? "ok",
      ]),
    );
    messages = new Map(
      list.servers.map(({ serverName, error }) => [
        serverName,
        error?.message ?? "",
      ]),
    );
    guests = list.vms.map(({ serverName }) => serverName);
  });

  test.each(cases)("$id $fault: $code", (one) => {
    expect(outcomes.get(nameOf(one)), messages.get(nameOf(one))).toBe(one.code);
    expect(messages.get(nameOf(one))).toMatch(one.says);
    expect(messages.get(nameOf(one))).toContain(`"${nameOf(one)}"`);
  });

  test("G10 none keeps another from answering, and all have ended by the deadline", () => {
    expect(outcomes.get("well")).toBe("ok");
    expect(new Set(guests)).toEqual(new Set(["well"]));
    expect(elapsedMs).toBeLessThan(patienceMs);
  });
});

test("F15 a node that the one we speak to does not trust is told from one that is down", async () => {
  const server = await add("split");
  const other = simulator.inside("split").nodes.get("pve2");
  if (!other) throw new Error("There is no second node");
  const act = () =>
    owner.call("POST", "vm-actions", {
      body: {
        serverId: server.id,
        node: "pve2",
        type: "qemu",
        vmid: 100,
        action: "start",
      },
    });
  other.reach = "untrusted";
  expect(failure(await act(), 502, "node_tls").message).toContain("pve2");
  other.reach = "down";
  failure(await act(), 502, "node_unreachable");
});

test("F22 an action whose answer is lost has an unknown outcome, and is done once", async () => {
  const server: Server = await add("lost");
  await simulator.setFault("lost", parseFault("lost-answer"));
  const answer = await owner.call("POST", "vm-actions", {
    body: {
      serverId: server.id,
      node: "pve1",
      type: "qemu",
      vmid: 100,
      action: "reboot",
    },
  });
  expect(failure(answer, 502, "unknown_outcome").message).toMatch(
    /may have been carried out/,
  );
  const done = simulator
    .inside("lost")
    .tasks.of("pve1")
    .filter(({ type }) => type === "qmreboot");
  expect(done).toHaveLength(1);
});
