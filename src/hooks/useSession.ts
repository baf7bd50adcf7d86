import { useSyncExternalStore } from "react";
import {
  sessionState,
  subscribeToSession,
  type SessionState,
  type SessionUser,
} from "@/lib/session.ts";

export function useSession(): SessionState {
  return useSyncExternalStore(subscribeToSession, sessionState);
}

/** Who is signed in; only for what stands behind the guard of routes.tsx. */
export function useSessionUser(): SessionUser {
  const session = useSession();
  if (session.status !== "signed-in" && session.status !== "ended") {
    throw new Error("useSessionUser() outside of a signed-in page");
  }
  return session.user;
}
