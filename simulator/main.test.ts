// @vitest-environment node
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ask } from "./testing/client.ts";
import type { RunningCluster } from "./simulator.ts";

const program = fileURLToPath(new URL("main.ts", import.meta.url));

const start = (...options: string[]) =>
  spawn(process.execPath, ["--import", "tsx", program, ...options]);

async function output(
  ...options: string[]
): Promise<{ code: number; out: string; err: string }> {
  const child = start(...options);
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}

test("the help names every fault", async () => {
  const { code, out } = await output("--help");
  expect(code).toBe(0);
  expect(out).toContain("--first-port PORT");
  expect(out).toContain("certificate-other-ca");
});

test("what cannot be understood is said in a line", async () => {
  for (const [options, complaint] of [
    [
      ["--preset", "nowhere"],
      'There is no preset "nowhere". There are: demo, small\n',
    ],
    [["--clusters", "many"], '--clusters takes a whole number, not "many"\n'],
    [
      ["--preset", "small", "--fault", "small:explode"],
      /^There is no fault "explode"/,
    ],
  ] as const) {
    const { code, err } = await output(...options);
    expect(code).toBe(1);
    expect(err).toEqual(
      typeof complaint === "string"
        ? complaint
        : expect.stringMatching(complaint),
    );
  }
}, 20_000);

test("as JSON it prints all that a client needs to trust and call each cluster", async () => {
  const child = start(
    "--clusters",
    "2",
    "--nodes",
    "2",
    "--guests",
    "5",
    "--fault",
    "site-02:status=503",
    "--json",
  );
  const [chunk] = (await once(child.stdout, "data")) as [Buffer];
  const { clusters } = JSON.parse(chunk.toString()) as {
    clusters: RunningCluster[];
  };
  const version = ({ nodes, caCertificate: ca, tokens }: RunningCluster) =>
    ask({
      port: nodes[1]?.port ?? 0,
      ca,
      token: tokens.auditor,
      path: "/api2/json/version",
    });
  expect(
    await Promise.all(
      clusters.map(async (cluster) => (await version(cluster)).status),
    ),
  ).toEqual([200, 503]);
  child.kill("SIGTERM");
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(0);
}, 20_000);
