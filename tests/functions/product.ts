import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect } from "vitest";
import type * as z from "zod/mini";
import {
  errorBodySchema,
  type ErrorCode,
} from "../../supabase/functions/_shared/contract/errors.ts";
import type { Server } from "../../supabase/functions/_shared/contract/serverList.ts";
import { addServer } from "../../supabase/functions/_shared/contract/servers.ts";
import { readKeys } from "../../local/keys.ts";
import { startStack, type Stack } from "../../local/stack.ts";
import type { FakeProxmox } from "./fakeProxmox.ts";

export const allowedOrigin = "https://muster.example.org";

/** The product of this file: a new one, without its pages. */
export let product: Stack;
let dataDirectory: string;

/** To be called by every file. Afterwards the log is searched for what may not be in it (G01). */
export function useProduct(
  environment: () => Promise<Record<string, string>> = () =>
    Promise.resolve({}),
): void {
  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), "muster-functions-"));
    product = await startStack({
      dataDirectory,
      webDirectory: null,
      say: () => undefined,
      functionsEnvironment: {
        PROXMOX_ALLOW_LOOPBACK: "true",
        MUSTER_ALLOWED_ORIGINS: allowedOrigin,
        ...(await environment()),
      },
    });
  });
  afterAll(async () => {
    await product.stop();
    const log = await readFile(join(dataDirectory, "functions.log"), "utf8");
    await rm(dataDirectory, { recursive: true, force: true });
    expectNoSecret(log);
    expect(log).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });
}

/** The values of all tokens of this file, and of all sessions: none may ever come back, or be written down. */
const secrets = new Set<string>();

export function newToken(): string {
  return keepSecret(`root@pam!muster=${randomUUID()}`);
}

export function keepSecret(token: string): string {
  secrets.add(token.slice(token.lastIndexOf("=") + 1));
  return token;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: unknown;
}

export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call of a function, as the gateway gets it. */
export function call(method: string, path: string, options?: CallOptions) {
  return send(method, `/functions/v1/${path}`, options);
}

/** No answer of any test may hold a token. */
async function send(
  method: string,
  path: string,
  { body, headers = {} }: CallOptions = {},
): Promise<Answer> {
  const isText = typeof body === "string";
  const response = await fetch(product.url + path, {
    method,
    headers: {
      apikey: product.publishableKey,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  expectNoSecret(text + JSON.stringify([...response.headers]));
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: parse(text),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function expectNoSecret(text: string): void {
  for (const secret of secrets)
    if (text.includes(secret)) expect.fail("a secret came out");
  // The start of what pgcrypto makes, in the ways in which bytes are written.
  expect(text).not.toMatch(/c30c0409|\\x[0-9a-f]{8}|wwwECQ/i);
}

export class Person {
  readonly id: string;
  readonly email: string;
  readonly accessToken: string;

  private constructor(id: string, email: string, accessToken: string) {
    this.id = id;
    this.email = email;
    this.accessToken = accessToken;
  }

  static async signUp(): Promise<Person> {
    const email = `${randomUUID()}@example.org`;
    const response = await auth("signup", {
      email,
      password: "correct horse battery staple",
    });
    const session = (await response.json()) as {
      access_token: string;
      user: { id: string };
    };
    secrets.add(session.access_token);
    return new Person(session.user.id, email, session.access_token);
  }

  call(method: string, path: string, options: CallOptions = {}) {
    return call(method, path, {
      ...options,
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        ...options.headers,
      },
    });
  }

  /** A table or a function of the database, as a page asks for it. */
  rest(method: string, path: string, body?: unknown) {
    return send(method, `/rest/v1/${path}`, {
      ...(body !== undefined && { body }),
      headers: {
        authorization: `Bearer ${this.accessToken}`,
        prefer: "return=representation",
      },
    });
  }

  /** The same session with other claims, signed by the installation's own key: Auth of @supabase/lite knows no second factor. */
  async withClaims(claims: object): Promise<Person> {
    const { jwtSecret } = await readKeys(dataDirectory);
    const [head = "", payload = ""] = this.accessToken.split(".");
    const own = JSON.parse(
      Buffer.from(payload, "base64url").toString(),
    ) as object;
    const signed = `${head}.${Buffer.from(JSON.stringify({ ...own, ...claims })).toString("base64url")}`;
    const signature = createHmac("sha256", jwtSecret)
      .update(signed)
      .digest("base64url");
    return new Person(this.id, this.email, `${signed}.${signature}`);
  }

  /** Adds a server and expects it to be taken. */
  async add(server: Record<string, unknown>): Promise<Server> {
    const answer = await this.call("POST", "proxmox-servers", { body: server });
    return success(answer, addServer).server;
  }

  async signOut(): Promise<void> {
    const response = await auth("logout", {}, this.accessToken);
    expect(response.status).toBe(204);
  }
}

function auth(path: string, body: object, accessToken?: string) {
  return fetch(`${product.url}/auth/v1/${path}`, {
    method: "POST",
    headers: {
      apikey: product.publishableKey,
      "content-type": "application/json",
      ...(accessToken !== undefined && {
        authorization: `Bearer ${accessToken}`,
      }),
    },
    body: JSON.stringify(body),
  });
}

/** Where a server is and how it is reached, under its own authority. */
export function addressOf(fake: FakeProxmox) {
  return {
    host: fake.host,
    port: fake.port,
    api_token: keepSecret(fake.token),
    trust: { mode: "ca", ca_certificate: fake.caCertificate },
  };
}

/** What a person enters to have it. */
export function entryOf(fake: FakeProxmox, name = "pve") {
  return { name, ...addressOf(fake) };
}

/** The answer as the endpoint promises it. */
export function success<Schema extends z.ZodMiniType>(
  answer: Answer,
  endpoint: { status: number; response: Schema },
): z.output<Schema> {
  expect(answer.status, answer.text).toBe(endpoint.status);
  return endpoint.response.parse(answer.json);
}

/** The failure as the contract promises it: status, code, words, the request's id in body and header. */
export function failure(answer: Answer, status: number, code: ErrorCode) {
  const { error } = errorBodySchema.parse(answer.json);
  expect({ status: answer.status, code: error.code }, error.message).toEqual({
    status,
    code,
  });
  expect(error.message).not.toBe("");
  expect(error.requestId).toBe(answer.headers.get("x-request-id"));
  return error;
}

/** As the operator at the database's console. */
export async function asOperator<T>(
  use: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(product.superuserConnectionString, { max: 1 });
  try {
    return await use(sql);
  } finally {
    await sql.end();
  }
}
