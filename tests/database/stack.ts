import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { denoPath } from "../../local/deno.ts";
import { startStack, type Stack } from "../../local/stack.ts";
import { run } from "../process.ts";
import { listPgtapFiles, readPgtap, runPgtapFile } from "./pgtap.ts";
import { runTests, type TestReport } from "./report.ts";
import { buildWalls, wallsTests, type Walls } from "./walls.ts";

const encryptionKey = `1:${Buffer.alloc(32, "for tests only ").toString("base64")}`;

/** The database as local/ runs it, behind REST, Auth and the functions. */
export async function runStackTests(
  record: (name: string, report: TestReport) => void,
): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-stack-"));
  const stack = await startStack({
    dataDirectory,
    webDirectory: null,
    functionsEnvironment: { PROXMOX_ENCRYPTION_KEY: encryptionKey },
  });
  try {
    const walls = await buildWalls(stack);
    record("walls", await runTests(wallsTests, walls));
    record("functions' database layer", await runDenoTests(walls));
    // Last: what serves requests may have widened rights; lite's own start-up does.
    for (const [name, report] of await runPgtap(stack))
      record(`${name} on the stack`, report);
  } finally {
    await stack.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

async function runDenoTests({ stack, actors }: Walls): Promise<TestReport> {
  const directory = await mkdtemp(join(tmpdir(), "muster-deno-"));
  const reportFile = join(directory, "report.xml");
  try {
    const exitCode = await run(
      denoPath("edge"),
      [
        "test",
        "--no-check",
        "--quiet",
        "--reporter=dot",
        `--junit-path=${reportFile}`,
        "--node-modules-dir=manual",
        "--config=supabase/functions/deno.json",
        "--allow-all",
        "supabase/functions/_shared/db/database.stacktest.ts",
      ],
      {
        SUPABASE_URL: stack.url,
        SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({
          default: stack.publishableKey,
        }),
        SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.secretKey }),
        PROXMOX_ENCRYPTION_KEY: encryptionKey,
        MUSTER_TEST_ADMIN: JSON.stringify({
          userId: actors.admin.userId,
          accessToken: actors.admin.headers["authorization"]?.replace(
            "Bearer ",
            "",
          ),
        }),
      },
    );
    const report = await readFile(reportFile, "utf8");
    const failures = [
      ...report.matchAll(/<testcase name="([^"]*)"[^>]*>\s*<failure/g),
    ].map(([, name = ""]) => `${name} (see above)`);
    if (exitCode !== 0 && failures.length === 0)
      failures.push(`deno test ended with ${String(exitCode)}`);
    return {
      passed: [...report.matchAll(/<testcase /g)].length - failures.length,
      failed: failures.length,
      failures,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function runPgtap(stack: Stack): Promise<[string, TestReport][]> {
  const admin = postgres(stack.superuserConnectionString, {
    max: 1,
    onnotice: () => undefined,
  });
  const sql = postgres(stack.connectionString, {
    max: 1,
    onnotice: () => undefined,
  });
  try {
    await admin.unsafe(
      `set search_path = extensions; ${await readPgtap()}; reset search_path`,
    );
    const reports: [string, TestReport][] = [];
    for (const name of await listPgtapFiles())
      reports.push([name, await runPgtapFile(name, sql)]);
    return reports;
  } finally {
    await Promise.all([admin.end(), sql.end()]);
  }
}
