import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  operatorEnvironment,
  startFunctions,
  type Functions,
  type FunctionsOptions,
} from "./functions.ts";
import { isAlive } from "./process.ts";
import { processesOf } from "./testing/processes.ts";
import { runProgram } from "./testing/program.ts";
import { temporaryDirectory } from "./testing/temporary.ts";

const sources = {
  echo: `export default { fetch: (request) => Response.json({ path: new URL(request.url).pathname, pid: Deno.pid, deno: Deno.version.deno }) };`,
  environment: `export default { fetch: () => Response.json(Deno.env.toObject()) };`,
  reader: `export default { fetch: async (request) => {
    const path = new URL(request.url).searchParams.get("path");
    return new Response(await Deno.readTextFile(path).then(() => "read", (error) => error.name));
  } };`,
  runner: `export default { fetch: async () => {
    try {
      await new Deno.Command("/bin/sh").output();
      return new Response("ran");
    } catch (error) {
      return new Response(error.name);
    }
  } };`,
  broken: `import "./nothing.ts"; export default { fetch: () => new Response("never") };`,
  thrower: `export default { fetch: () => { throw new Error("secret cause"); } };`,
  forgetful: `export default { fetch: () => { void Promise.reject(new Error("nobody waits")); return new Response("fine"); } };`,
  hoarder: `const files = []; export default { fetch: async () => {
    for (let n = 0; n < 300; n++) files.push(await Deno.open(import.meta.filename));
    return new Response(String(Deno.pid));
  } };`,
  slow: `export default { fetch: async () => {
    await new Promise((done) => setTimeout(done, 600));
    return Response.json({ pid: Deno.pid, word: Deno.env.get("WORD") });
  } };`,
  quitter: `export default { fetch: () => Deno.exit(7) };`,
};

async function start(
  environment: Record<string, string> = {},
  openFiles?: FunctionsOptions["openFiles"],
): Promise<{ functions: Functions; dataDirectory: string }> {
  const dataDirectory = await temporaryDirectory();
  const directory = join(dataDirectory, "functions");
  for (const [name, source] of Object.entries(sources)) {
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(join(directory, name, "index.ts"), source);
  }
  await mkdir(join(directory, "_shared"));
  await writeFile(join(directory, "deno.json"), "{}");
  const functions = await startFunctions({
    dataDirectory,
    directory,
    environment,
    ...(openFiles && { openFiles }),
  });
  onTestFinished(() => functions.stop());
  return { functions, dataDirectory };
}

async function ask(
  functions: Functions,
  path: string,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(
    `http://127.0.0.1:${String(await functions.port())}${path}`,
  );
  const text = await response.text();
  try {
    return { status: response.status, body: JSON.parse(text) as unknown };
  } catch {
    return { status: response.status, body: text };
  }
}

test(
  "each function answers under its name, on the Deno that Supabase runs",
  { timeout: 20_000 },
  async () => {
    const { functions } = await start();
    expect(await ask(functions, "/echo/a/b")).toMatchObject({
      status: 200,
      body: { path: "/echo/a/b", deno: "2.1.4" },
    });
    expect(await ask(functions, "/nothing")).toMatchObject({
      status: 404,
      body: { error: { code: "not_found" } },
    });
    expect((await ask(functions, "/_shared")).status).toBe(404);
  },
);

test(
  "a function that fails, at its start or later, takes no other along",
  { timeout: 20_000 },
  async () => {
    const { functions, dataDirectory } = await start();
    const { body: before } = await ask(functions, "/echo");
    expect(await ask(functions, "/broken")).toMatchObject({
      status: 503,
      body: { error: { message: "The function broken did not start" } },
    });
    const thrown = await ask(functions, "/thrower");
    expect(thrown.status).toBe(500);
    expect(JSON.stringify(thrown.body)).not.toContain("secret cause");
    expect(
      await readFile(join(dataDirectory, "functions.log"), "utf8"),
    ).toContain("secret cause");
    expect((await ask(functions, "/forgetful")).body).toBe("fine");
    expect((await ask(functions, "/echo")).body).toEqual(before);
  },
);

test(
  "the functions see what they are given of the environment, and nothing else",
  { timeout: 20_000 },
  async () => {
    process.env["MUSTER_TEST_SECRET"] = "x";
    onTestFinished(() => {
      delete process.env["MUSTER_TEST_SECRET"];
    });
    const { functions } = await start({ PROXMOX_NETWORK_POLICY: "public" });
    const { body } = await ask(functions, "/environment");
    expect(Object.keys(body as object).sort()).toEqual([
      "DENO_DIR",
      "DENO_NO_UPDATE_CHECK",
      "NO_COLOR",
      "PROXMOX_NETWORK_POLICY",
    ]);
  },
);

