/**
 * `npm run bench`: every part in a process of its own, one after the other, and one table at the end. Fails on a budget that is broken, and on
 * a part that does not come to its end. `npm run bench -- listing size` runs the named parts only. Results: bench/results/*.json.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { print, resultsDirectory, type Row } from "./report.ts";

const parts = [
  "simulator",
  "trust",
  "listing",
  "console",
  "dashboard",
  "guest",
  "size",
  "start",
];
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.includes(name));
if (unknown.length > 0) {
  console.error(
    `No such part: ${unknown.join(", ")}. There are: ${parts.join(", ")}`,
  );
  process.exit(2);
}

const rows: Row[] = [];
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part)) continue;
  console.log(`\n== ${part}`);
  const file = `${resultsDirectory}/${part}.json`;
  await rm(file, { force: true });
  const child = spawn(
    process.execPath,
    ["--import", "tsx", `bench/${part}.ts`],
    { stdio: "inherit" },
  );
  await once(child, "exit");
  rows.push(...(await checksOf(part, file)));
}
console.log("\n== all");
print(rows);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);

async function checksOf(part: string, file: string): Promise<Row[]> {
  try {
    return (JSON.parse(await readFile(file, "utf8")) as { checks: Row[] })
      .checks;
  } catch {
    return [
      { what: `${part} came to its end`, value: 0, budget: 1, ok: false },
    ];
  }
}
