import { useSyncExternalStore } from "react";
import { useSessionUser } from "@/hooks/useSession.ts";
import { bulkApi } from "@/lib/bulkApi.ts";
import {
  openBulkSession,
  type BulkSession,
  type BulkView,
} from "@/lib/bulkSession.ts";
import { sessionState, subscribeToSession } from "@/lib/session.ts";

interface BulkOfPerson extends Omit<BulkSession, "view" | "subscribe"> {
  view: BulkView;
}

/** The run of this person: what has become of each guest, and what can be done about it. */
export function useBulkRun(): BulkOfPerson {
  const session = sessionOf(useSessionUser().id);
  const view = useSyncExternalStore(session.subscribe, session.view);
  return { ...session, view };
}

let opened: { userId: string; session: BulkSession } | undefined;

/** Goes on whatever page is shown, until its person signs out. */
function sessionOf(userId: string): BulkSession {
  if (opened?.userId === userId) return opened.session;
  opened?.session.close();
  const session = openBulkSession(userId, bulkApi);
  opened = { userId, session };
  const unsubscribe = subscribeToSession(() => {
    const state = sessionState();
    const isTheirs = "user" in state && state.user.id === userId;
    if (isTheirs || state.status === "pending") return;
    unsubscribe();
    session.close();
    if (opened?.session === session) opened = undefined;
  });
  return session;
}
