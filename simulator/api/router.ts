import type { Handler } from "./call.ts";
import { routes } from "./routes.ts";

interface Branch {
  literal: Map<string, Branch>;
  parameter: { name: string; branch: Branch } | undefined;
  handlers: Map<string, { route: string; handler: Handler }>;
}

export interface Found {
  route: string;
  handler: Handler;
  params: Record<string, string>;
}

const grow = (): Branch => ({
  literal: new Map(),
  parameter: undefined,
  handlers: new Map(),
});

const root = grow();
for (const [route, handler] of Object.entries(routes)) {
  const [method = "", path = ""] = route.split(" ");
  let branch = root;
  for (const segment of segmentsOf(path)) branch = childFor(branch, segment);
  branch.handlers.set(method, { route, handler });
}

function childFor(branch: Branch, segment: string): Branch {
  if (segment.startsWith("{")) {
    branch.parameter ??= { name: segment.slice(1, -1), branch: grow() };
    return branch.parameter.branch;
  }
  const child = branch.literal.get(segment) ?? grow();
  branch.literal.set(segment, child);
  return child;
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

export function findRoute(method: string, path: string): Found | undefined {
  const params: Record<string, string> = {};
  let branch: Branch | undefined = root;
  const segments = segmentsOf(path);
  for (const [at, segment] of segments.entries()) {
    const literal: Branch | undefined = branch.literal.get(segment);
    const { parameter }: Branch = branch;
    if (literal !== undefined) {
      branch = literal;
      continue;
    }
    if (parameter === undefined) return undefined;
    branch = parameter.branch;
    // A volume's id has slashes of its own: it takes the rest of the path.
    const isVolume = parameter.name === "volume";
    params[parameter.name] = isVolume ? segments.slice(at).join("/") : segment;
    if (isVolume) break;
  }
  const found = branch.handlers.get(method);
  return found === undefined ? undefined : { ...found, params };
}
