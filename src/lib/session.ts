import type { AuthChangeEvent, GoTrueClient, Session } from "@supabase/auth-js";
import { AppError } from "@contract/errors.ts";
import { lacksSecondFactor } from "@/lib/assurance.ts";
import { environment } from "@/lib/env.ts";
import {
  MusterError,
  isAbort,
  toAppError,
  unreachableError,
} from "@/lib/errors.ts";
import {
  createAuthClient,
  isReturnFromMail,
  storageKey,
  storedSession,
  type StoredSession,
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
  | { status: "signed-out"; isByChoice: boolean; isAccountDeleted?: boolean }
  /** The password was right; the code of the authenticator app is still to come. */
  | { status: "code-needed"; user: SessionUser }
  | { status: "signed-in"; user: SessionUser }
  /** Auth gave the session up. The page stays, with what was typed into it, until its owner has signed in again. */
  | { status: "ended"; user: SessionUser; isCodeNeeded: boolean };

/** As early as Auth's own client renews a token. */
const renewalMarginMs = 90_000;
const patienceMs = 8_000;

let state: SessionState = { status: "pending" };
let client: Promise<GoTrueClient> | undefined;
let isSigningOut = false;
const listeners = new Set<() => void>();

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

/** Finds out who is signed in; also the retry after `unreachable`. */
export async function startSession(): Promise<void> {
  const stored = storedSession();
  if (isReturnFromMail() || (stored && !isFresh(stored))) {
    await startWithAuth();
  } else if (stored) {
    adopt(stored);
  } else {
    setState({ status: "signed-out", isByChoice: false });
  }
}

async function startWithAuth(): Promise<void> {
  setState({ status: "pending" });
  try {
    const session = await askAuth((client) => client.getSession());
    if (session) adopt(session);
    else setState({ status: "signed-out", isByChoice: false });
  } catch (error) {
    setState({ status: "unreachable", error: toAppError(error) });
  }
}

function isFresh({ expires_at }: StoredSession): boolean {
  return expires_at * 1000 - Date.now() > renewalMarginMs;
}

/** Auth's refusals in words. They come with its client, and so are there when the network no longer is. */
const loadAuthErrors = () => import("@/lib/authErrors.ts");

/** The client of Auth, made on first use. */
export function auth(): Promise<GoTrueClient> {
  client ??= Promise.all([createAuthClient(), loadAuthErrors()]).then(
    ([created]) => {
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

type SessionAnswer = Awaited<
  ReturnType<GoTrueClient["getSession"] | GoTrueClient["refreshSession"]>
>;

/**
 * Auth's client tries for half a minute to renew a token, and after that refuses to try for a whole one. Nobody waits that long: here
 * it fails after 8 s (and may still succeed, which is an event), and a client that has given up is replaced, so that the next call asks.
 */
async function askAuth(
  ask: (client: GoTrueClient) => Promise<SessionAnswer>,
): Promise<Session | null> {
  const asked = auth();
  const used = await asked;
  const { authError, isConnectionFailure } = await loadAuthErrors();
  const answer = ask(used).then(({ data, error }) => {
    if (!error || !isConnectionFailure(error)) return data.session;
    if (client === asked) client = undefined;
    void used.dispose();
    throw authError(error);
  });
  return Promise.race([answer, impatience()]);
}

function impatience(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      const seconds = String(patienceMs / 1000);
      const message = `Muster's sign-in service gave no answer within ${seconds} s. Check your own network connection`;
      reject(new MusterError("unreachable", message));
    }, patienceMs);
  });
}

/** Must not wait for anything that asks Auth: Auth waits for it. */
function handleAuthEvent(event: AuthChangeEvent, session: Session | null) {
  if (session) {
    adopt(session, event);
  } else if (event === "SIGNED_OUT" && !isSigningOut) {
    endSession();
  }
}

function adopt(
  session: Session | StoredSession,
  event?: AuthChangeEvent,
): void {
  const { id, email = "", user_metadata } = session.user;
  const name =
    typeof user_metadata?.name === "string" ? user_metadata.name : "";
  const known = "user" in state && state.user.id === id ? state : undefined;
  // The link stands for the forgotten password once, until there is a new one.
  const isRecovering =
    event === "PASSWORD_RECOVERY" ||
    (event !== "USER_UPDATED" && known?.user.isRecovering === true);
  const user = { id, email, name, isRecovering };

  if (lacksSecondFactor(session)) {
    setState(
      known && known.status !== "code-needed"
        ? { status: "ended", user, isCodeNeeded: true }
        : { status: "code-needed", user },
    );
  } else if (known?.status !== "signed-in" || !isSame(known.user, user)) {
    // Every renewed token comes by here; the page hears of it only if something that it shows has changed.
    setState({ status: "signed-in", user });
  }
}

function isSame(one: SessionUser, other: SessionUser): boolean {
  return (
    one.email === other.email &&
    one.name === other.name &&
    one.isRecovering === other.isRecovering
  );
}

function endSession(): void {
  const stored = storedSession();
  const isCodeNeeded = stored !== undefined && lacksSecondFactor(stored);
  if (state.status === "signed-in" || state.status === "ended") {
    setState({ status: "ended", user: state.user, isCodeNeeded });
  } else if (!isCodeNeeded) {
    setState({ status: "signed-out", isByChoice: false });
  }
}

/** Another tab signed somebody in, renewed the token, or lost the session. */
window.addEventListener("storage", ({ key }) => {
  if (key !== storageKey() || state.status === "pending") return;
  if (storedSession()) void startSession();
  else if (state.status !== "signed-out") endSession();
});

/** What is stored does not say whether its owner wanted the session to end: only then may nothing stay on the screen. */
const signOuts = new BroadcastChannel("muster-sign-out");
signOuts.addEventListener("message", () => {
  setState({ status: "signed-out", isByChoice: true });
});

/** "local" ends this device's session and never fails; "global" ends all of them, and must reach Auth to do so. */
export async function signOut(
  scope: "local" | "global",
  isAccountDeleted = false,
): Promise<void> {
  isSigningOut = true;
  try {
    if (scope === "local") await forgetSession();
    else await endAllSessions();
    signOuts.postMessage(scope);
    setState({ status: "signed-out", isByChoice: true, isAccountDeleted });
  } finally {
    isSigningOut = false;
  }
}

async function endAllSessions(): Promise<void> {
  const { error } = await (await auth()).signOut({ scope: "global" });
  if (!error) return;
  const { authError } = await loadAuthErrors();
  throw authError(error);
}

async function forgetSession(): Promise<void> {
  try {
    await (await auth()).signOut({ scope: "local" });
  } catch {
    // Not even Auth's client could be loaded.
    localStorage.removeItem(storageKey());
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

async function currentToken(): Promise<string> {
  const stored = storedSession();
  const session =
    stored && isFresh(stored)
      ? stored
      : await askAuth((client) => client.getSession());
  // With half a sign-in behind it a request would only be refused, or answered with nothing.
  if (session && !lacksSecondFactor(session)) return session.access_token;
  endSession();
  throw new AppError("unauthorized", "Your session has ended. Sign in again");
}

async function renewedToken(refused: string): Promise<string | undefined> {
  const known = storedSession()?.access_token;
  // Another request was refused at the same time, and has renewed it.
  if (known && known !== refused) return known;

  await askAuth((client) => client.refreshSession());
  // Read again rather than taken from the answer: another tab may have been quicker, which Auth reports as a failure of ours.
  const stored = storedSession()?.access_token;
  return stored === refused ? undefined : stored;
}
