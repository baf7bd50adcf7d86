import { json, type fakeServer, type SentRequest } from "@/test/fakeServer.ts";
import { testUser } from "@/test/render.tsx";

interface Factor {
  id: string;
  friendly_name: string;
  factor_type: string;
  status: "verified" | "unverified";
  created_at: string;
}

interface AuthSession {
  id: string;
  aal: "aal1" | "aal2";
  factorId?: string;
}

/** What every account and every app of `fakeAuth` takes. */
export const rightPassword = "open sesame";
export const rightCode = "123456";

/**
 * Supabase's Auth as far as a second factor goes, by the source of its server: who has a verified factor signs in at aal1 and has to give a
 * code; that ends every session below aal2; an account with a factor changes its password and its factors at aal2 only.
 */
export function fakeAuth(
  server: ReturnType<typeof fakeServer>,
  apps: readonly string[] = [],
) {
  const user = {
    id: testUser.id,
    email: testUser.email,
    aud: "authenticated",
    app_metadata: {},
    user_metadata: { name: testUser.name },
    created_at: "2026-01-01T00:00:00Z",
  };
  let factors: Factor[] = [];
  let sessions: AuthSession[] = [];
  let made = 0;
  const newId = () => {
    made += 1;
    return `00000000-0000-4000-8000-${String(made).padStart(12, "0")}`;
  };
  const verified = () => factors.filter(({ status }) => status === "verified");
  const userNow = () =>
    factors.length > 0 ? { ...user, factors: structuredClone(factors) } : user;

  function tokens({ id, aal }: AuthSession) {
    const expires_at = Math.floor(Date.now() / 1000) + 3600;
    return {
      access_token: tokenOf({
        sub: user.id,
        exp: expires_at,
        aal,
        jti: newId(),
        session_id: id,
      }),
      refresh_token: `${id}/${newId()}`,
      token_type: "bearer",
      expires_in: 3600,
      expires_at,
      user: userNow(),
    };
  }

  function newSession(): AuthSession {
    const session: AuthSession = { id: newId(), aal: "aal1" };
    sessions = [...sessions, session];
    return session;
  }

  const byId = (id: string | undefined) =>
    sessions.find((session) => session.id === id);

  /** Answers as its session, or as the server does to a token whose session is gone. */
  function inSession(
    answer: (session: AuthSession, request: SentRequest) => Response,
  ) {
    return (request: SentRequest) => {
      const session = byId(sessionIdOf(request.headers.get("authorization")));
      return session
        ? answer(session, request)
        : refuse(
            403,
            "session_not_found",
            "Session from session_id claim in JWT does not exist",
          );
    };
  }

  server.on("POST /auth/v1/token", ({ query, body }) => {
    if (query.grant_type === "password") {
      return field(body, "password") === rightPassword
        ? json(tokens(newSession()))
        : refuse(400, "invalid_credentials", "Invalid login credentials");
    }
    const session = byId(field(body, "refresh_token").split("/")[0]);
    return session
      ? json(tokens(session))
      : refuse(400, "refresh_token_not_found", "Invalid Refresh Token");
  });
  server.on(
    "GET /auth/v1/user",
    inSession(() => json(userNow())),
  );
  server.on(
    "PUT /auth/v1/user",
    inSession(({ aal }) =>
      verified().length > 0 && aal !== "aal2"
        ? refuse(401, "insufficient_aal", "AAL2 session is required")
        : json(userNow()),
    ),
  );
  server.on(
    "POST /auth/v1/logout",
    inSession(({ id }, { query }) => {
      sessions = sessions.filter((session) =>
        query.scope === "others"
          ? session.id === id
          : query.scope === "local" && session.id !== id,
      );
      return new Response(null, { status: 204 });
    }),
  );
  server.on(
    "POST /auth/v1/factors",
    inSession(({ aal }, { body }) => {
      const friendly_name = field(body, "friendly_name");
      if (factors.some((factor) => factor.friendly_name === friendly_name))
        return refuse(422, "mfa_factor_name_conflict", "exists");
      if (verified().length > 0 && aal !== "aal2")
        return refuse(403, "insufficient_aal", "AAL2 required to enroll");
      const { id } = addFactor(friendly_name, "unverified");
      const uri = `otpauth://totp/${field(body, "issuer")}:${user.email}?secret=JBSWY3DPEHPK3PXP`;
      const qr_code =
        '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>';
      return json({
        id,
        type: "totp",
        friendly_name,
        totp: { qr_code, secret: "JBSWY3DPEHPK3PXP", uri },
      });
    }),
  );

  function addFactor(friendly_name: string, status: Factor["status"]): Factor {
    const factor: Factor = {
      id: newId(),
      friendly_name,
      factor_type: "totp",
      status,
      created_at: "2026-02-01T10:00:00Z",
    };
    factors = [...factors, factor];
    let challenge: string | undefined;
    const path = `/auth/v1/factors/${factor.id}` as const;
    const ifThere = (
      answer: (session: AuthSession, request: SentRequest) => Response,
    ) =>
      inSession((session, request) =>
        factors.includes(factor)
          ? answer(session, request)
          : refuse(404, "mfa_factor_not_found", "Factor not found"),
      );

    server.on(
      `POST ${path}/challenge`,
      ifThere(() => {
        challenge = newId();
        return json({
          id: challenge,
          type: "totp",
          expires_at: Date.now() / 1000 + 300,
        });
      }),
    );
    server.on(
      `POST ${path}/verify`,
      ifThere((session, { body }) => {
        if (field(body, "challenge_id") !== challenge)
          return refuse(404, "mfa_factor_not_found", "Challenge not found");
        if (field(body, "code") !== rightCode)
          return refuse(
            422,
            "mfa_verification_failed",
            "Invalid TOTP code entered",
          );
        factor.status = "verified";
        Object.assign(session, { aal: "aal2", factorId: factor.id });
        sessions = sessions.filter(({ aal }) => aal === "aal2");
        factors = verified();
        return json(tokens(session));
      }),
    );
    server.on(
      `DELETE ${path}`,
      ifThere((session) => {
        if (factor.status === "verified" && session.aal !== "aal2")
          return refuse(422, "insufficient_aal", "AAL2 required to unenroll");
        factors = factors.filter((other) => other !== factor);
        for (const other of sessions)
          if (other.factorId === factor.id) other.aal = "aal1";
        return json({ id: factor.id });
      }),
    );
    return factor;
  }

  for (const name of apps) addFactor(name, "verified");
  return {
    /** Names of the apps that count. */
    apps: () => verified().map(({ friendly_name }) => friendly_name),
    sessions: () => sessions.map(({ aal }) => aal),
    /** What this browser keeps after a sign-in, with the code or without. */
    storedSession: (aal: AuthSession["aal"]) => {
      const session = newSession();
      session.aal = aal;
      return tokens(session);
    },
    endAllSessions: () => {
      sessions = [];
    },
  };
}

function refuse(status: number, error_code: string, msg: string): Response {
  return json({ code: status, error_code, msg }, status);
}

function field(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | undefined)?.[name];
  return typeof value === "string" ? value : "";
}

function tokenOf(claims: object): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
  return `${part({ alg: "ES256", typ: "JWT" })}.${part(claims)}.c2lnbmF0dXJl`;
}

function sessionIdOf(authorization: string | null): string | undefined {
  const [, payload = ""] = authorization?.split(".") ?? [];
  const json = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
  return json
    ? (JSON.parse(json) as { session_id: string }).session_id
    : undefined;
}
