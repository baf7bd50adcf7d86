import { createHmac, timingSafeEqual } from "node:crypto";
import { permissionDenied, ProxmoxError } from "./errors.ts";
import builtInRoles from "./schema/roles.json" with { type: "json" };
import { unixTime } from "./state.ts";

export interface Token {
  secret: string;
  privsep: 0 | 1;
  /** Unix seconds; 0 is never. */
  expire: number;
  comment: string | undefined;
}

export interface User {
  userid: string;
  enable: 0 | 1;
  expire: number;
  password: string | undefined;
  /** firstname, lastname, email, comment: shown as they are, absent ones are left out. */
  details: Record<string, string>;
  groups: string[];
  tokens: Map<string, Token>;
}

export interface AclEntry {
  path: string;
  type: "user" | "group" | "token";
  ugid: string;
  roleid: string;
  propagate: 0 | 1;
}

export interface Access {
  users: Map<string, User>;
  roles: Map<string, string[]>;
  acl: AclEntry[];
}

/** Who calls: a user, or a user by one of its tokens. */
export interface Caller {
  authid: string;
  userid: string;
  tokenid: string | undefined;
}

/** Privilege to its propagate flag, as /access/permissions shows them. */
export type Privileges = Record<string, 0 | 1>;

export function createAccess(): Access {
  return {
    users: new Map([["root@pam", createUser("root@pam")]]),
    roles: new Map(Object.entries(builtInRoles)),
    acl: [],
  };
}

export const isBuiltIn = (roleid: string) => roleid in builtInRoles;

export function createUser(userid: string, fields: Partial<User> = {}): User {
  return {
    userid,
    enable: 1,
    expire: 0,
    password: undefined,
    details: {},
    groups: [],
    tokens: new Map(),
    ...fields,
  };
}

export function createToken(
  secret: string,
  fields: Partial<Token> = {},
): Token {
  return { secret, privsep: 1, expire: 0, comment: undefined, ...fields };
}

export interface Credentials {
  authorization: string | undefined;
  cookie: string | undefined;
  csrf: string | undefined;
  method: string;
}

const unauthorized = (message: string) => new ProxmoxError(401, message);

/** As AnyEvent.pm reads the headers: a ticket, in whichever header, beats a token. */
export function authenticate(
  access: Access,
  ticketKey: Buffer,
  given: Credentials,
): Caller {
  const ticket =
    authValue(given.cookie, "PVEAuthCookie") ??
    authValue(given.authorization, "PVEAuthCookie");
  if (ticket !== undefined)
    return callerOfTicket(access, ticketKey, ticket, given);
  const token = authValue(given.authorization, "PVEAPIToken");
  if (token !== undefined) return callerOfToken(access, token);
  throw unauthorized("No ticket");
}

