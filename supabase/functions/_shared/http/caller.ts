import {
  AuthClient,
  isAuthApiError,
  isAuthError,
  type JwtPayload,
  type User,
} from "@supabase/supabase-js";
import * as z from "zod/mini";
import { AppError } from "../contract/errors.ts";
import type { Caller } from "../db/caller.ts";
import { defaultKey, requiredVariable } from "../environment.ts";

export interface CallerCheck {
  /**
   * Ask the Auth server whether the session still exists, and has shown the second factor of who has one. A signature alone stays good
   * until the token expires, even after sign-out.
   */
  sessionMustExist: boolean;
}

type Auth = InstanceType<typeof AuthClient>;

export type ReadCaller = (
  request: Request,
  check: CallerCheck,
) => Promise<Caller>;

export interface AuthServer {
  /** SUPABASE_URL + /auth/v1 */
  url: string;
  publishableKey: string;
  /** The only issuer to accept. Unset, the signature by this project's keys is what names it. */
  issuer?: string | undefined;
  fetch?: typeof fetch;
}

const authTimeoutMs = 5_000;
const clockToleranceSeconds = 5;
const maxTokenLength = 8_192;

const claimsSchema = z.object({
  sub: z.uuid(),
  aud: z.union([z.string(), z.array(z.string())]),
  role: z.string(),
  iss: z.optional(z.string()),
  nbf: z.optional(z.number()),
  session_id: z.optional(z.string()),
  is_anonymous: z.optional(z.boolean()),
});

/**
 * From the `Authorization` header to the person behind it. Asymmetric signatures are checked here against the project's published keys;
 * a shared-secret signature (HS256) is for the Auth server alone to judge, so it is asked.
 */
export function callerReader(server: AuthServer): ReadCaller {
  const send = server.fetch ?? fetch;
  const auth = new AuthClient({
    url: server.url,
    headers: { apikey: server.publishableKey },
    persistSession: false,
    autoRefreshToken: false,
    detectSessionInUrl: false,
    fetch: (input, init) =>
      send(input, { ...init, signal: AbortSignal.timeout(authTimeoutMs) }),
  });

  return async (request, { sessionMustExist }) => {
    const accessToken = bearerToken(request);
    const { claims, askedServer } = await verify(auth, accessToken);
    const caller = callerFrom(claims, accessToken, server.issuer);
    // A server that has just judged the token is asked again only where it knows second factors: its tokens say how sure it is.
    if (sessionMustExist && (!askedServer || claims.aal === "aal1")) {
      const { data, error } = await auth.getUser(accessToken);
      if (error) throw refusal(error);
      if (claims.aal !== "aal2") requireNoSecondFactor(data.user);
    }
    return caller;
  };
}

/** Reading needs no such check: the database's policies see the same (private.lacks_second_factor). */
function requireNoSecondFactor({ factors = [] }: User): void {
  if (factors.some(({ status }) => status === "verified"))
    throw new AppError(
      "second_factor_required",
      "You signed in with your password alone",
    );
}

function bearerToken(request: Request): string {
  const header = request.headers.get("authorization") ?? "";
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header)?.[1];
  if (token === undefined || token.length > maxTokenLength)
    throw new AppError("unauthorized", "Sign in first");
  return token;
}

async function verify(
  auth: Auth,
  accessToken: string,
): Promise<{ claims: JwtPayload; askedServer: boolean }> {
  let answer: Awaited<ReturnType<Auth["getClaims"]>>;
  try {
    answer = await auth.getClaims(accessToken);
  } catch (cause) {
    // Thrown for what is not a token at all: no JSON inside, an algorithm of no use.
    throw new AppError("unauthorized", "Sign in again", { cause });
  }
  if (!answer.data) throw refusal(answer.error);
  const { claims, header } = answer.data;
  return { claims, askedServer: /^HS/.test(header.alg) };
}

function callerFrom(
  payload: JwtPayload,
  accessToken: string,
  issuer: string | undefined,
): Caller {
  const parsed = z.safeParse(claimsSchema, payload);
  if (!parsed.success) throw new AppError("unauthorized", "Sign in again");
  const claims = parsed.data;

  const audiences = typeof claims.aud === "string" ? [claims.aud] : claims.aud;
  const now = Date.now() / 1000;
  if (
    claims.role !== "authenticated" ||
    !audiences.includes("authenticated") ||
    (claims.nbf ?? 0) > now + clockToleranceSeconds ||
    (issuer !== undefined && claims.iss !== issuer)
  )
    throw new AppError("unauthorized", "Sign in again");
  if (claims.is_anonymous === true)
    throw new AppError("forbidden", "Sign in with an account of your own");

  return { userId: claims.sub, accessToken, sessionId: claims.session_id };
}

/** A token that was judged and refused is the caller's matter; an Auth server that gave no judgement is ours. */
function refusal(error: unknown): AppError {
  if (isAuthApiError(error) && error.status === 429)
    return new AppError("rate_limited", "Too many requests, try again soon", {
      cause: error,
      retryAfterSeconds: 10,
    });
  const judged =
    isAuthError(error) &&
    error.status !== undefined &&
    error.status >= 400 &&
    error.status < 500;
  return judged
    ? new AppError("unauthorized", "Sign in again", { cause: error })
    : new AppError(
        "db_unavailable",
        "Your sign-in cannot be checked right now, try again soon",
        { cause: error },
      );
}

let readCallerOfProject: ReadCaller | undefined;

/** The reader for the project these functions run in, made when it is first needed. */
export const readCallerFromEnvironment: ReadCaller = (request, check) => {
  readCallerOfProject ??= callerReader({
    url: `${requiredVariable("SUPABASE_URL")}/auth/v1`,
    publishableKey: defaultKey("SUPABASE_PUBLISHABLE_KEYS"),
    issuer: Deno.env.get("MUSTER_JWT_ISSUER") || undefined,
  });
  return readCallerOfProject(request, check);
};
