import { join } from "node:path";
import { type Simulator } from "../simulator/simulator.ts";
import type { Server } from "../supabase/functions/_shared/contract/serverList.ts";
import { bootstrapAdmin } from "./admin.ts";
import { readIfThere, writePrivate } from "./files.ts";
import { type Stack } from "./stack.ts";

const email = "demo@example.org";

export interface Login {
  email: string;
  password: string;
}

/** Cluster -> the id of the server that stands for it. A server that its user has removed or renamed stays so. */
type Registered = Record<string, string>;

/**
 * Signs the demo user up, makes it the administrator and saves the simulated clusters as its servers. On a later start it signs in
 * and mends what has changed, such as a port that another program has by now. undefined: the user's password is no longer ours.
 */
export async function prepareDemo(
  stack: Stack,
  simulator: Simulator,
  options: { dataDirectory: string; password: string },
): Promise<Login | undefined> {
  const login = { email, password: options.password };
  const call = caller(stack);
  const accessToken = await signIn(call, login);
  if (accessToken === undefined) return undefined;
  await bootstrapAdmin(stack.connectionString, email);

  const file = join(options.dataDirectory, "demo.json");
  const registered = JSON.parse(
    (await readIfThere(file)) ?? "{}",
  ) as Registered;
  const { servers } = await call<{ servers: Server[] }>(
    "GET",
    "/functions/v1/proxmox-servers",
    { accessToken },
  );
  for (const cluster of simulator.clusters) {
    const [node] = cluster.nodes;
    if (!node) continue;
    const connection = {
      host: node.host,
      port: node.port,
      api_token: cluster.tokens.admin,
      trust: { mode: "ca", ca_certificate: cluster.caCertificate },
    };
    const id = registered[cluster.name];
    const saved = servers.find((server) => server.id === id);
    if (id === undefined) {
      const { receipt } = await call<{ receipt: string }>(
        "POST",
        "/functions/v1/proxmox-servers/test",
        { accessToken, body: connection },
      );
      const { server } = await call<{ server: Server }>(
        "POST",
        "/functions/v1/proxmox-servers",
        { accessToken, body: { name: cluster.name, ...connection, receipt } },
      );
      registered[cluster.name] = server.id;
      await writePrivate(file, JSON.stringify(registered));
    } else if (saved && !stillReaches(saved, connection)) {
      await call("PUT", `/functions/v1/proxmox-servers/${id}`, {
        accessToken,
        body: connection,
      });
    }
  }
  return login;
}

function stillReaches(
  saved: Server,
  now: { host: string; port: number; trust: { ca_certificate: string } },
): boolean {
  return (
    saved.host === now.host &&
    saved.port === now.port &&
    saved.ca_certificate?.trim() === now.trust.ca_certificate.trim()
  );
}

async function signIn(call: Call, login: Login): Promise<string | undefined> {
  const paths = ["/auth/v1/token?grant_type=password", "/auth/v1/signup"];
  for (const path of paths) {
    try {
      const session = await call<{ access_token?: string }>("POST", path, {
        body: { ...login, data: { name: "Demo" } },
      });
      if (session.access_token) return session.access_token;
    } catch (error) {
      if (!(error instanceof CallError) || error.status >= 500) throw error;
    }
  }
  return undefined;
}

type Call = <Answer>(
  method: string,
  path: string,
  options?: { accessToken?: string; body?: unknown },
) => Promise<Answer>;

class CallError extends Error {
  readonly status: number;

  constructor(what: string, status: number, text: string) {
    super(`${what} answered ${String(status)}: ${text.slice(0, 300)}`);
    this.status = status;
  }
}

function caller(stack: Stack): Call {
  return async <Answer>(
    method: string,
    path: string,
    options: { accessToken?: string; body?: unknown } = {},
  ) => {
    const response = await fetch(stack.url + path, {
      method,
      headers: {
        apikey: stack.publishableKey,
        ...(options.accessToken && {
          authorization: `Bearer ${options.accessToken}`,
        }),
        ...(options.body !== undefined && {
          "content-type": "application/json",
        }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    if (!response.ok)
      throw new CallError(`${method} ${path}`, response.status, text);
    return JSON.parse(text) as Answer;
  };
}
