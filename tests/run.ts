/**
 * `npm test`: every suite, round by round, and one total at the end. A suite that ends without a result counts as failed.
 * `npm test -- functions e2e` runs the named suites only.
 */
import { rounds, type Suite, type SuiteResult } from "./suites.ts";

const suites = rounds.flat();

const wanted = process.argv.slice(2);
const unknown = wanted.filter(
  (name) => !suites.some((suite) => suite.name === name),
);
if (unknown.length > 0) {
  console.error(
    `No such suite: ${unknown.join(", ")}. There are: ${suites.map((suite) => suite.name).join(", ")}`,
  );
  process.exit(2);
}

const total: SuiteResult = { passed: 0, failed: 0, skipped: 0 };
const rows: string[] = [];

for (const round of rounds) {
  const chosen = round.filter(
    ({ name }) => wanted.length === 0 || wanted.includes(name),
  );
  if (chosen.length === 0) continue;
  console.log(
    `\n== ${chosen.map(({ name, title }) => `${name}: ${title}`).join("\n== ")}`,
  );
  rows.push(...(await Promise.all(chosen.map(runSuite))));
}

console.log(`\n${rows.join("\n")}\n`);
console.log(describe(total));
// Something that a suite left open must not keep a finished run alive.
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runSuite({ name, run }: Suite): Promise<string> {
  const startedAt = performance.now();
  const result = await run().catch((error: unknown): SuiteResult => {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
  return `${name.padEnd(12)} ${describe(result)} (${seconds} s)`;
}

function describe({ passed, failed, skipped }: SuiteResult): string {
  return `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ""}`;
}
