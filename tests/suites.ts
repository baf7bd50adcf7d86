import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { denoPath, type DenoVersion } from "../local/deno.ts";
import { runDatabaseTests } from "./database/run.ts";
import { run, runQuietly } from "./process.ts";

export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Suite {
  name: string;
  title: string;
  run: () => Promise<SuiteResult>;
}

/** The suites of a round run side by side: those that mostly wait, and of which at most one prints while all is well. */
export const rounds: readonly (readonly Suite[])[] = [
  [
    {
      name: "unit",
      title: "the SPA, local/, the simulator (vitest)",
      run: () => vitest("vitest.config.ts", ["src", "logic", "node"]),
    },
  ],
  [
    {
      name: "edge",
      title: "the functions' parts on the Deno that Supabase runs",
      run: () => denoTest("edge"),
    },
    {
      name: "current",
      title: "the same on a current Deno",
      run: () => denoTest("current"),
    },
    {
      name: "database",
      title: "the database, as people (pgTAP)",
      run: databaseTests,
    },
  ],
  [
    {
      name: "functions",
      title: "the functions over HTTP, against a simulated Proxmox VE",
      run: () => vitest("vitest.config.ts", ["functions"]),
    },
  ],
  [
    {
      name: "e2e",
      title: "the product in a browser",
      run: () => vitest("vitest.config.ts", ["e2e"]),
    },
  ],
];

/** Runs the named vitest projects and reads the totals from its JSON report. */
async function vitest(
  config: string,
  projects: readonly string[],
): Promise<SuiteResult> {
  return withReportFile("report.json", async (report) => {
    const selected = projects.flatMap((project) => ["--project", project]);
    const exitCode = await run(process.execPath, [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      config,
      ...selected,
      "--reporter=dot",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ]);
    const totals = JSON.parse(await readFile(report, "utf8")) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
      testResults: { status: string; assertionResults: unknown[] }[];
    };
    // A file that cannot even be loaded has no tests to count.
    const brokenFiles = totals.testResults.filter(
      (file) => file.status === "failed" && file.assertionResults.length === 0,
    );
    return withExitCode(exitCode, {
      passed: totals.numPassedTests,
      failed: totals.numFailedTests + brokenFiles.length,
      skipped: totals.numPendingTests + totals.numTodoTests,
    });
  });
}

/** Types are checked by `npm run types`: the type checker of the older Deno does not survive some of our packages. */
async function denoTest(version: DenoVersion): Promise<SuiteResult> {
  return withReportFile("report.xml", async (report) => {
    const exitCode = await runQuietly(denoPath(version), [
      "test",
      "--no-check",
      "--quiet",
      "--parallel",
      "--reporter=dot",
      `--junit-path=${report}`,
      "--node-modules-dir=manual",
      "--config=supabase/functions/deno.json",
      "--allow-all",
      "supabase/functions/",
    ]);
    const head =
      /<testsuites [^>]*>/.exec(await readFile(report, "utf8"))?.[0] ?? "";
    const count = (name: string) =>
      Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
    const failed = count("failures") + count("errors");
    const skipped = count("disabled");
    return withExitCode(exitCode, {
      passed: count("tests") - failed - skipped,
      failed,
      skipped,
    });
  });
}

async function databaseTests(): Promise<SuiteResult> {
  const { passed, failed } = await runDatabaseTests();
  return { passed, failed, skipped: 0 };
}

/** A runner that fails without naming a test has still failed. */
function withExitCode(exitCode: number, result: SuiteResult): SuiteResult {
  return exitCode !== 0 && result.failed === 0
    ? { ...result, failed: 1 }
    : result;
}

async function withReportFile(
  name: string,
  use: (path: string) => Promise<SuiteResult>,
): Promise<SuiteResult> {
  const directory = await mkdtemp(join(tmpdir(), "muster-tests-"));
  try {
    return await use(join(directory, name));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
