import * as z from "zod/mini";
import { defineEndpoint } from "./endpoint.ts";
import { serverIdSchema } from "./vms.ts";

const colorSchema = z.string().check(z.regex(/^#[0-9a-f]{6}$/));

/**
 * How the people of a cluster want their tags shown (Datacenter > Options). A tag without an entry in `colors` gets a colour by Proxmox VE's
 * hash of its name. `allowedTags` are those that are in use or registered, to choose from.
 */
export const readTagStyle = defineEndpoint({
  functionName: "list-vms",
  method: "GET",
  path: "/tags",
  status: 200,
  request: z.strictObject({ serverId: z.optional(serverIdSchema) }),
  response: z.object({
    shape: z.nullable(z.enum(["full", "circle", "dense", "none"])),
    ordering: z.nullable(z.enum(["config", "alphabetical"])),
    colors: z.record(
      z.string(),
      z.object({ background: colorSchema, text: z.optional(colorSchema) }),
    ),
    allowedTags: z.array(z.string()),
  }),
});
