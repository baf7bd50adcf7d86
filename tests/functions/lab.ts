import type { ClusterOptions } from "../../simulator/fleet.ts";
import {
  startSimulator,
  type RunningCluster,
  type Simulator,
} from "../../simulator/simulator.ts";
import type { Cluster } from "../../simulator/state.ts";
import type { Task } from "../../simulator/tasks.ts";
import type { EndpointInput } from "../../supabase/functions/_shared/contract/endpoint.ts";
import { type runVmAction } from "../../supabase/functions/_shared/contract/actions.ts";
import { asOperator, keepSecret, Person } from "./product.ts";

const options: ClusterOptions = {
  name: "lab",
  nodes: [{ name: "pve1" }, { name: "pve2" }],
  storages: [
    {
      storage: "local",
      type: "dir",
      content: ["backup", "iso"],
      size: 100,
    },
    {
      storage: "local-zfs",
      type: "zfspool",
      content: ["images", "rootdir"],
      size: 1000,
    },
    {
      storage: "vault",
      type: "pbs",
      content: ["backup"],
      shared: true,
      size: 4000,
    },
  ],
  guests: [
    {
      type: "qemu",
      name: "web",
      vmid: 100,
      node: "pve1",
      tags: "prod;web",
      snapshots: ["before", "after"],
      agent: true,
      disk: 8,
    },
    {
      type: "qemu",
      name: "spare",
      vmid: 101,
      node: "pve1",
      state: "stopped",
      disk: 8,
    },
    { type: "lxc", name: "dns", vmid: 102, node: "pve1", disk: 4 },
    {
      type: "qemu",
      name: "locked",
      vmid: 103,
      node: "pve1",
      state: "stopped",
      lock: "backup",
    },
    {
      type: "qemu",
      name: "stubborn",
      vmid: 104,
      node: "pve1",
      ignoresShutdown: true,
    },
    {
      type: "qemu",
      name: "base",
      vmid: 9000,
      node: "pve1",
      template: true,
      disk: 8,
    },
  ],
};

/** A cluster of two nodes whose tasks end at once, for tests of what is done with one guest. */
export interface Lab {
  simulator: Simulator;
  running: RunningCluster;
  inside: Cluster;
  /** For a product whose operator's own server it is. */
  environment: Record<string, string>;
  /** What a person enters to have it. */
  entry(token?: keyof RunningCluster["tokens"]): Record<string, unknown>;
  /** Tells which tasks of one type have begun for a guest since, on any node. */
  watch(type: string, vmid: number): () => Task[];
  move(vmid: number, node: string): void;
}

export async function startLab(): Promise<Lab> {
  const simulator = await startSimulator({
    clusters: [options],
    taskSpeed: 1000,
    waitSpeed: 50,
  });
  const inside = simulator.inside("lab");
  const [running] = simulator.clusters;
  const [pve1] = running?.nodes ?? [];
  if (!running || !pve1) throw new Error("The simulator has no cluster");
  const { caCertificate, tokens } = running;
  return {
    simulator,
    running,
    inside,
    environment: {
      PROXMOX_HOST: pve1.host,
      PROXMOX_PORT: String(pve1.port),
      PROXMOX_API_TOKEN: keepSecret(tokens.admin),
      PROXMOX_CA_CERT: caCertificate.replaceAll("\n", "\\n"),
    },
    entry: (token = "admin") => ({
      name: `lab as ${token}`,
      host: pve1.host,
      port: pve1.port,
      api_token: keepSecret(tokens[token]),
      trust: { mode: "ca", ca_certificate: caCertificate },
    }),
    watch: (type, vmid) => {
      const all = () =>
        [...inside.nodes.keys()]
          .flatMap((node) => inside.tasks.of(node))
          .filter((task) => task.type === type && task.id === String(vmid));
      const before = new Set(all());
      return () => all().filter((task) => !before.has(task));
    },
    move: (vmid, node) => {
      const guest = inside.guests.get(vmid);
      if (!guest) throw new Error(`There is no guest ${String(vmid)}`);
      guest.node = node;
    },
  };
}

/** An administrator; somebody who may see 100 and operate 104 of the operator's server, wherever they run, and 101 on pve1 alone. */
export async function signUpPeople(): Promise<{
  admin: Person;
  assigned: Person;
}> {
  const [admin, assigned] = await Promise.all([
    Person.signUp(),
    Person.signUp(),
  ]);
  await asOperator(async (sql) => {
    await sql`insert into public.user_roles (user_id, role) values (${admin.id}, 'admin') on conflict do nothing`;
    await sql`insert into public.vm_assignments (user_id, node, vmid, can_power) values
      (${assigned.id}, null, 100, false), (${assigned.id}, null, 104, true), (${assigned.id}, 'pve1', 101, true)`;
  });
  return { admin, assigned };
}

export const act = (
  person: Person,
  body: Partial<EndpointInput<typeof runVmAction>>,
) =>
  person.call("POST", "vm-actions", {
    body: { node: "pve1", type: "qemu", ...body },
  });
