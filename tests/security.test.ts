import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "../local/responses.ts";
import { repository } from "../local/paths.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8");
const document = read("SECURITY.md");

const cases = [
  ...document.matchAll(/^\| ([A-Z]\d\d) +\|(?:[^|\n]*\|){2} (.*?) *\|$/gm),
].map(([, id = "", files = ""]) => ({
  id,
  files: [...files.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file),
}));

/** The names of tests are strings: "S01 …", "S09–S13: …". */
function namedIn(text: string): Set<string> {
  const strings = text.match(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'/g) ?? [];
  return new Set(strings.flatMap(idsIn));
}

function idsIn(text: string): string[] {
  const ranges = [...text.matchAll(/\b([A-Z])(\d\d)–\1(\d\d)\b/g)];
  return [
    ...(text.match(/\b[A-Z]\d\d\b/g) ?? []),
    ...ranges.flatMap(([, letter = "", from, to]) =>
      Array.from(
        { length: Number(to) - Number(from) + 1 },
        (_, n) => `${letter}${String(Number(from) + n).padStart(2, "0")}`,
      ),
    ),
  ];
}

describe("SECURITY.md", () => {
  test("names at least 80 cases, each once", () => {
    const ids = cases.map(({ id }) => id);
    expect(ids.length).toBeGreaterThanOrEqual(80);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(cases)("$id is the name of a test in $files", ({ id, files }) => {
    expect(files).not.toEqual([]);
    for (const file of files) {
      expect(existsSync(join(repository, file)), file).toBe(true);
      expect(namedIn(read(file)), file).toContain(id);
    }
  });

  test("promises nothing without a case in the table", () => {
    const [, promises = ""] =
      /## What we promise\n([\s\S]*?)\n## /.exec(document) ?? [];
    const promised = idsIn(promises);
    const known = cases.map(({ id }) => id);
    expect(promised.length).toBeGreaterThan(40);
    expect(known).toEqual(expect.arrayContaining(promised));
  });
});

test("Q01 every dependency has an exact version and a checksum, and installing runs no script of theirs", () => {
  const lock = JSON.parse(read("package-lock.json")) as {
    packages: Record<
      string,
      { resolved?: string; integrity?: string; optional?: boolean }
    >;
  };
  const packages = Object.entries(lock.packages).filter(
    ([path]) => path !== "",
  );
  expect(packages.length).toBeGreaterThan(100);
  for (const [path, { resolved, integrity, optional }] of packages) {
    // None is named: all come from the registry that npm is set to.
    expect(resolved, path).toBeUndefined();
    // A build for another kind of machine has none as long as nobody has installed it there.
    if (!optional) expect(integrity, path).toMatch(/^sha512-/);
  }
  const manifest = JSON.parse(read("package.json")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const named = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const [name, version] of Object.entries(named))
    expect(version, name).toMatch(/^(?:npm:[\w-]+@)?\d+\.\d+\.\d+/);
  expect(read("local/install.mjs")).toContain("--ignore-scripts");

  // The functions' import map names the same versions.
  const imports = JSON.parse(read("supabase/functions/deno.json")) as {
    imports: Record<string, string>;
  };
  for (const [name, target] of Object.entries(imports.imports)) {
    const [, version] = /@(\d+\.\d+\.\d+)$/.exec(target) ?? [];
    if (target.startsWith("npm:")) expect(version, name).toBe(named[name]);
  }
});

test("X04 the headers that docs/hosting.md gives are those of npm start, but for the project's address", () => {
  const hosting = read("docs/hosting.md");
  const project =
    " https://YOUR-PROJECT.supabase.co wss://YOUR-PROJECT.supabase.co";
  const policies = hosting.match(/default-src[^"\n]*/g) ?? [];
  expect(policies).toHaveLength(4);
  for (const policy of policies)
    expect(policy.replace(project, "")).toBe(contentSecurityPolicy);
  for (const [name, value] of Object.entries(securityHeaders)) {
    const given = new RegExp(`${name}[^\\n]*${value}`, "gi");
    expect(hosting.match(given), name).toHaveLength(4);
  }
  for (const directive of [
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
  ])
    expect(contentSecurityPolicy).toContain(directive);
});
