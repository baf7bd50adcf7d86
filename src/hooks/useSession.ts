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

/** Who is signed in, at least by half; only for what stands behind the guard of routes.tsx. */
export function useSessionUser(): SessionUser {
  const session = useSession();
  if (!("user" in session)) {
    throw new Error("useSessionUser() outside of a signed-in page");
  }
  return session.user;
}
