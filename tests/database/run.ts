/**
 * Tests of the database: pgTAP as people, several connections at once, the Supabase CLI. `npx tsx tests/database/run.ts [part of a name]…`
 */
import { pathToFileURL } from "node:url";
import { applyMigrations } from "../../local/migrations.ts";
import { cliTests } from "./cli.ts";
import { concurrencyTests } from "./concurrency.ts";
import { listPgtapFiles, runPgtapFile } from "./pgtap.ts";
import { addReport, emptyReport, runTests, type TestReport } from "./report.ts";
import { startScratchServer } from "./scratch.ts";
import { runStackTests } from "./stack.ts";
import { vaultTests } from "./vault.ts";

export async function runDatabaseTests(
  wanted: readonly string[] = [],
): Promise<TestReport> {
  const total = emptyReport();
  const isWanted = (name: string) =>
    wanted.length === 0 || wanted.some((part) => name.includes(part));
  const record = (name: string, report: TestReport) => {
    addReport(total, report);
    console.log(
      `${report.failed > 0 ? "FAILED" : "ok"} ${name} (${String(report.passed)} passed, ${String(report.failed)} failed)`,
    );
    for (const failure of report.failures) console.log(failure);
  };

  const server = await startScratchServer();
  try {
    const database = await server.createDatabase("hosted");
    await applyMigrations(database.connectionString);
    const sql = database.connect();
    for (const name of await listPgtapFiles())
      if (isWanted(name)) record(name, await runPgtapFile(name, sql));
    await database.disconnect();
    for (const [name, tests] of Object.entries({
      concurrencyTests,
      vaultTests,
    }))
      if (isWanted(name))
        record(
          name,
          await runTests(tests, database, () => database.disconnect()),
        );

    const empty = await server.createDatabase("empty");
    if (isWanted("cliTests"))
      record(
        "cliTests",
        await runTests(cliTests, empty, () => empty.disconnect()),
      );
  } finally {
    await server.stop();
  }
  if (isWanted("stack")) await runStackTests(record);
  return total;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { passed, failed } = await runDatabaseTests(process.argv.slice(2));
  console.log(`${String(passed)} passed, ${String(failed)} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
