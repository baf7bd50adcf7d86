import * as z from "zod/mini";
import type { EndpointResponse } from "../contract/endpoint.ts";
import type { readTagStyle } from "../contract/tagStyle.ts";
import type { ProxmoxClient } from "./client.ts";
import { lenient } from "./loose.ts";
import { apiPath } from "./path.ts";

export type TagStyle = EndpointResponse<typeof readTagStyle>;

export const plainTagStyle: TagStyle = {
  shape: null,
  ordering: null,
  colors: {},
  allowedTags: [],
};

const tag = z.string().check(z.regex(/^\w[\w.+-]{0,99}$/));

/** GET /cluster/options: of what else stands there, a token without Sys.Audit sees nothing. */
const optionsSchema = z.nullable(
  z.object({
    "tag-style": lenient(
      z.object({
        shape: lenient(z.enum(["full", "circle", "dense", "none"])),
        ordering: lenient(z.enum(["config", "alphabetical"])),
        "color-map": lenient(z.string()),
      }),
    ),
    "allowed-tags": lenient(z.array(z.unknown())),
  }),
);

const maxTags = 2_000;

export async function readStyle(client: ProxmoxClient): Promise<TagStyle> {
  const options = await client.get(
    apiPath`/cluster/options`,
    {},
    { schema: optionsSchema },
  );
  const style = options?.["tag-style"];
  return {
    shape: style?.shape ?? null,
    ordering: style?.ordering ?? null,
    colors: colorsOf(style?.["color-map"] ?? ""),
    allowedTags: (options?.["allowed-tags"] ?? [])
      .filter((name) => tag.safeParse(name).success)
      .slice(0, maxTags) as string[],
  };
}

/** "prod:ff0000;dev:00ff00:000000": tag, background, text. */
function colorsOf(map: string): TagStyle["colors"] {
  const entries = map
    .split(";")
    .slice(0, maxTags)
    .flatMap((entry) => {
      const [, name, background, text] =
        /^(\w[\w.+-]{0,99}):([0-9a-f]{6})(?::([0-9a-f]{6}))?$/i.exec(entry) ??
        [];
      if (name === undefined || background === undefined) return [];
      const color = {
        background: `#${background.toLowerCase()}`,
        ...(text !== undefined && { text: `#${text.toLowerCase()}` }),
      };
      return [[name, color] as const];
    });
  return Object.fromEntries(entries);
}
