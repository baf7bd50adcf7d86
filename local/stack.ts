import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { builtSite } from "./build.ts";
import { reloadFunctions, startDevSite } from "./dev.ts";
import { privateDirectory } from "./files.ts";
import { operatorEnvironment, startFunctions } from "./functions.ts";
import { readKeys } from "./keys.ts";
import { acquireLock } from "./lock.ts";
import { folderDriver, smtpDriver } from "./mail.ts";
import { repository } from "./paths.ts";
import { startPostgres } from "./postgres.ts";
import { sendError } from "./responses.ts";
import {
  isLoopback,
  startServer,
  type ServePage,
  type OriginServer,
  type Settings,
} from "./server.ts";
import { startSupabase } from "./supabase.ts";
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

/** The whole product behind one origin: Postgres, Auth and REST, the functions in Deno, the SPA. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const cleanups: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await start(options, cleanups)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StackOptions,
  cleanups: (() => Promise<void> | void)[],
): Promise<Omit<Stack, "stop">> {
  const {
    host = "127.0.0.1",
    port = 0,
    publicUrl,
    say = console.log,
  } = options;
  const dataDirectory = resolve(options.dataDirectory);
  await privateDirectory(dataDirectory);
  const lock = await acquireLock(join(dataDirectory, "muster.lock"));
  cleanups.push(() => lock.release());
  const email = options.smtpUrl
    ? smtpDriver(options.smtpUrl)
    : folderDriver(join(dataDirectory, "mail"), say);
  const server = await startServer({
    host,
    port,
    publicHost: publicUrl === undefined ? undefined : new URL(publicUrl).host,
  });
  cleanups.push(() => server.close());
  const keys = await readKeys(dataDirectory);

  // The parts start side by side; the first that fails calls the others off.
  const cancel = new AbortController();
  const signal = options.signal
    ? AbortSignal.any([options.signal, cancel.signal])
    : cancel.signal;
  const parts = {
    database: async () => {
      const database = await startPostgres({ dataDirectory, signal });
      cleanups.push(() => database.stop());
      const supabase = await startSupabase({
        database,
        keys,
        siteUrl: publicUrl ?? ownUrl(host, server.port),
        origins: ownOrigins(host, server.port),
        email,
      });
      cleanups.push(() => supabase.close());
      return { database, supabase };
    },
    functions: async () => {
      const functions = await startFunctions({
        dataDirectory,
        directory: join(repository, "supabase", "functions"),
        environment: {
          PROXMOX_ENCRYPTION_KEY: keys.encryptionKey,
          ...operatorEnvironment(),
          ...options.functionsEnvironment,
          SUPABASE_URL: ownUrl(host, server.port),
          SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({
            default: keys.publishableKey,
          }),
          SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
        },
        signal,
      });
      cleanups.push(() => functions.stop());
      return functions;
    },
    servePage: () => pages(options, server, cleanups, say, signal),
  };
  const started = await allOrNone(
    [parts.database(), parts.functions(), parts.servePage()],
    cancel,
  );
  signal.throwIfAborted();
  const [{ database, supabase }, functions, servePage] = started;
  if (options.dev) {
    const watcher = reloadFunctions(functions);
    cleanups.push(() => watcher.close());
  }

  const settings: Settings = {
    supabaseUrl: "",
    publishableKey: keys.publishableKey,
  };
  server.open({ supabase, functions, settings, servePage });
  // The server closes first: requests must not meet parts that are gone.
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

async function pages(
  { dev = false, webDirectory }: StackOptions,
  server: OriginServer,
  cleanups: (() => Promise<void> | void)[],
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<ServePage> {
  if (dev) {
    const site = await startDevSite(server.http);
    cleanups.push(() => site.close());
    return (request, response) => site.serve(request, response);
  }
  if (webDirectory === null)
    return (_request, response) =>
      sendError(response, 404, "not_found", "There are no web pages here");
  const site = await readSite(
    webDirectory ?? (await builtSite({ say, signal })),
  );
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
