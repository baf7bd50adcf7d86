import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type Stack } from "../local/stack.ts";
import type { BenchServer } from "./sweepCost.ts";

export const password = "correct horse battery staple";

export interface BenchProduct {
  stack: Stack;
  email: string;
  /** Authorization and key, as a browser sends them. */
  headers: Record<string, string>;
  stop(): Promise<void>;
}

/** The product with one person in it who has all of these servers, each under its own CA. */
export async function startBenchProduct(
  servers: readonly BenchServer[],
  options: { withPages: boolean },
): Promise<BenchProduct> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "muster-bench-"));
  const stack = await startStack({
    dataDirectory,
    ...(!options.withPages && { webDirectory: null }),
    say: () => undefined,
    functionsEnvironment: {
      PROXMOX_ALLOW_LOOPBACK: "true",
      MUSTER_LIMIT_LISTS_PER_MINUTE: "100000",
    },
  });
  const email = `${randomUUID()}@example.org`;
  const apikey = { apikey: stack.publishableKey };
  const { access_token } = (await post(`${stack.url}/auth/v1/signup`, apikey, {
    email,
    password,
  })) as { access_token: string };
  const headers = { ...apikey, authorization: `Bearer ${access_token}` };
  for (const [index, { port, caCertificate }] of servers.entries())
    await post(`${stack.url}/functions/v1/proxmox-servers`, headers, {
      name: `Site ${String(index + 1)}`,
      host: "127.0.0.1",
      port,
      api_token: `bench@pve!sweep=${randomUUID()}`,
      trust: { mode: "ca", ca_certificate: caCertificate },
    });
  return {
    stack,
    email,
    headers,
    stop: async () => {
      await stack.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function post(
  url: string,
  headers: Record<string, string>,
  body: object,
): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok)
    throw new Error(
      `${url}: ${String(response.status)} ${JSON.stringify(answer)}`,
    );
  return answer;
}