function authValue(
  header: string | undefined,
  name: string,
): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}(?:=| )([^;]*)`).exec(
    header ?? "",
  )?.[1];
  return value === undefined || value === ""
    ? undefined
    : percentDecoded(value);
}

/** Perl's uri_unescape leaves alone what is no escape; the bytes are read as Latin-1, which is all a token may hold. */
export const percentDecoded = (text: string) =>
  text.replace(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(parseInt(digits, 16)),
  );

const fullTokenId =
  /^([^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+)!([A-Za-z][A-Za-z0-9.\-_]+)$/;

function callerOfToken(access: Access, value: string): Caller {
  const refused = unauthorized("Authentication failed!");
  const [, authid = "", secret = ""] = /^(.*)=(.*)$/.exec(value) ?? [];
  const [, userid = "", tokenid = ""] = fullTokenId.exec(authid) ?? [];
  const user = access.users.get(userid);
  const token = user?.tokens.get(tokenid);
  if (user === undefined || token === undefined || !isActive(user))
    throw refused;
  if (token.expire !== 0 && token.expire < unixTime()) throw refused;
  if (token.secret !== secret) throw refused;
  return { authid, userid, tokenid };
}

const isActive = (user: User) =>
  user.enable === 1 && (user.expire === 0 || user.expire >= unixTime());

const ticketSeconds = 7200;

export function createTicket(ticketKey: Buffer, userid: string): string {
  const head = `PVE:${userid}:${hexTime()}`;
  return `${head}::${signature(ticketKey, head)}`;
}

export function createCsrfToken(ticketKey: Buffer, userid: string): string {
  const time = hexTime();
  return `${time}:${csrfDigest(ticketKey, time, userid)}`;
}

function callerOfTicket(
  access: Access,
  key: Buffer,
  ticket: string,
  given: Credentials,
): Caller {
  const refused = unauthorized("Authentication failed!");
  const [, head = "", userid = "", time = "", signed = ""] =
    /^(PVE:(\S+):([0-9A-F]{8}))::(.+)$/.exec(ticket) ?? [];
  const user = access.users.get(userid);
  if (
    user === undefined ||
    !isActive(user) ||
    !isSame(signed, signature(key, head))
  )
    throw refused;
  if (Math.abs(unixTime() - parseInt(time, 16)) > ticketSeconds) throw refused;
  if (given.method !== "GET") {
    const [csrfTime = "", digest = ""] = (given.csrf ?? "").split(":");
    if (!isSame(digest, csrfDigest(key, csrfTime, userid))) {
      throw unauthorized("Permission denied - invalid csrf token\n");
    }
  }
  return { authid: userid, userid, tokenid: undefined };
}

/** 256 bytes, as long as the RSA signature a real ticket carries. */
export function signature(key: Buffer, text: string): string {
  const parts = [0, 1, 2, 3].map((part) =>
    createHmac("sha512", key)
      .update(`${String(part)}:${text}`)
      .digest(),
  );
  return Buffer.concat(parts).toString("base64");
}

export function isSame(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

export const hexTime = () =>
  unixTime().toString(16).toUpperCase().padStart(8, "0");

const csrfDigest = (key: Buffer, time: string, userid: string) =>
  createHmac("sha256", key)
    .update(`${time}:${userid}`)
    .digest("base64")
    .replace(/=+$/, "");

/** The privileges a caller has on a path; `pool` is the pool its guest or storage is in. */
export function privilegesOn(
  access: Access,
  caller: Caller,
  path: string,
  pool?: string,
): Privileges {
  const own = privilegesOf(
    access,
    { type: "user", id: caller.userid },
    path,
    pool,
  );
  if (caller.tokenid === undefined) return own;
  if (
    access.users.get(caller.userid)?.tokens.get(caller.tokenid)?.privsep === 0
  )
    return own;
  const token = privilegesOf(
    access,
    { type: "token", id: caller.authid },
    path,
    pool,
  );
  return Object.fromEntries(
    Object.entries(token).flatMap(([privilege, propagate]) => {
      const held = own[privilege];
      return held === undefined
        ? []
        : [[privilege, propagate === 1 && held === 1 ? 1 : 0] as const];
    }),
  );
}

interface Subject {
  type: "user" | "token";
  id: string;
}

function privilegesOf(
  access: Access,
  subject: Subject,
  path: string,
  pool: string | undefined,
): Privileges {
  const roles = rolesOn(access, subject, path);
  const privileges = privilegesOfRoles(access, roles);
  if (pool === undefined || roles.has("NoAccess")) return privileges;
  const inherited = [...rolesOn(access, subject, `/pool/${pool}`)].filter(
    ([, propagate]) => propagate === 1,
  );
  return { ...privilegesOfRoles(access, new Map(inherited)), ...privileges };
}

function privilegesOfRoles(
  access: Access,
  roles: Map<string, 0 | 1>,
): Privileges {
  const privileges: Privileges = {};
  if (roles.has("NoAccess")) return privileges;
  for (const [role, propagate] of roles) {
    for (const privilege of access.roles.get(role) ?? [])
      privileges[privilege] = propagate;
  }
  return privileges;
}

/** AccessControl.pm `roles`: on the way down, each level that says something replaces what stood above; users beat groups. */
function rolesOn(
  access: Access,
  subject: Subject,
  path: string,
): Map<string, 0 | 1> {
  if (subject.id === "root@pam") return new Map([["Administrator", 1]]);
  const groups = new Set(
    subject.type === "user" ? access.users.get(subject.id)?.groups : [],
  );
  let roles = new Map<string, 0 | 1>();
  for (const level of levelsOf(path)) {
    const direct = new Map<string, 0 | 1>();
    const byGroup = new Map<string, 0 | 1>();
    for (const entry of access.acl) {
      if (entry.path !== level || !(level === path || entry.propagate === 1))
        continue;
      if (entry.type === subject.type && entry.ugid === subject.id)
        direct.set(entry.roleid, entry.propagate);
      else if (entry.type === "group" && groups.has(entry.ugid))
        byGroup.set(entry.roleid, entry.propagate);
    }
    if (direct.size > 0) roles = direct;
    else if (byGroup.size > 0) roles = byGroup;
  }
  return roles;
}

function levelsOf(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return ["/", ...parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`)];
}

/** undefined where Proxmox's normalize_path finds no path in it. */
export function normalizePath(path: string): string | undefined {
  const normal = path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
  return /^\/(?:[a-zA-Z0-9.\-_]+(?:\/[a-zA-Z0-9.\-_]+)*)?$/.test(normal)
    ? normal
    : undefined;
}

export function requirePrivileges(
  held: Privileges,
  path: string,
  wanted: readonly string[],
  any = false,
): void {
  if (any) {
    if (!wanted.some((privilege) => privilege in held)) {
      throw permissionDenied(`${path}, ${wanted.join("|")}`);
    }
    return;
  }
  const missing = wanted.find((privilege) => !(privilege in held));
  if (missing !== undefined) throw permissionDenied(`${path}, ${missing}`);
}
