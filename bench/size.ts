/**
 * `npx tsx bench/size.ts`: what a browser loads before the first page and the dashboard stand, and what is added when a console or a chart is
 * opened: JavaScript and styles, in bytes after gzip -9, with the packages that they come from.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "vite";
import { launchBrowser } from "../tests/e2e/browser.ts";
import { signIn } from "../tests/e2e/person.ts";
import { startFakeServers } from "./fakeServers.ts";
import { password, startBenchProduct } from "./product.ts";
import { report } from "./report.ts";

interface Chunk {
  fileName: string;
  imports: readonly string[];
  styles: readonly string[];
  /** Module's path -> bytes of it in this chunk, before compression. */
  modules: Record<string, number>;
  name: string;
}

process.env.NODE_ENV = "production";
const directory = await mkdtemp(join(tmpdir(), "muster-size-"));
const chunks = await buildChunks();
const gzipped = await compress();
const [login, dashboard] = await firstLoads();
const opened = {
  VNC: addedBy("VmConsole", "VncConsole"),
  terminal: addedBy("VmConsole", "TerminalConsole"),
  charts: addedBy("GuestCharts"),
};
console.log("By package, KB before compression");
console.table(byPackage(dashboard));

await report(
  "size",
  [
    { what: "sign-in page, KB", value: sizeOf(login), budget: 125 },
    { what: "dashboard, KB", value: sizeOf(dashboard), budget: 167 },
    // noVNC alone is 45 without what Proxmox VE does not use (vite.config.ts); xterm with its fit and styles 83.4.
    { what: "VNC when opened, KB", value: sizeOf(opened.VNC), budget: 60 },
    {
      what: "terminal when opened, KB",
      value: sizeOf(opened.terminal),
      budget: 96.5,
    },
    {
      what: "charts when opened, KB",
      value: sizeOf(opened.charts),
      budget: 34,
    },
  ],
  { dashboard: byPackage(dashboard) },
);
await rm(directory, { recursive: true, force: true });

async function buildChunks(): Promise<Chunk[]> {
  const found: Chunk[] = [];
  const collect: Plugin = {
    name: "bench:size",
    // What is written in the end: an entry that only imports is dropped on the way.
    writeBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "chunk") continue;
        found.push({
          fileName: file.fileName,
          imports: file.imports,
          styles: [...(file.viteMetadata?.importedCss ?? [])],
          modules: Object.fromEntries(
            Object.entries(file.modules).map(([id, { renderedLength }]) => [
              id,
              renderedLength,
            ]),
          ),
          name: file.name,
        });
      }
    },
  };
  await build({
    logLevel: "warn",
    plugins: [collect],
    build: { outDir: directory, emptyOutDir: true },
  });
  return found;
}

/** File -> KB. */
async function compress(): Promise<Map<string, number>> {
  const files = [
    ...chunks.flatMap(({ fileName, styles }) => [fileName, ...styles]),
    // Copied as it is, and asked for by every page.
    "theme.js",
  ];
  return new Map(
    await Promise.all(
      files.map(
        async (file) =>
          [
            file,
            gzipSync(await readFile(join(directory, file)), { level: 9 })
              .length / 1000,
          ] as const,
      ),
    ),
  );
}

/** The scripts and styles that a browser asks for until the sign-in page stands, and until a signed-in person's dashboard does. */
async function firstLoads(): Promise<[Set<string>, Set<string>]> {
  // A server with guests: who has none is helped with the first, which takes code of its own.
  const fakes = await startFakeServers(1, 20);
  const product = await startBenchProduct(fakes.servers, { withPages: true });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${product.stack.url}/sign-in`);
    await page.waitForLoadState("networkidle");
    const atSignIn = await loadedFiles();
    await signIn(page, product.email, password);
    await page.waitForURL(/dashboard/);
    await page.reload();
    await page.getByRole("row").nth(1).waitFor();
    await page.waitForLoadState("networkidle");
    return [atSignIn, await loadedFiles()];

    async function loadedFiles(): Promise<Set<string>> {
      const urls = await page.evaluate(() =>
        performance.getEntriesByType("resource").map(({ name }) => name),
      );
      return new Set(
        urls
          .map((url) => new URL(url).pathname.slice(1))
          .filter((path) => /\.(?:js|css)$/.test(path)),
      );
    }
  } finally {
    await browser.close();
    await product.stop();
    fakes.close();
  }
}

/** What the chunks of these names need beyond the dashboard. */
function addedBy(...names: string[]): Set<string> {
  const queue = chunks.filter(({ name }) => names.includes(name));
  if (queue.length < names.length)
    throw new Error(`Not all of these are chunks: ${names.join(", ")}`);
  const needed = new Set<string>();
  for (const chunk of queue) {
    if (needed.has(chunk.fileName) || dashboard.has(chunk.fileName)) continue;
    needed.add(chunk.fileName);
    for (const style of chunk.styles)
      if (!dashboard.has(style)) needed.add(style);
    queue.push(
      ...chunks.filter(({ fileName }) => chunk.imports.includes(fileName)),
    );
  }
  return needed;
}

function sizeOf(files: ReadonlySet<string>): number {
  return [...files].reduce((sum, file) => sum + (gzipped.get(file) ?? NaN), 0);
}

function byPackage(files: ReadonlySet<string>): Record<string, number> {
  const sizes = new Map<string, number>();
  for (const chunk of chunks.filter(({ fileName }) => files.has(fileName)))
    for (const [id, bytes] of Object.entries(chunk.modules)) {
      const name =
        /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? "muster";
      sizes.set(name, (sizes.get(name) ?? 0) + bytes / 1000);
    }
  return Object.fromEntries(
    [...sizes]
      .sort(([, a], [, b]) => b - a)
      .map(([name, kilobytes]) => [name, Number(kilobytes.toFixed(1))]),
  );
}
