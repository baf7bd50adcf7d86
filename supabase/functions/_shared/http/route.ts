import type { AnyEndpoint } from "../contract/endpoint.ts";
import { AppError } from "../contract/errors.ts";

export interface PathMatch {
  /** The values of the template's `{name}` segments, decoded. */
  fields: Record<string, string>;
  /** How many segments are spelt out in the template: `/test` is nearer to `/test` than `/{id}` is. */
  literalSegments: number;
}

/** What follows the function's name; the platform's gateway may or may not have taken its own prefix off. */
export function pathInFunction(
  pathname: string,
  functionName: string,
): string | undefined {
  for (const prefix of [`/${functionName}`, `/functions/v1/${functionName}`]) {
    if (pathname === prefix || pathname === `${prefix}/`) return "";
    if (pathname.startsWith(`${prefix}/`)) return pathname.slice(prefix.length);
  }
  return undefined;
}

/** Each segment is decoded once, after the path was split: an encoded slash stays inside its field, for the schema to refuse. */
export function matchPath(
  template: string,
  path: string,
): PathMatch | undefined {
  const expected = template.split("/");
  const given = path.split("/");
  if (expected.length !== given.length) return undefined;

  const match: PathMatch = { fields: {}, literalSegments: 0 };
  for (const [index, segment] of expected.entries()) {
    const value = given[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      if (value !== segment) return undefined;
      match.literalSegments += 1;
    } else {
      match.fields[name] = decodeSegment(name, value);
    }
  }
  return match;
}

function decodeSegment(name: string, segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new AppError(
      "validation_failed",
      "The address is not percent-encoded as it should be",
      {
        cause,
        fields: { [name]: "Not percent-encoded as it should be" },
      },
    );
  }
}

/** The endpoints that own this path, with its fields: those whose template is nearest, whatever their method. */
export function matchRoutes<Route extends { endpoint: AnyEndpoint }>(
  routes: readonly Route[],
  path: string,
): { routes: Route[]; fields: Record<string, string> } {
  let nearest: { match: PathMatch; routes: Route[] } | undefined;
  for (const route of routes) {
    const match = matchPath(route.endpoint.path, path);
    if (!match) continue;
    if (!nearest || match.literalSegments > nearest.match.literalSegments)
      nearest = { match, routes: [route] };
    else if (match.literalSegments === nearest.match.literalSegments)
      nearest.routes.push(route);
  }
  return nearest
    ? { routes: nearest.routes, fields: nearest.match.fields }
    : { routes: [], fields: {} };
}
