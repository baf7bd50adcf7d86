import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { builtSite } from "./build.ts";
import { readIfThere } from "./files.ts";
import { processesOf } from "./testing/processes.ts";
import { runProgram, type Program } from "./testing/program.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

interface Run {
  url: string;
  publishableKey: string;
  pid: number;
  demo?: { email: string; password: string };
}

// The starts below are to be about everything but this.
beforeAll(() => builtSite({ say: () => undefined }), 120_000);

function start(dataDirectory: string, ...options: string[]): Program {
  return runProgram([
    "local/main.ts",
    "--data",
    dataDirectory,
    "--port",
    "0",
    ...options,
  ]);
}

async function ready(program: Program, dataDirectory: string): Promise<Run> {
  const [, url] = await program.prints(/^ready (http:\S+)/m);
  const run = JSON.parse(
    await readFile(join(dataDirectory, "run.json"), "utf8"),
  ) as Run;
  expect(run.url).toBe(url);
  return run;
}

async function call<Answer>(
  run: Run,
  method: string,
  path: string,
  { body, accessToken }: { body?: unknown; accessToken?: string } = {},
): Promise<Answer> {
  const response = await fetch(run.url + path, {
    method,
    headers: {
      apikey: run.publishableKey,
      "content-type": "application/json",
      ...(accessToken && { authorization: `Bearer ${accessToken}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${path}: ${String(response.status)} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

const person = { email: "ada@example.org", password: "correct horse" };
const signIn = async (run: Run, login: { email: string; password: string }) =>
  (
    await call<{ access_token: string }>(
      run,
      "POST",
      "/auth/v1/token?grant_type=password",
      { body: login },
    )
  ).access_token;

/** Ends a program as its user would: it ends well, and leaves nothing. */
async function stop(
  program: Program,
  directory: string,
  signal: NodeJS.Signals = "SIGINT",
): Promise<void> {
  program.child.kill(signal);
  expect(await program.ends(), program.output()).toBe(0);
  expect(processesOf(directory)).toEqual([]);
  expect(await readIfThere(join(directory, "run.json"))).toBeUndefined();
}

test(
  "it serves, refuses a second start on the same data, and stops with Ctrl-C",
  { timeout: 60_000 },
  async () => {
    const directory = await temporaryDirectory();
    const program = start(directory, "--no-demo");
    const run = await ready(program, directory);
    expect(run.pid).toBe(program.pid);
    expect(run.demo).toBeUndefined();
    expect((await stat(join(directory, "run.json"))).mode & 0o777).toBe(0o600);
    expect(processesOf(directory).length).toBeGreaterThan(2);

    const page = await fetch(`${run.url}/dashboard`, {
      headers: { accept: "text/html" },
    });
    expect([page.status, await page.text()]).toEqual([
      200,
      expect.stringContaining("<title>Muster"),
    ]);
    expect(await (await fetch(`${run.url}/config.json`)).json()).toEqual({
      supabaseUrl: "",
      publishableKey: run.publishableKey,
    });

    const second = start(directory);
    expect(await second.ends()).toBe(1);
    expect(second.output()).toContain(
      `Muster is running already at ${run.url}, with the data in ${directory} (process ${String(run.pid)}).`,
    );
    expect(await ready(program, directory)).toEqual(run);
    await stop(program, directory);
  },
);

test(
  "stopped while it starts, whenever that is, it leaves nothing, and the next start works",
  { timeout: 120_000 },
  async () => {
    const directory = await temporaryDirectory();
    for (const afterMs of [0, 150, 400, 800]) {
      const program = start(directory);
      await program.prints(/Starting/);
      await sleep(afterMs);
      await stop(program, directory);
    }
    const program = start(directory, "--no-demo");
    await ready(program, directory);
    await stop(program, directory);
  },
);

test(
  "started by npm, it ends when npm is gone, which tells nobody",
  { timeout: 60_000 },
  async () => {
    const directory = await temporaryDirectory();
    const command = `"${process.execPath}" --import tsx local/main.ts --no-demo --port 0 --data "${directory}"; true`;
    const npm = runProgram(
      [
        "--eval",
        `process.title = "npm start";
       require("node:child_process").spawn("sh", ["-c", ${JSON.stringify(command)}], { stdio: "inherit" });`,
      ],
      { env: { npm_lifecycle_event: "start" } },
    );
    await ready(npm, directory);
    npm.child.kill("SIGKILL");
    await expect.poll(() => processesOf(directory)).toEqual([]);
  },
);

test(
  "three times kill -9: the next start ends what is left and has every person",
  { timeout: 120_000 },
  async () => {
    const directory = await temporaryDirectory();
    for (let times = 0; times < 3; times++) {
      const program = start(directory, "--no-demo");
      const run = await ready(program, directory);
      if (times === 0)
        await call(run, "POST", "/auth/v1/signup", { body: person });
      else await signIn(run, person);
      process.kill(run.pid, "SIGKILL");
      await program.ends();
    }
    const program = start(directory, "--no-demo");
    const run = await ready(program, directory);
    await call(run, "GET", "/functions/v1/proxmox-servers", {
      accessToken: await signIn(run, person),
    });
    await stop(program, directory, "SIGTERM");
  },
);

test(
  "a port that is taken is said, if it was asked for",
  { timeout: 60_000 },
  async () => {
    const directory = await temporaryDirectory();
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, "127.0.0.1", done));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const program = start(directory, "--port", String(port));
    expect(await program.ends()).toBe(1);
    expect(program.output()).toContain(
      `Port ${String(port)} of 127.0.0.1 is taken by another program. Choose another one with --port.`,
    );
    expect(processesOf(directory)).toEqual([]);
  },
);

test(
  "the first administrator is made by the operator, and says so if it cannot",
  { timeout: 60_000 },
  async () => {
    const directory = await temporaryDirectory();
    const first = start(directory, "--no-demo", "--admin", person.email);
    const run = await ready(first, directory);
    await first.prints(/No administrator made: nobody has signed up/);
    await call(run, "POST", "/auth/v1/signup", { body: person });
    await stop(first, directory, "SIGHUP");

    const second = start(directory, "--no-demo", "--admin", person.email);
    const again = await ready(second, directory);
    await second.prints(/ada@example\.org is an administrator now/);
    const accessToken = await signIn(again, person);
    expect(
      await call(again, "GET", "/rest/v1/user_roles?select=role&order=role", {
        accessToken,
      }),
    ).toEqual([{ role: "admin" }, { role: "user" }]);
    await stop(second, directory);
  },
);

test(
  "the demo has a login, an administrator and a fleet, and keeps what its user has changed",
  { timeout: 120_000 },
  async () => {
    const directory = await temporaryDirectory();
    interface Servers {
      servers: { id: string; name: string; port: number }[];
    }
    const path = "/functions/v1/proxmox-servers";

    const first = start(directory);
    const run = await ready(first, directory);
    if (!run.demo) throw new Error("There is no demo login");
    expect(first.output()).toContain(run.demo.password);
    expect(await (await fetch(`${run.url}/config.json`)).json()).toMatchObject({
      demo: run.demo,
    });
    let accessToken = await signIn(run, run.demo);
    expect(
      await call(run, "GET", "/rest/v1/user_roles?select=role&role=eq.admin", {
        accessToken,
      }),
    ).toHaveLength(1);
    const { servers } = await call<Servers>(run, "GET", path, { accessToken });
    const [renamed, removed, ...others] = servers;
    expect(others.length).toBeGreaterThan(0);
    await call(run, "PUT", `${path}/${String(renamed?.id)}`, {
      accessToken,
      body: { name: "Mine" },
    });
    await call(run, "DELETE", `${path}/${String(removed?.id)}`, {
      accessToken,
    });
    await stop(first, directory);

    // As after a start at which another program had the ports.
    const second = start(directory);
    const again = await ready(second, directory);
    expect(again.demo).toEqual(run.demo);
    accessToken = await signIn(again, run.demo);
    const after = await call<Servers>(again, "GET", path, { accessToken });
    expect(after.servers.map(({ id, name }) => [id, name]).sort()).toEqual(
      [
        [renamed?.id, "Mine"],
        ...others.map(({ id, name }) => [id, name]),
      ].sort(),
    );
    const list = await call<{ servers: { ok: boolean }[]; vms: unknown[] }>(
      again,
      "GET",
      "/functions/v1/list-vms",
      { accessToken },
    );
    expect(list.servers.every(({ ok }) => ok)).toBe(true);
    expect(list.vms.length).toBeGreaterThan(10);
    await stop(second, directory);
  },
);

test.each([
  [["--prot", "1"], 2, /--prot/],
  [["--port", "x"], 2, /--port takes a number/],
  [["--help"], 0, /--no-demo/],
])(
  "%j: exit %i, and a sentence",
  { timeout: 20_000 },
  async (options, code, sentence) => {
    const program = runProgram(["local/main.ts", ...options]);
    expect(await program.ends()).toBe(code);
    expect(program.output()).toMatch(sentence);
  },
);

test(
  "damaged keys end the start with a sentence",
  { timeout: 30_000 },
  async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "keys.json"), "{");
    const program = start(directory);
    expect(await program.ends()).toBe(1);
    expect(program.output()).toMatch(
      /keys\.json is damaged\. Restore it from a backup/,
    );
    expect(program.output()).not.toMatch(/^\s+at /m);
  },
);
