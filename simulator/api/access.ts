import { permissionDenied } from "../errors.ts";
import { normalizePath } from "../access.ts";
import { held, text, type Handler } from "./call.ts";

const wellKnown = [
  "/",
  "/access",
  "/access/groups",
  "/nodes",
  "/pool",
  "/sdn",
  "/storage",
  "/vms",
];

/** A token may always ask what it may do itself. */
const permissions: Handler = (call) => {
  const { access, storages } = call.cluster;
  const other = text(call, "userid");
  if (
    other !== undefined &&
    other !== call.caller.authid &&
    !("Sys.Audit" in held(call, "/access"))
  ) {
    throw permissionDenied("/access, Sys.Audit");
  }
  const userid = other?.split("!", 1)[0];
  const caller =
    other === undefined || userid === undefined
      ? call.caller
      : {
          authid: other,
          userid,
          tokenid:
            other === userid ? undefined : other.slice(userid.length + 1),
        };
  const asked = text(call, "path");
  const paths =
    asked === undefined
      ? new Set([
          ...wellKnown,
          ...access.acl.map(({ path }) => path),
          ...storages.map(({ storage }) => `/storage/${storage}`),
        ])
      : new Set([normalizePath(asked) ?? asked]);
  const effective = [...paths].map(
    (path) => [path, held({ cluster: call.cluster, caller }, path)] as const,
  );
  return Object.fromEntries(
    effective.filter(
      ([, privileges]) =>
        asked !== undefined || Object.keys(privileges).length > 0,
    ),
  );
};

export const accessRoutes = {
  "GET /access/permissions": permissions,
} satisfies Record<string, Handler>;
