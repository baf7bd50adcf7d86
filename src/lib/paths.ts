import { generatePath } from "react-router-dom";
import type { GuestType } from "@/lib/types.ts";
import { serverKey } from "@/lib/vmKey.ts";

/** Every address of the SPA; src/routes.tsx says what stands there. */
export const paths = {
  home: "/",
  dashboard: "/dashboard",
  overview: "/overview",
  nodes: "/overview/nodes",
  storages: "/overview/storages",
  servers: "/servers",
  tasks: "/tasks",
  activity: "/activity",
  profile: "/profile",
  admin: "/admin",
  adminPeople: "/admin/people",
  adminServers: "/admin/servers",
  adminAssignments: "/admin/assignments",
  adminHealth: "/admin/health",
  guest: "/guests/:server/:node/:type/:vmid",
  console: "/console/:server/:node/:type/:vmid",
  signIn: "/sign-in",
  signUp: "/sign-up",
  forgottenPassword: "/forgotten-password",
  resetPassword: "/reset-password",
} as const;

/** The page of one guest. */
export function guestPath({
  serverId,
  node,
  type,
  vmid,
}: {
  serverId: string | null;
  node: string;
  type: GuestType;
  vmid: number;
}): string {
  return generatePath(paths.guest, {
    server: serverKey(serverId),
    node,
    type,
    vmid: String(vmid),
  });
}

interface Location {
  pathname: string;
  search: string;
  hash: string;
}

/** The sign-in page, which leads back to where its visitor wanted to go. */
export function signInPath({ pathname, search, hash }: Location): string {
  const next = `${pathname}${search}${hash}`;
  return next === paths.home || next === paths.dashboard
    ? paths.signIn
    : `${paths.signIn}?${new URLSearchParams({ next })}`;
}

/** Where to go after signing in. Only into this site: a link of somebody else's may hold any `next`. */
export function pathAfterSignIn(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? paths.dashboard;
  try {
    const base = "https://muster.invalid";
    const url = new URL(next, base);
    return next.startsWith("/") && url.origin === base
      ? `${url.pathname}${url.search}${url.hash}`
      : paths.dashboard;
  } catch {
    return paths.dashboard;
  }
}
