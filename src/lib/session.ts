import type { AuthChangeEvent, GoTrueClient, Session } from "@supabase/auth-js";
import { AppError } from "@contract/errors.ts";
import { authError, isConnectionFailure } from "@/lib/authErrors.ts";
import { environment } from "@/lib/env.ts";
import { isAbort, unreachableError } from "@/lib/errors.ts";
import {
  createAuthClient,
  mayHaveSession,
  storageKey,
} from "@/lib/supabase.ts";

export interface SessionUser {
  id: string;
  email: string;
  name: string;
  /** Came by the link of a mail, which stands for the forgotten password. */
  isRecovering: boolean;
}

export type SessionState =
  | { status: "pending" }
  /** There is a session, but Auth could not be reached to renew it. */
  | { status: "unreachable"; error: AppError }
  | { status: "signed-out"; isByChoice: boolean }
  | { status: "signed-in"; user: SessionUser }
  /** Auth gave the session up. The page stays, with what was typed into it, until its owner has signed in again. */
  | { status: "ended"; user: SessionUser };

let state: SessionState = { status: "pending" };
let client: Promise<GoTrueClient> | undefined;
let isSigningOut = false;
const listeners = new Set<() => void>();

/** Auth tells other tabs that a session is gone, but not whether its owner wanted that: only then may nothing stay on the screen. */
const signOuts = new BroadcastChannel("muster-sign-out");
signOuts.addEventListener("message", () => {
  setState({ status: "signed-out", isByChoice: true });
});

/** Somebody signed in in another tab. */
window.addEventListener("storage", ({ key, newValue }) => {
  if (state.status === "signed-out" && newValue && key === storageKey()) {
    void startSession();
  }
});

export function sessionState(): SessionState {
  return state;
}

export function subscribeToSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setState(next: SessionState): void {
  state = next;
  listeners.forEach((listener) => {
    listener();
  });
}

/** The client of Auth, made on first use. */
export function auth(): Promise<GoTrueClient> {
  client ??= createAuthClient().then(
    (created) => {
      created.onAuthStateChange(handleAuthEvent);
      return created;
    },
    (cause: unknown) => {
      client = undefined;
      throw unreachableError(cause);
    },
  );
  return client;
}

/** Runs inside Auth's own lock: whatever waits for Auth here waits for ever. */
function handleAuthEvent(event: AuthChangeEvent, session: Session | null) {
  if (session) {
    adopt(session, event);
  } else if (event === "SIGNED_OUT" && !isSigningOut) {
    endSession();
  }
}

function adopt(
  { user: { id, email = "", user_metadata } }: Session,
  event?: AuthChangeEvent,
): void {
  const name = typeof user_metadata.name === "string" ? user_metadata.name : "";
  const known =
    state.status === "signed-in" && state.user.id === id
      ? state.user
      : undefined;
  // The link stands for the forgotten password once, until there is a new one.
  const isRecovering =
    event === "PASSWORD_RECOVERY" ||
    (event !== "USER_UPDATED" && known?.isRecovering === true);
  // Every renewed token comes by here; the page hears of it only if something that it shows has changed.
  if (
    known?.email === email &&
    known.name === name &&
    known.isRecovering === isRecovering
  ) {
    return;
  }
  setState({ status: "signed-in", user: { id, email, name, isRecovering } });
}

function endSession(): void {
  if (state.status === "signed-in") {
    setState({ status: "ended", user: state.user });
  } else if (state.status !== "ended") {
    setState({ status: "signed-out", isByChoice: false });
  }
}

/** Finds out who is signed in; also the retry after `unreachable`. */
export async function startSession(): Promise<void> {
  if (!mayHaveSession()) {
    setState({ status: "signed-out", isByChoice: false });
    return;
  }
  setState({ status: "pending" });
  try {
    const { data, error } = await (await auth()).getSession();
    if (data.session) adopt(data.session);
    else if (error && isConnectionFailure(error)) throw authError(error);
    else setState({ status: "signed-out", isByChoice: false });
  } catch (error) {
    setState({
      status: "unreachable",
      error: error instanceof AppError ? error : unreachableError(error),
    });
  }
}

/** "local" ends this device's session and never fails; "global" ends all of them, and must reach Auth to do so. */
export async function signOut(scope: "local" | "global"): Promise<void> {
  isSigningOut = true;
  try {
    const { error } = await (await auth()).signOut({ scope });
    if (error && scope === "global") throw authError(error);
    signOuts.postMessage(scope);
    setState({ status: "signed-out", isByChoice: true });
  } finally {
    isSigningOut = false;
  }
}

/** A request in the name of who is signed in. When the token is refused it is renewed and the request sent once more: it was not carried out. */
export async function authorizedFetch(
  url: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const token = await currentToken();
  const response = await send(url, init, token);
  if (response.status !== 401) return response;

  const renewed = await renewedToken(token);
  const second = renewed ? await send(url, init, renewed) : response;
  if (second.status === 401) endSession();
  return second;
}

async function send(
  url: string | URL | Request,
  init: RequestInit,
  token: string,
): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("apikey", environment().publishableKey);
  headers.set("authorization", `Bearer ${token}`);
  try {
    return await fetch(url, { ...init, headers });
  } catch (error) {
    throw isAbort(error) ? error : unreachableError(error);
  }
}

/** Renewed by Auth when it is about to expire. */
async function currentToken(): Promise<string> {
  const { data, error } = await (await auth()).getSession();
  if (data.session) return data.session.access_token;
  if (error && isConnectionFailure(error)) throw authError(error);
  endSession();
  throw new AppError("unauthorized", "Your session has ended. Sign in again");
}

async function renewedToken(refused: string): Promise<string | undefined> {
  const client = await auth();
  const { data } = await client.getSession();
  // Another request was refused at the same time and has renewed it.
  if (data.session && data.session.access_token !== refused) {
    return data.session.access_token;
  }
  const { error } = await client.refreshSession();
  if (error && isConnectionFailure(error)) throw authError(error);
  // Read again rather than taken from the answer: another tab may have been quicker, which Auth reports as a failure of ours.
  const stored = (await client.getSession()).data.session?.access_token;
  return stored === refused ? undefined : stored;
}
