/** `npm run rotate-key`: stored API tokens get the newest encryption key, while people work. */
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readIfThere } from "./files.ts";
import { addEncryptionKey, keysFile, readKeys } from "./keys.ts";
import { LockedError } from "./lock.ts";
import { repository } from "./paths.ts";
import { processIdentity } from "./process.ts";
import {
  RotationError,
  rotateTokens,
  type RotationTarget,
} from "./rotation.ts";
import { startStack } from "./stack.ts";

const help = `Seals every stored API token with the newest encryption key.

  npm run rotate-key -- --new-key          an installation by \`npm start\`: makes a new key and uses it
  npm run rotate-key -- --data DIR         the same for its data in DIR (.local), with the keys it has
  npm run rotate-key                       any Supabase, by SUPABASE_URL, SUPABASE_SECRET_KEY and
                                           PROXMOX_ENCRYPTION_KEY in the environment ("2:new,1:old")

Nothing stops meanwhile. It may be stopped and begun again; what does not open is left as it is and named at the end.
On a Supabase give the functions the new key first: supabase secrets set PROXMOX_ENCRYPTION_KEY="2:new,1:old".
`;

process.exitCode = await main(process.argv.slice(2), process.env);
process.exit();

async function main(
  args: string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  try {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: "string" },
        "new-key": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      console.log(help);
      return 0;
    }
    const isElsewhere =
      values.data === undefined &&
      !values["new-key"] &&
      Boolean(environment["SUPABASE_URL"]);
    if (isElsewhere) return await rotate(targetFrom(environment));
    const dataDirectory = resolve(values.data ?? join(repository, ".local"));
    return await rotateHere(dataDirectory, values["new-key"] ?? false);
  } catch (error) {
    const isForeseen =
      error instanceof RotationError || error instanceof TypeError;
    console.error(isForeseen ? error.message : error);
    return 1;
  }
}

function targetFrom(environment: NodeJS.ProcessEnv): RotationTarget {
  const read = (name: string) => {
    const value = environment[name];
    if (!value) throw new RotationError(`${name} is not set\n\n${help}`);
    return value;
  };
  return {
    url: read("SUPABASE_URL"),
    secretKey: read("SUPABASE_SECRET_KEY"),
    encryptionKey: read("PROXMOX_ENCRYPTION_KEY"),
  };
}

/** An installation on this machine: one that runs goes on running, one that does not is started without its pages. */
async function rotateHere(
  dataDirectory: string,
  wantsNewKey: boolean,
): Promise<number> {
  if ((await readIfThere(keysFile(dataDirectory))) === undefined)
    throw new RotationError(`There is no installation in ${dataDirectory}`);
  const functionsBefore = await functionsOf(dataDirectory);
  if (wantsNewKey) {
    const id = await addEncryptionKey(dataDirectory);
    console.log(
      `Key ${String(id)} is in ${keysFile(dataDirectory)}. Back that file up: without it no token opens.`,
    );
  }
  const { secretKey, encryptionKey } = await readKeys(dataDirectory);
  try {
    const stack = await startStack({
      dataDirectory,
      webDirectory: null,
      say: () => undefined,
    });
    try {
      return await rotate({ url: stack.url, secretKey, encryptionKey });
    } finally {
      await stack.stop();
    }
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    const run = await readIfThere(join(dataDirectory, "run.json"));
    if (run === undefined)
      throw new RotationError("Muster is starting. Try again in a moment.");
    const { url } = JSON.parse(run) as { url: string };
    if (wantsNewKey) await untilReplaced(dataDirectory, functionsBefore);
    return await rotate({ url, secretKey, encryptionKey });
  }
}

interface FunctionsProcess {
  pid: number;
  identity?: string;
}

async function functionsOf(
  dataDirectory: string,
): Promise<FunctionsProcess | undefined> {
  const text = await readIfThere(join(dataDirectory, "functions.pid"));
  return text === undefined
    ? undefined
    : (JSON.parse(text) as FunctionsProcess);
}

/** A token that has the new key is closed to functions that have not. */
async function untilReplaced(
  dataDirectory: string,
  before: FunctionsProcess | undefined,
): Promise<void> {
  console.log("Waiting until the running functions have the new key …");
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const current = await functionsOf(dataDirectory);
    const isGone =
      before === undefined ||
      (await processIdentity(before.pid)) !== before.identity;
    if (isGone && current && current.pid !== before?.pid) return;
    await sleep(200);
  }
  throw new RotationError(
    "The running functions do not take the new key. Restart Muster, then run this again without --new-key.",
  );
}

async function rotate(target: RotationTarget): Promise<number> {
  const { keyId, rotated, skipped, failed } = await rotateTokens(target);
  for (const { serverId, reason } of failed)
    console.error(`The token of server ${serverId} ${reason}.`);
  console.log(
    `Key ${String(keyId)}: ${String(rotated)} tokens rotated, ${String(skipped)} skipped, ${String(failed.length)} failed.`,
  );
  if (failed.length === 0)
    console.log(
      "No token lies under an older key any more. Keep that key as long as a backup from before may be wanted back.",
    );
  return failed.length === 0 ? 0 : 1;
}
