import compact from "./schema.json" with { type: "json" };

/** One parameter, or one key of a property string (`format` of an object). */
export interface Definition {
  type?: "string" | "integer" | "number" | "boolean" | "array";
  format?: string | Record<string, Definition>;
  optional?: 0 | 1 | string;
  enum?: string[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: Definition;
  default_key?: 1;
  alias?: string;
  keyAlias?: string;
}

/** ["perm", path, privileges, ...options], ["and", …], ["or", …], ["userid-param", …], … */
export type Check = [string, ...unknown[]];

export interface Method {
  /** Name to its place in the definitions; a name that ends in [n] stands for all numbers. */
  parameters: Record<string, number>;
  permissions?: { check?: Check; user?: string };
  /** Done by pvedaemon: pveproxy hands it on, which shows in the answer's headers. */
  protected?: 1;
  proxyto?: string;
  allowtoken?: 0;
}

export interface CompactSchema {
  definitions: Definition[];
  methods: Record<string, Method>;
}

const schema = compact as unknown as CompactSchema;

export function methodOf(route: string): Method {
  const method = schema.methods[route];
  if (method === undefined)
    throw new Error(`schema.json lacks ${route}: derive it anew`);
  return method;
}

/** A parameter's definition, numbered ones (`net0`) by their family (`net[n]`). */
export function definitionOf(
  method: Method,
  parameter: string,
): Definition | undefined {
  const at =
    method.parameters[parameter] ??
    method.parameters[parameter.replace(/\d+$/, "[n]")];
  return at === undefined || parameter.endsWith("[n]")
    ? undefined
    : schema.definitions[at];
}

export const requiredParameters = (method: Method): string[] =>
  Object.entries(method.parameters)
    .filter(([, at]) => !schema.definitions[at]?.optional)
    .map(([name]) => name);
