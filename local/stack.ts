import { type EmailDriver } from "@supabase/lite";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { builtSite } from "./build.ts";
import { reloadFunctions, startDevSite } from "./dev.ts";
import { privateDirectory } from "./files.ts";
import {
  operatorEnvironment,
  startFunctions,
  type Functions,
} from "./functions.ts";
import { readKeys, watchEncryptionKey, type Keys } from "./keys.ts";
import { acquireLock } from "./lock.ts";
import { folderDriver, smtpDriver } from "./mail.ts";
import { repository } from "./paths.ts";
import { startPostgres, type RunningPostgres } from "./postgres.ts";
import { sendError } from "./responses.ts";
import {
  isLoopback,
  startServer,
  type OriginServer,
  type ServePage,
  type Settings,
} from "./server.ts";
import { startSupabase, type Supabase } from "./supabase.ts";
import { readSite, serveSite } from "./web.ts";

export interface StackOptions {
  dataDirectory: string;
  /** 0: any free one. */
  port?: number;
  host?: string;
  functionsEnvironment?: Record<string, string>;
  /** The built SPA; undefined: built from src/ when it is not fresh; null: none. */
  webDirectory?: string | null;
  /** Vite's dev server in place of the built SPA, and functions that reload. */
  dev?: boolean;
  /** The address that people use, when it is not ours: behind a reverse proxy. */
  publicUrl?: string | undefined;
  smtpUrl?: string | undefined;
  say?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

export interface Stack {
  url: string;
  publishableKey: string;
  secretKey: string;
  connectionString: string;
  superuserConnectionString: string;
  /** Lets the sign-in page offer a login; only to people at this machine. */
  offerLogin(login: NonNullable<Settings["demo"]>): void;
  /** Resolves when Postgres has ended without being asked to. */
  failed: Promise<void>;
  stop(): Promise<void>;
}

type Cleanups = (() => Promise<void> | void)[];

/** What the parts are built on. */
interface Ground {
  options: StackOptions;
  dataDirectory: string;
  host: string;
  server: OriginServer;
  keys: Keys;
  email: EmailDriver;
  say: (text: string) => void;
  /** Each part says here how it is stopped, as soon as it is there. */
  cleanups: Cleanups;
}

/** The whole product behind one origin: Postgres, Auth and REST, the functions in Deno, the SPA. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const cleanups: Cleanups = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    const ground = await prepare(options, cleanups);
    return { ...(await build(ground)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** First of all what may be refused: the data, then the port. */
async function prepare(
  options: StackOptions,
  cleanups: Cleanups,
): Promise<Ground> {
  const { host = "127.0.0.1", port = 0, say = console.log } = options;
  const { publicUrl, smtpUrl } = options;
  const dataDirectory = resolve(options.dataDirectory);
  await privateDirectory(dataDirectory);
  const lock = await acquireLock(join(dataDirectory, "muster.lock"));
  cleanups.push(() => lock.release());
  const email = smtpUrl
    ? smtpDriver(smtpUrl)
    : folderDriver(join(dataDirectory, "mail"), say);
  const keys = await readKeys(dataDirectory);
  const publicHost = publicUrl && new URL(publicUrl).host;
  const server = await startServer({ host, port, publicHost });
  cleanups.push(() => server.close());
  return { options, dataDirectory, host, server, keys, email, say, cleanups };
}

async function build(ground: Ground): Promise<Omit<Stack, "stop">> {
  const { options, host, server, keys, cleanups } = ground;
  // The parts start side by side; the first that fails calls the others off.
  const cancel = new AbortController();
  const signal = options.signal
    ? AbortSignal.any([options.signal, cancel.signal])
    : cancel.signal;
  const [{ database, supabase }, functions, servePage] = await allOrNone(
    [
      startDatabase(ground, signal),
      startEdge(ground, signal),
      startPages(ground, signal),
    ],
    cancel,
  );
  signal.throwIfAborted();

  const settings: Settings = {
    supabaseUrl: "",
    publishableKey: keys.publishableKey,
  };
  server.open({ supabase, functions, settings, servePage });
  // Once more, and so before everything else: requests must not meet parts that are gone.
  cleanups.push(() => server.close());
  return {
    url: ownUrl(host, server.port),
    publishableKey: keys.publishableKey,
    secretKey: keys.secretKey,
    connectionString: database.connectionString,
    superuserConnectionString: database.superuserConnectionString,
    offerLogin: (login) => {
      if (isLoopback(host)) settings.demo = login;
    },
    failed: database.ended,
  };
}

async function startDatabase(
  { options, dataDirectory, host, server, keys, email, cleanups }: Ground,
  signal: AbortSignal,
): Promise<{ database: RunningPostgres; supabase: Supabase }> {
  const database = await startPostgres({ dataDirectory, signal });
  cleanups.push(() => database.stop());
  const supabase = await startSupabase({
    database,
    keys,
    siteUrl: options.publicUrl ?? ownUrl(host, server.port),
    origins: ownOrigins(host, server.port),
    email,
  });
  cleanups.push(() => supabase.close());
  return { database, supabase };
}

async function startEdge(
  { options, dataDirectory, host, server, keys, cleanups }: Ground,
  signal: AbortSignal,
): Promise<Functions> {
  const environment = (encryptionKey: string) => ({
    PROXMOX_ENCRYPTION_KEY: encryptionKey,
    ...operatorEnvironment(),
    ...options.functionsEnvironment,
    // Written by our own proxy over whatever the caller has sent.
    MUSTER_CLIENT_IP_HEADER: "x-forwarded-for",
    SUPABASE_URL: ownUrl(host, server.port),
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({
      default: keys.publishableKey,
    }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
  });
  const functions = await startFunctions({
    dataDirectory,
    directory: join(repository, "supabase", "functions"),
    environment: environment(keys.encryptionKey),
    signal,
  });
  cleanups.push(() => functions.stop());
  const keysWatcher = watchEncryptionKey(dataDirectory, keys, (encryptionKey) =>
    functions.replace(environment(encryptionKey)),
  );
  cleanups.push(() => keysWatcher.close());
  if (options.dev) {
    const watcher = reloadFunctions(functions);
    cleanups.push(() => watcher.close());
  }
  return functions;
}

async function startPages(
  { options, server, say, cleanups }: Ground,
  signal: AbortSignal,
): Promise<ServePage> {
  const { dev = false, webDirectory } = options;
  if (dev) {
    const site = await startDevSite(server.http);
    cleanups.push(() => site.close());
    return (request, response) => site.serve(request, response);
  }
  if (webDirectory === null)
    return (_request, response) =>
      sendError(response, 404, "not_found", "There are no web pages here");
  const directory = webDirectory ?? (await builtSite({ say, signal }));
  const site = await readSite(directory);
  return (request, response, pathname) =>
    serveSite(site, request, response, pathname);
}

/** Waits for all even when one fails, so that what the others have started is known and can be stopped. */
async function allOrNone<Parts extends readonly unknown[]>(
  parts: { [Index in keyof Parts]: Promise<Parts[Index]> },
  cancel: AbortController,
): Promise<Parts> {
  let first: unknown;
  await Promise.allSettled(
    parts.map((part: Promise<unknown>) =>
      part.catch((error: unknown) => {
        first ??= error;
        cancel.abort(error);
        throw error;
      }),
    ),
  );
  if (first !== undefined) throw first as Error;
  return await Promise.all(parts);
}

/** How this machine reaches us: a server that listens on all addresses is asked on the first. */
function ownUrl(host: string, port: number): string {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${String(port)}`;
}

/** The addresses by which this machine and its neighbours open us. */
function ownOrigins(host: string, port: number): string[] {
  const names = ["localhost", "127.0.0.1", host];
  if (!isLoopback(host))
    for (const address of Object.values(networkInterfaces()).flat())
      if (address?.family === "IPv4") names.push(address.address);
  return [...new Set(names.map((name) => ownUrl(name, port)))];
}
