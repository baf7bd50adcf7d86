import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type postgres from "postgres";
import { repository } from "../../local/paths.ts";
import { emptyReport, type TestReport } from "./report.ts";
import { splitStatements } from "./statements.ts";

const testsDirectory = join(repository, "supabase", "tests");

export async function listPgtapFiles(): Promise<string[]> {
  const names = await readdir(testsDirectory);
  return names.filter((name) => name.endsWith(".test.sql")).sort();
}

/** Runs one file of pgTAP; it rolls its own work back. */
export async function runPgtapFile(
  name: string,
  sql: postgres.Sql,
): Promise<TestReport> {
  const report = emptyReport();
  const fail = (what: string) => {
    report.failed += 1;
    report.failures.push(`${name}: ${what}`);
  };

  const path = join(testsDirectory, name);
  const script = await readFile(path, "utf8");
  const connection = await sql.reserve();
  try {
    let planned: number | undefined;
    for (const { text, line } of splitStatements(
      await inlineIncludes(path, script),
    )) {
      let output: string[];
      try {
        output = textsOf(await connection.unsafe(text));
      } catch (error) {
        fail(`line ${String(line)}: ${String(error)}\n${text.trim()}`);
        return report;
      }
      for (const tap of output) {
        planned ??= Number(/^1\.\.(\d+)$/m.exec(tap)?.[1] ?? NaN) || undefined;
        if (/^ok \d+/.test(tap)) report.passed += 1;
        else if (/^not ok \d+/.test(tap)) fail(`line ${String(line)}: ${tap}`);
      }
    }
    const ran = report.passed + report.failed;
    if (planned !== ran)
      fail(`planned ${String(planned)} tests, ran ${String(ran)}`);
    return report;
  } finally {
    await connection.unsafe("rollback; reset all").catch(() => undefined);
    connection.release();
  }
}

/** psql's \ir on one line: an included file keeps the line numbers of the file around it. */
async function inlineIncludes(path: string, script: string): Promise<string> {
  let expanded = script;
  for (const [line, name = ""] of script.matchAll(/^\\ir (\S+)$/gm)) {
    const included = await readFile(join(dirname(path), name), "utf8");
    const oneLine = included.replace(/--[^\n]*/g, "").replace(/\n/g, " ");
    expanded = expanded.replace(line, () => oneLine);
  }
  return expanded;
}

/** TAP comes as the text columns of whatever the statements return. */
function textsOf(rows: Iterable<Record<string, unknown>>): string[] {
  return [...rows]
    .flatMap((row) => Object.values(row))
    .filter((value) => typeof value === "string");
}

/** pgTAP itself: plain SQL that PGlite's package carries, so there is nothing to install. */
export async function readPgtap(): Promise<string> {
  const { resolve } = createRequire(import.meta.url);
  const archive = gunzipSync(
    await readFile(
      join(dirname(resolve("@electric-sql/pglite")), "pgtap.tar.gz"),
    ),
  );
  // A tar archive: headers of 512 bytes with name (100) and size (12, octal, at 124), each before its file, padded to 512.
  let newest = "";
  let script = "";
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    const field = (offset: number, length: number) =>
      archive
        .subarray(at + offset, at + offset + length)
        .toString()
        .replace(/\0.*$/s, "");
    const name = basename(field(0, 100));
    const size = parseInt(field(124, 12), 8);
    if (/^pgtap--\d+\.\d+\.\d+\.sql$/.test(name) && name > newest) {
      newest = name;
      script = archive.subarray(at + 512, at + 512 + size).toString();
    }
    at += 512 + Math.ceil(size / 512) * 512;
  }
  if (script === "") throw new Error("PGlite's package holds no pgTAP");
  return script;
}