test("of the operator's environment, the settings of the functions pass through if they are set", () => {
  expect(
    operatorEnvironment({
      PROXMOX_HOST: "pve.example.org",
      PROXMOX_PORT: "",
      MUSTER_ALLOWED_ORIGINS: "https://muster.example.org",
      MUSTER_SMTP_URL: "smtp://a:b@c",
      HOME: "/root",
      AWS_SECRET_ACCESS_KEY: "x",
    }),
  ).toEqual({
    PROXMOX_HOST: "pve.example.org",
    MUSTER_ALLOWED_ORIGINS: "https://muster.example.org",
  });
});

test(
  "the functions read their own files and the packages, and run nothing",
  { timeout: 20_000 },
  async () => {
    const { functions, dataDirectory } = await start();
    await writeFile(join(dataDirectory, "keys.json"), "{}");
    const read = async (path: string) =>
      (await ask(functions, `/reader?path=${encodeURIComponent(path)}`)).body;
    expect(await read(join(dataDirectory, "functions", "deno.json"))).toBe(
      "read",
    );
    expect(await read(join(dataDirectory, "keys.json"))).toMatch(
      /NotCapable|PermissionDenied/,
    );
    expect(await read("/etc/passwd")).toMatch(/NotCapable|PermissionDenied/);
    expect((await ask(functions, "/runner")).body).toMatch(
      /NotCapable|PermissionDenied/,
    );
  },
);

test(
  "it comes back when it dies, and a request waits for it",
  { timeout: 20_000 },
  async () => {
    const { functions } = await start();
    const before = (await ask(functions, "/echo")).body as { pid: number };
    await ask(functions, "/quitter").catch(() => undefined);
    await expect
      .poll(
        async () =>
          ((await ask(functions, "/echo")).body as { pid: number }).pid,
        { timeout: 10_000 },
      )
      .not.toBe(before.pid);
    expect(isAlive(before.pid)).toBe(false);
  },
);

test(
  "another environment takes over without a request that fails, and what has begun ends where it began",
  { timeout: 20_000 },
  async () => {
    const { functions } = await start({ WORD: "old" });
    const begun = ask(functions, "/slow");
    const replaced = functions.replace({ WORD: "new" });
    const words = new Set<unknown>();
    for (let n = 0; n < 30; n += 1) {
      const { status, body } = await ask(functions, "/environment");
      expect(status).toBe(200);
      words.add((body as { WORD: string }).WORD);
      await new Promise((done) => setTimeout(done, 30));
    }
    expect(await begun).toMatchObject({ status: 200, body: { word: "old" } });
    await replaced;
    expect([...words]).toEqual(["old", "new"]);
  },
);

test.runIf(process.platform === "linux")(
  "R02 a process that holds more connections than it may is replaced, and the old one is gone",
  { timeout: 20_000 },
  async () => {
    const { functions } = await start({}, { atMost: 200, lookEveryMs: 100 });
    const { body: pid } = await ask(functions, "/hoarder");
    await expect
      .poll(async () => (await ask(functions, "/echo")).body, {
        timeout: 10_000,
      })
      .not.toMatchObject({ pid });
    await expect
      .poll(() => isAlive(Number(pid)), { timeout: 5_000 })
      .toBe(false);
  },
);

test("a restart loads what has changed", { timeout: 20_000 }, async () => {
  const { functions, dataDirectory } = await start();
  await writeFile(
    join(dataDirectory, "functions", "echo", "index.ts"),
    `export default { fetch: () => new Response("changed") };`,
  );
  await functions.restart();
  await expect
    .poll(async () => (await ask(functions, "/echo")).body, { timeout: 10_000 })
    .toBe("changed");
});

test("stopped, it is gone and stays gone", { timeout: 20_000 }, async () => {
  const { functions, dataDirectory } = await start();
  const { pid } = (await ask(functions, "/echo")).body as { pid: number };
  await functions.stop();
  expect(isAlive(pid)).toBe(false);
  expect(processesOf(join(dataDirectory, "deno"))).toEqual([]);
});

test(
  "after kill -9 of Muster its Deno ends by itself",
  { timeout: 20_000 },
  async () => {
    const { functions, dataDirectory } = await start();
    await functions.stop();
    const directory = join(dataDirectory, "functions");
    const killed = runProgram([
      "--input-type=module",
      "--eval",
      `import { startFunctions } from "./local/functions.ts";
     const functions = await startFunctions(${JSON.stringify({ dataDirectory, directory, environment: {} })});
     console.log("port", await functions.port());`,
    ]);
    await killed.prints(/port \d+/);
    expect(processesOf(join(dataDirectory, "deno"))).not.toEqual([]);
    killed.child.kill("SIGKILL");
    await killed.ends();
    await expect
      .poll(() => processesOf(join(dataDirectory, "deno")), { timeout: 5_000 })
      .toEqual([]);
  },
);

test(
  "functions that cannot start at all say why",
  { timeout: 20_000 },
  async () => {
    const dataDirectory = await temporaryDirectory();
    const directory = join(dataDirectory, "functions");
    await mkdir(directory);
    await writeFile(join(directory, "deno.json"), "{ not json");
    await expect(
      startFunctions({ dataDirectory, directory, environment: {} }),
    ).rejects.toThrow(/did not start[^]*deno\.json/);
  },
);
