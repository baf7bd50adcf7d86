// @vitest-environment node
import { afterAll, beforeAll, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../simulator/simulator.ts";
import {
  runVmAction,
  taskResult,
  taskStatus,
} from "../../supabase/functions/_shared/contract/actions.ts";
import { testServer } from "../../supabase/functions/_shared/contract/servers.ts";
import { listVms } from "../../supabase/functions/_shared/contract/vms.ts";
import { failure, keepSecret, Person, success, useProduct } from "./product.ts";

let simulator: Simulator;
let person: Person;

useProduct();
beforeAll(async () => {
  [simulator, person] = await Promise.all([
    startSimulator({
      clusters: ["Berlin", "Cupboard"].map((name) => ({
        name,
        nodes: [{ name: "pve1" }, { name: "pve2" }],
        guests: [
          { type: "qemu", name: "web", state: "stopped" },
          { type: "lxc", name: "mail" },
        ],
      })),
      taskSpeed: 10,
      broadcastSeconds: 1,
    }),
    Person.signUp(),
  ]);
});
afterAll(() => simulator.close());

test("two clusters are tested, saved and listed as one; a stopped guest of one is started and followed to its end", async () => {
  for (const { name, caCertificate, nodes, tokens } of simulator.clusters) {
    const address = {
      host: nodes[0]?.host,
      port: nodes[0]?.port,
      api_token: keepSecret(tokens.operator),
      trust: { mode: "ca", ca_certificate: caCertificate },
    };
    const tried = await person.call("POST", "proxmox-servers/test", {
      body: address,
    });
    expect(success(tried, testServer).nodes).toEqual(["pve1", "pve2"]);
    await person.add({ name, ...address });
  }
  const list = async () =>
    success(await person.call("GET", "list-vms"), listVms);
  const { servers, vms } = await list();
  expect(servers.map(({ serverName, ok }) => [serverName, ok])).toEqual([
    ["Berlin", true],
    ["Cupboard", true],
  ]);
  expect(vms).toHaveLength(4);

  // The same number on both: only the server tells them apart.
  const berlin = vms.find(
    (vm) => vm.serverName === "Berlin" && vm.name === "web",
  );
  expect(berlin).toMatchObject({ status: "stopped", type: "qemu" });
  const { serverId = null, node, type, vmid } = berlin ?? {};
  const answer = await person.call("POST", "vm-actions", {
    body: { serverId, node, type, vmid, action: "start" },
  });
  const { upid } = success(answer, runVmAction);
  const task = async () =>
    success(
      await person.call(
        "GET",
        `vm-actions/tasks/${encodeURIComponent(upid)}?serverId=${String(serverId)}`,
      ),
      taskStatus,
    );
  await expect.poll(async () => taskResult(await task())).toBe("ok");
  const states = async () =>
    (await list()).vms
      .filter(({ name }) => name === "web")
      .map(({ serverName, status }) => [serverName, status]);
  await expect.poll(states).toEqual([
    ["Berlin", "running"],
    ["Cupboard", "stopped"],
  ]);
});

test("F10 a token that Proxmox VE turns away after its three seconds is told within the deadline", async () => {
  const [berlin] = simulator.clusters;
  const answer = await person.call("POST", "proxmox-servers/test", {
    body: {
      host: berlin?.nodes[1]?.host,
      port: berlin?.nodes[1]?.port,
      api_token: keepSecret(berlin?.tokens.expired ?? ""),
      trust: { mode: "ca", ca_certificate: berlin?.caCertificate },
    },
  });
  failure(answer, 422, "auth_failed");
});
