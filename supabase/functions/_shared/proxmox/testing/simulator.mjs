/**
 * The simulator for tests in Deno, run by Node with the path of its module. Prints its clusters as one line of JSON. A line `CLUSTER {fault}` on its input sets a fault,
 * `CLUSTER null` ends it; it answers `done` when the fault shows. Ends with its input.
 */
import { createInterface } from "node:readline";

const { startSimulator } = await import(process.argv[2]);
const simulator = await startSimulator({
  clusters: [
    {
      name: "lab",
      nodes: [{ name: "pve1" }, { name: "pve2" }],
      guests: [
        { type: "qemu", name: "web", vmid: 100, node: "pve1" },
        {
          type: "qemu",
          name: "spare",
          vmid: 101,
          node: "pve1",
          state: "stopped",
        },
        { type: "lxc", name: "dns", vmid: 102, node: "pve2" },
      ],
    },
  ],
  taskSpeed: 50,
  waitSpeed: 50,
});
console.log(JSON.stringify(simulator.clusters));

for await (const line of createInterface({ input: process.stdin })) {
  const [, cluster, fault] = /^(\S+) (.+)$/.exec(line);
  await simulator.setFault(cluster, JSON.parse(fault));
  console.log("done");
}
await simulator.close();
process.exit();
