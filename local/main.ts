import { help, parseOptions, UsageError, type Options } from "./options.ts";
import { whenStarterIsGone } from "./starter.ts";

/** Ctrl-C may arrive twice, from the terminal and by way of npm; pressed again later, it means "now". */
const insistAfterMs = 1_000;

const stopping = new AbortController();
let askedAt: number | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, requestStop);
void whenStarterIsGone(requestStop);

process.exitCode = await main();
// Whatever a library left open must not keep a stopped program alive.
process.exit();

function requestStop(): void {
  if (askedAt !== undefined && Date.now() - askedAt > insistAfterMs)
    process.exit(1);
  askedAt ??= Date.now();
  stopping.abort();
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${help}`);
    return 2;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  console.log("Starting Muster …");
  // Everything else comes after the first word: it takes a moment to load.
  const { run } = await import("./run.ts");
  return run(options, stopping.signal);
}
