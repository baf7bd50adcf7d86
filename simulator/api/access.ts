import { randomUUID } from "node:crypto";
import {
  createCsrfToken,
  createTicket,
  createToken,
  isBuiltIn,
  normalizePath,
  type AclEntry,
  type Caller,
  type Token,
  type User,
} from "../access.ts";
import {
  badParameters,
  failure,
  permissionDenied,
  ProxmoxError,
} from "../errors.ts";
import {
  flag,
  held,
  integer,
  may,
  requiredText,
  text,
  type Call,
  type Handler,
} from "./call.ts";
import type { Cluster } from "../state.ts";
import type { Row } from "./rows.ts";

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
  const { access, pools } = call.cluster;
  const other = text(call, "userid");
  if (
    other !== undefined &&
    other !== call.caller.authid &&
    !("Sys.Audit" in held(call, "/access"))
  ) {
    throw permissionDenied("/access, Sys.Audit");
  }
  const caller = other === undefined ? call.caller : callerNamed(other);
  const asked = text(call, "path");
  const paths =
    asked === undefined
      ? new Set([
          ...wellKnown,
          ...access.acl.map(({ path }) => path),
          ...pooledPaths(pools),
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

/** Guests and storages are listed by themselves only where a pool or an ACL names them. */
const pooledPaths = (pools: Cluster["pools"]) =>
  [...pools.values()].flatMap(({ vmids, storages }) => [
    ...[...vmids].map((vmid) => `/vms/${String(vmid)}`),
    ...[...storages].map((storage) => `/storage/${storage}`),
  ]);

function callerNamed(authid: string): Caller {
  const at = authid.lastIndexOf("!");
  if (at === -1) return { authid, userid: authid, tokenid: undefined };
  return { authid, userid: authid.slice(0, at), tokenid: authid.slice(at + 1) };
}

const tokenRow = ({ privsep, expire, comment }: Token): Row => ({
  privsep,
  expire,
  ...(comment === undefined ? {} : { comment }),
});

const tokenRows = (user: User): Row[] =>
  [...user.tokens].map(([tokenid, token]) => ({ tokenid, ...tokenRow(token) }));

const users: Handler = (call) => {
  const mayAll = may(call, "/access/groups", "User.Modify", "Sys.Audit");
  const isFull = flag(call, "full");
  const wantsEnabled = integer(call, "enabled");
  return [...call.cluster.access.users.values()]
    .filter((user) => mayAll || user.userid === call.caller.userid)
    .filter(
      (user) => wantsEnabled === undefined || user.enable === wantsEnabled,
    )
    .map((user) => ({
      userid: user.userid,
      enable: user.enable,
      expire: user.expire,
      "realm-type": user.userid.slice(user.userid.lastIndexOf("@") + 1),
      ...user.details,
      ...(isFull
        ? { groups: user.groups.join(","), tokens: tokenRows(user) }
        : {}),
    }));
};

function userOf(call: Call): User {
  const userid = requiredText(call, "userid");
  const user = call.cluster.access.users.get(userid);
  if (user === undefined) throw failure(`no such user ('${userid}')`);
  return user;
}

/** With its tokens by name, where the list has them as rows. */
const userRow: Handler = (call) => {
  const { enable, expire, details, groups, tokens } = userOf(call);
  return {
    enable,
    expire,
    ...details,
    groups,
    tokens: Object.fromEntries(
      [...tokens].map(([name, token]) => [name, tokenRow(token)]),
    ),
  };
};

function tokenOf(call: Call): Token {
  const tokenid = requiredText(call, "tokenid");
  const token = userOf(call).tokens.get(tokenid);
  if (token === undefined)
    throw failure(
      `no such token '${tokenid}' for user '${requiredText(call, "userid")}'`,
    );
  return token;
}

/** The secret is shown in this answer and never again. Numbers come back as the text they were sent as. */
const addToken: Handler = (call) => {
  const user = userOf(call);
  const tokenid = requiredText(call, "tokenid");
  if (user.tokens.has(tokenid))
    throw badParameters({ tokenid: "Token already exists." });
  const value = randomUUID();
  const comment = text(call, "comment");
  const expire = integer(call, "expire");
  const privsep = integer(call, "privsep") === 0 ? 0 : 1;
  user.tokens.set(
    tokenid,
    createToken(value, { privsep, comment, expire: expire ?? 0 }),
  );
  return {
    "full-tokenid": `${user.userid}!${tokenid}`,
    value,
    info: {
      privsep: String(privsep),
      ...(comment === undefined ? {} : { comment }),
      ...(expire === undefined ? {} : { expire: String(expire) }),
    },
  };
};

const removeToken: Handler = (call) => {
  tokenOf(call);
  const user = userOf(call);
  const tokenid = requiredText(call, "tokenid");
  user.tokens.delete(tokenid);
  const authid = `${user.userid}!${tokenid}`;
  call.cluster.access.acl = call.cluster.access.acl.filter(
    ({ ugid }) => ugid !== authid,
  );
  return null;
};

const roles: Handler = ({ cluster }) =>
  [...cluster.access.roles].map(([roleid, privileges]) => ({
    roleid,
    privs: privileges.join(","),
    special: isBuiltIn(roleid) ? 1 : 0,
  }));

const acl: Handler = (call) => {
  const mayAll = may(call, "/access", "Sys.Audit", "Permissions.Modify");
  return call.cluster.access.acl.filter(
    ({ path }) => mayAll || may(call, path, "Permissions.Modify"),
  );
};

const words = (value: string | undefined) =>
  (value ?? "").split(/[,;\s]+/).filter((word) => word !== "");

const changeAcl: Handler = (call) => {
  const { access } = call.cluster;
  const path = normalizePath(requiredText(call, "path"));
  if (path === undefined)
    throw badParameters({
      path: `invalid ACL path '${requiredText(call, "path")}'`,
    });
  const propagate = integer(call, "propagate") === 0 ? 0 : 1;
  const subjects = (["users", "groups", "tokens"] as const).flatMap((kind) =>
    words(text(call, kind)).map((ugid) => ({
      ugid,
      type: kind.slice(0, -1) as AclEntry["type"],
    })),
  );
  if (subjects.length === 0)
    throw badParameters({
      users: "either 'users', 'groups' or 'tokens' is required.",
    });
  for (const roleid of words(text(call, "roles"))) {
    if (!access.roles.has(roleid))
      throw failure(`role '${roleid}' does not exist`);
    for (const { ugid, type } of subjects) {
      access.acl = access.acl.filter(
        (entry) =>
          !(
            entry.path === path &&
            entry.ugid === ugid &&
            entry.roleid === roleid
          ),
      );
      if (!flag(call, "delete"))
        access.acl.push({ path, type, ugid, roleid, propagate });
    }
  }
  return null;
};

/** Which kinds of things a person may do at all, for the web interface to show. */
const scopes: [string, RegExp, string][] = [
  ["vms", /^VM\./, "/vms"],
  [
    "nodes",
    /^Sys\.(?:Audit|Console|Syslog|Modify|PowerMgmt|Incoming|AccessNetwork)$/,
    "/nodes",
  ],
  ["storage", /^Datastore\./, "/storage"],
  ["access", /^(?:User|Group|Realm\.Allocate$|Permissions)/, "/access"],
  ["dc", /^(?:SDN\.|Sys\.(?:Audit|Modify)$)/, "/"],
  ["sdn", /^SDN\./, "/sdn"],
  ["mapping", /^Mapping\./, "/mapping"],
];

const logIn: Handler = (call) => {
  const { cluster } = call;
  const username = requiredText(call, "username");
  const user = cluster.access.users.get(username);
  if (
    user?.password === undefined ||
    user.enable === 0 ||
    user.password !== text(call, "password")
  ) {
    throw new ProxmoxError(401, "authentication failure\n");
  }
  const caller: Caller = {
    authid: username,
    userid: username,
    tokenid: undefined,
  };
  const capabilities = scopes.map(([name, pattern, path]) => {
    const privileges = Object.keys(held({ cluster, caller }, path)).filter(
      (privilege) => pattern.test(privilege),
    );
    return [
      name,
      Object.fromEntries(privileges.map((privilege) => [privilege, 1])),
    ] as const;
  });
  return {
    username,
    ticket: createTicket(cluster.ticketKey, username),
    CSRFPreventionToken: createCsrfToken(cluster.ticketKey, username),
    cap: Object.fromEntries(capabilities),
  };
};

const changePassword: Handler = (call) => {
  userOf(call).password = requiredText(call, "password");
  return null;
};

const tokenPath = "/access/users/{userid}/token";

export const accessRoutes = {
  "GET /access/permissions": permissions,
  "GET /access/users": users,
  "GET /access/users/{userid}": userRow,
  [`GET ${tokenPath}`]: (call: Call) => tokenRows(userOf(call)),
  [`GET ${tokenPath}/{tokenid}`]: (call: Call) => tokenRow(tokenOf(call)),
  [`POST ${tokenPath}/{tokenid}`]: addToken,
  [`DELETE ${tokenPath}/{tokenid}`]: removeToken,
  "GET /access/roles": roles,
  "GET /access/acl": acl,
  "PUT /access/acl": changeAcl,
  "POST /access/ticket": logIn,
  "PUT /access/password": changePassword,
} satisfies Record<string, Handler>;
