/**
 * Runs in Deno: serves every function of a folder in one process, each under its name, as Supabase does with one isolate each.
 * Its input is a pipe from Muster's own process; when that ends, by kill -9 too, this one ends with it.
 */

/** The little of Deno that is used here: the file is checked together with the Node code. */
declare const Deno: {
  args: string[];
  readDir(path: URL): AsyncIterable<{ name: string; isDirectory: boolean }>;
  serve(
    options: {
      hostname: string;
      port: number;
      onListen(address: { port: number }): void;
    },
    handler: (request: Request) => Promise<Response>,
  ): { shutdown(): Promise<void> };
  addSignalListener(signal: "SIGUSR2", handler: () => void): void;
  stdin: { readable: ReadableStream<Uint8Array> };
  stdout: { write(bytes: Uint8Array): Promise<number> };
  exit(code: number): never;
};

interface EdgeFunction {
  fetch(request: Request): Response | Promise<Response>;
}

// Standard output belongs to the one line that says where we listen.
console.log = console.info = console.debug = console.error;

// On Supabase this ends an isolate, and another takes over. Here it must not take the other functions along.
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.error("Unhandled rejection:", event.reason);
});

const directory = new URL(String(Deno.args[0]));
const functions = await loadFunctions();

const server = Deno.serve(
  {
    hostname: "127.0.0.1",
    port: 0,
    onListen: ({ port }) =>
      void Deno.stdout.write(
        new TextEncoder().encode(`${JSON.stringify({ port })}\n`),
      ),
  },
  async (request) => {
    const name = new URL(request.url).pathname.split("/")[1] ?? "";
    const edgeFunction = functions.get(name);
    if (edgeFunction === undefined)
      return failure(404, "not_found", "There is no such function");
    if (edgeFunction === null)
      return failure(503, "internal", `The function ${name} did not start`);
    try {
      return await edgeFunction.fetch(request);
    } catch (error) {
      console.error(`${name}:`, error);
      return failure(500, "internal", "Something went wrong inside Muster");
    }
  },
);

// Another process has taken over: what has begun here is ended, and nothing new is taken.
Deno.addSignalListener("SIGUSR2", () => {
  void server.shutdown().then(() => Deno.exit(0));
});

await Deno.stdin.readable.pipeTo(new WritableStream());
Deno.exit(0);

/** null: the function is there, but its module failed. The others still serve. */
async function loadFunctions(): Promise<Map<string, EdgeFunction | null>> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(directory))
    if (entry.isDirectory && !/^[_.]|^tests$/.test(entry.name))
      names.push(entry.name);
  return new Map(
    await Promise.all(
      names.map(async (name): Promise<[string, EdgeFunction | null]> => {
        try {
          const module = (await import(
            new URL(`${name}/index.ts`, directory).href
          )) as { default: EdgeFunction };
          return [name, module.default];
        } catch (error) {
          console.error(`The function ${name} did not start:`, error);
          return [name, null];
        }
      }),
    ),
  );
}

function failure(status: number, code: string, message: string): Response {
  const requestId = crypto.randomUUID();
  return Response.json({ error: { code, message, requestId } }, { status });
}

export {};
