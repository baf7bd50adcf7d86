import {
  normalizePath,
  requirePrivileges,
  type Caller,
  type Privileges,
} from "../access.ts";
import { permissionDenied, ProxmoxError } from "../errors.ts";
import type { Check, Method } from "../schema/schema.ts";
import type { Given } from "../schema/validate.ts";
import type { Cluster } from "../state.ts";
import { held } from "./call.ts";

interface Question {
  cluster: Cluster;
  caller: Caller;
  given: Given;
}

/** RPCEnvironment.pm, check_api2_permissions: what the schema demands before a method is even looked at. */
export function checkPermissions(
  method: Method,
  route: string,
  question: Question,
): void {
  const { caller } = question;
  if (caller.tokenid !== undefined && method.allowtoken === 0) {
    const path = route.slice(route.indexOf(" ") + 1);
    throw permissionDenied(
      `URI '${path}' not available with API token, need proper ticket.\n`,
    );
  }
  if (caller.authid === "root@pam") return;
  if (method.permissions === undefined)
    throw permissionDenied("user != root@pam");
  const { user, check } = method.permissions;
  if (user === "all" || user === "world") return;
  if (check === undefined) throw permissionDenied("user != root@pam");
  run(check, question);
}

function run(check: Check, question: Question): void {
  const [test, ...rest] = check;
  switch (test) {
    case "and":
      for (const one of rest as Check[]) run(one, question);
      return;
    case "or":
      if (!(rest as Check[]).some((one) => passes(one, question)))
        throw permissionDenied();
      return;
    case "perm":
      checkPath(rest, question);
      return;
    case "userid-param":
      checkUser(String(rest[0]), question);
      return;
    case "userid-group":
      checkGroups(rest[0] as string[], question);
      return;
    case "perm-modify":
      checkModify(question);
      return;
    default:
      throw permissionDenied();
  }
}

function passes(check: Check, question: Question): boolean {
  try {
    run(check, question);
    return true;
  } catch (error) {
    if (error instanceof ProxmoxError && error.status === 403) return false;
    throw error;
  }
}

function checkPath(rest: unknown[], question: Question): void {
  const [template, privileges, ...pairs] = rest as [
    string,
    string[],
    ...unknown[],
  ];
  const options = new Map<unknown, unknown>();
  for (let at = 0; at < pairs.length; at += 2)
    options.set(pairs[at], pairs[at + 1]);
  const needed = options.get("require_param");
  if (typeof needed === "string" && question.given[needed] === undefined)
    throw permissionDenied();
  const path = normalizePath(
    template.replace(/\{([\w-]+)\}/g, (_, name: string) =>
      String(question.given[name] ?? ""),
    ),
  );
  const present: Privileges = path === undefined ? {} : held(question, path);
  requirePrivileges(
    present,
    path ?? "",
    privileges,
    options.get("any") !== undefined,
  );
}

function checkUser(test: string, { cluster, caller, given }: Question): void {
  const userid = String(given.userid ?? "");
  if (test === "self") {
    // A token is not its user: what people may ask about themselves, their tokens may not.
    if (caller.authid !== userid) throw permissionDenied();
    return;
  }
  const realm = userid.slice(userid.lastIndexOf("@") + 1);
  const path = `/access/realm/${realm}`;
  requirePrivileges(held({ cluster, caller }, path), path, [test]);
}

function checkGroups(
  privileges: string[],
  { cluster, caller, given }: Question,
): void {
  const groups =
    cluster.access.users.get(String(given.userid ?? ""))?.groups ?? [];
  const paths = [
    "/access/groups",
    ...groups.map((group) => `/access/groups/${group}`),
  ];
  const allowed = paths.some((path) =>
    privileges.some(
      (privilege) => privilege in held({ cluster, caller }, path),
    ),
  );
  if (!allowed)
    throw permissionDenied(`/access/groups, ${privileges.join("|")}`);
}

function checkModify({ cluster, caller, given }: Question): void {
  const path = normalizePath(String(given.path ?? "")) ?? "/";
  requirePrivileges(held({ cluster, caller }, path), path, [
    "Permissions.Modify",
  ]);
}
