import { readdir } from "node:fs/promises";
import * as z from "zod/mini";
import type { AnyEndpoint } from "../../../supabase/functions/_shared/contract/endpoint.ts";
import {
  errorBodySchema,
  failureSchema,
  type ErrorCode,
} from "../../../supabase/functions/_shared/contract/errors.ts";
import { call, type Answer, type Person } from "../product.ts";
import type { ActorName, Actors, Verdicts } from "./actors.ts";
import { extras, valueOf, type Sample } from "./samples.ts";

const contract = new URL(
  "../../../supabase/functions/_shared/contract/",
  import.meta.url,
);

/** A call that can be made: an endpoint, with one of the requests that it takes. */
interface Call {
  name: string;
  endpoint: AnyEndpoint;
  /** The fields that it has to have, or is worth having. */
  fields: ReadonlyMap<string, JsonSchema>;
  /** Values of fields that the endpoint is called with on purpose. */
  extra: Record<string, unknown>;
  /** Said of it where an endpoint takes several kinds of requests. */
  note: string;
}

interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
}

/** Every endpoint that a module of the contract exports, whoever has added it. */
export async function readCalls(): Promise<Call[]> {
  const files = await readdir(contract);
  const modules = await Promise.all(
    files
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map(
        (name) =>
          import(new URL(name, contract).href) as Promise<
            Record<string, unknown>
          >,
      ),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .flatMap(([name, value]) => (isEndpoint(value) ? callsOf(name, value) : []))
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b), "en"));
}

function orderOf({ endpoint, note }: Call): string {
  const { functionName, path, method } = endpoint;
  return `${functionName}${path} ${method} ${note}`;
}

function isEndpoint(value: unknown): value is AnyEndpoint {
  return (
    typeof value === "object" &&
    value !== null &&
    "functionName" in value &&
    "request" in value
  );
}

function callsOf(name: string, endpoint: AnyEndpoint): Call[] {
  const schema = z.toJSONSchema(endpoint.request, {
    io: "input",
    unrepresentable: "any",
  }) as JsonSchema;
  const kinds = schema.anyOf ?? [schema];
  return kinds.flatMap((kind) => {
    const properties = Object.entries(kind.properties ?? {});
    const required = properties.filter(([field]) =>
      kind.required?.includes(field),
    );
    const variants = extras[name] ?? [{}];
    return variants.map((extra) => ({
      name,
      endpoint,
      fields: new Map([
        ...required,
        ...properties.filter(
          ([field]) => field === "serverId" || field in extra,
        ),
      ]),
      extra,
      note: [
        ...(kinds.length > 1 ? required.map(([field]) => field) : []),
        ...(variants.length > 1
          ? Object.entries(extra).map(
              ([field, value]) => `${field}=${text(value)}`,
            )
          : []),
      ].join(", "),
    }));
  });
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What a call is done to. */
export type Subject = "server" | "guest" | "nothing";

export function subjectOf({ fields }: Call): Subject {
  if (["vmid", "upid", "items"].some((name) => fields.has(name)))
    return "guest";
  return fields.has("id") || fields.has("serverId") ? "server" : "nothing";
}

/** As a person reads it: the method, the address and the endpoint's name in the contract. */
export function titleOf({ name, endpoint, note }: Call): string {
  const { method, functionName, path } = endpoint;
  const what = `\`${method} ${functionName}${path}\` ${name}`;
  return note ? `${what} (${note})` : what;
}

/** One call by each actor; who is let through comes last, because the call may change what it is done to. */
export async function verdictsOf(
  made: Call,
  actors: Actors,
  sample: Sample,
): Promise<Verdicts> {
  const ask = (name: ActorName) =>
    verdictOf(made, name === "nobody" ? undefined : actors[name], sample);
  if (made.endpoint.method === "GET") {
    const [nobody, second, user, admin] = await Promise.all([
      ask("nobody"),
      ask("second"),
      ask("user"),
      ask("admin"),
    ]);
    return { nobody, second, user, admin };
  }
  return {
    nobody: await ask("nobody"),
    second: await ask("second"),
    admin: await ask("admin"),
    user: await ask("user"),
  };
}

export async function verdictOf(
  made: Call,
  person: Person | undefined,
  sample: Sample,
): Promise<string> {
  const { endpoint } = made;
  const request: Record<string, unknown> = {};
  for (const [field, schema] of made.fields) {
    const value = fill(made, field, schema, sample);
    if (value !== undefined) request[field] = value;
  }
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = text(request[field]);
    Reflect.deleteProperty(request, field);
    return encodeURIComponent(value);
  });
  const takesBody = endpoint.method === "POST" || endpoint.method === "PUT";
  const query = takesBody
    ? ""
    : `?${new URLSearchParams(Object.entries(request).map(([field, value]) => [field, text(value)])).toString()}`;
  const address = `${endpoint.functionName}${path}${query}`;
  const options = takesBody ? { body: request } : {};
  const answer = await (person
    ? person.call(endpoint.method, address, options)
    : call(endpoint.method, address, options));
  return judge(made, answer);
}

function fill(
  made: Call,
  field: string,
  schema: JsonSchema,
  sample: Sample,
): unknown {
  const known = made.extra[field] ?? valueOf(made.name, field, sample);
  if (known !== undefined || field === "serverId") return known;
  const { type, items, minimum } = schema;
  if (schema.enum) return schema.enum[0];
  if (items?.properties) {
    const fields = Object.entries(items.properties).filter(
      ([name]) => name === "serverId" || items.required?.includes(name),
    );
    return [
      Object.fromEntries(
        fields.map(([name, each]) => [name, fill(made, name, each, sample)]),
      ),
    ];
  }
  if (type === "number" || type === "integer") return Math.max(1, minimum ?? 1);
  // Whether it fits, the product says.
  return guesses[text(type)] ?? [];
}

const guesses: Record<string, unknown> = { string: "x", boolean: false };

const cannotTell: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "validation_failed",
  "method_not_allowed",
  "rate_limited",
  "internal",
]);

/** Let through is whatever has got past the question whose it is: a guest that is locked, a server that is away, a storage that is full. */
function judge(made: Call, answer: Answer): string {
  const failure = failureOf(answer);
  if (!failure) return "yes";
  const { code, message } = failure;
  if (cannotTell.has(code) || message === "There is no such address")
    throw new Error(
      `${titleOf(made)} could not be tried, so that nobody knows who may: ${answer.text}. If a value is missing or does not fit, give one in tests/functions/permissions/samples.ts`,
    );
  if (code === "unauthorized") return "sign in";
  if (code === "forbidden") return "forbidden";
  const isAbsent =
    code === "not_found" && message === "There is no such server";
  return isAbsent ? "absent" : "yes";
}

function failureOf({ status, json }: Answer) {
  if (status === 207) return bulkSchema.parse(json).results[0]?.error;
  return status < 400 ? undefined : errorBodySchema.parse(json).error;
}

const bulkSchema = z.object({
  results: z.array(z.object({ error: z.optional(failureSchema) })),
});
