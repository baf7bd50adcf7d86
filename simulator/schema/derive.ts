/**
 * Writes schema.json, the part of Proxmox VE's API schema that the simulator serves, from a dump of the whole:
 * `npx tsx simulator/schema/derive.ts pve-api-8.4.json`. Definitions that many methods share are kept once, a regular expression the dump could not express is left out.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { routes } from "../api/routes.ts";
import type { Definition } from "./schema.ts";

interface Method {
  parameters?: Record<string, Record<string, unknown>>;
  permissions?: { check?: unknown; user?: string };
  protected?: 1;
  proxyto?: string;
  allowtoken?: 0 | 1;
}

const kept = [
  "type",
  "format",
  "optional",
  "enum",
  "pattern",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "items",
  "default_key",
  "alias",
  "keyAlias",
];
/** The dump could not express this regular expression; it is pve-access-control's token_subid_regex. */
const tokenIdPattern = "[A-Za-z][A-Za-z0-9.\\-_]+";

/** The dump leaves out whatever is called "description", parameters too. */
const description = { type: "string", optional: 1, maxLength: 8192 };
const isDescribed = (route: string) =>
  /^(?:POST|PUT) .*\/(?:config|clone|snapshot|qemu|lxc)$/.test(route);

const [, , source] = process.argv;
if (source === undefined)
  throw new Error("Give the file that holds the API schema");
const whole = JSON.parse(readFileSync(source, "utf8")) as Record<
  string,
  Method
>;

const definitions: Definition[] = [];
const known = new Map<string, number>();

function reference(name: string, definition: Record<string, unknown>): number {
  const compact = compacted(
    name === "tokenid"
      ? { ...definition, pattern: tokenIdPattern }
      : definition,
  );
  const text = JSON.stringify(compact);
  const at = known.get(text) ?? definitions.push(compact) - 1;
  known.set(text, at);
  return at;
}

function compacted(definition: Record<string, unknown>): Definition {
  const entries = Object.entries(definition).filter(
    ([key, value]) => kept.includes(key) && value !== null,
  );
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === "minimum" || key === "maximum") return [key, Number(value)];
      if (key === "items")
        return [key, compacted(value as Record<string, unknown>)];
      if (key === "format" && typeof value === "object" && value !== null) {
        const inner = Object.entries(
          value as Record<string, Record<string, unknown>>,
        );
        return [
          key,
          Object.fromEntries(
            inner.map(([name, one]) => [name, compacted(one)]),
          ),
        ];
      }
      return [key, value];
    }),
  );
}

const methods: Record<string, unknown> = {};
for (const route of [...Object.keys(routes)].sort()) {
  const method = whole[route];
  if (method === undefined) throw new Error(`Proxmox VE has no ${route}`);
  methods[route] = {
    parameters: Object.fromEntries(
      Object.entries({
        ...method.parameters,
        ...(isDescribed(route) ? { description } : {}),
      }).map(([name, definition]) => [name, reference(name, definition)]),
    ),
    ...(method.permissions === undefined
      ? {}
      : { permissions: method.permissions }),
    ...(method.protected === 1 ? { protected: 1 as const } : {}),
    ...(method.proxyto === undefined ? {} : { proxyto: method.proxyto }),
    ...(method.allowtoken === 0 ? { allowtoken: 0 as const } : {}),
  };
}

const lines = Object.entries(methods).map(
  ([route, method]) => `${JSON.stringify(route)}:${JSON.stringify(method)}`,
);
const text = `{"definitions":[\n${definitions.map((one) => JSON.stringify(one)).join(",\n")}\n],\n"methods":{\n${lines.join(",\n")}\n}}\n`;
writeFileSync(new URL("schema.json", import.meta.url), text);
