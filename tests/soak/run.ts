/** `npm run soak [-- RUNS]`: kill -9 of any process of the product, at any moment, 20 times. */
import { soak } from "./soak.ts";

const runs = Number(process.argv[2] ?? 20);
const report = await soak(
  Array.from({ length: runs }, () => undefined),
  console.log,
);
for (const problem of [...report.lost, ...report.faults])
  console.error(problem);
console.log(
  `${String(report.runs)} runs, ${String(report.acknowledged)} acknowledged writes, ${String(report.lost.length)} lost, ${String(report.faults.length)} faults`,
);
process.exit(report.lost.length + report.faults.length > 0 ? 1 : 0);
