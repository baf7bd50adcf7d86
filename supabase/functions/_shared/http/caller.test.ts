import assert from "node:assert/strict";
import { callerReader, type ReadCaller } from "./caller.ts";

const url = "https://project.example/auth/v1";
const userId = "3b0f0d6e-95a1-4b52-9a4e-0d6f1c1d2e3f";
const now = Math.floor(Date.now() / 1000);

const person = {
  iss: url,
  sub: userId,
  aud: "authenticated",
  role: "authenticated",
  session_id: "9c1d5c1e-0f6a-4a51-8a77-1f2e3d4c5b6a",
  is_anonymous: false,
  iat: now,
  exp: now + 3600,
};

const base64url = (data: string | Uint8Array) =>
  btoa(typeof data === "string" ? data : String.fromCharCode(...data))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

interface SigningKey {
  kid: string;
  publicKey: JsonWebKey;
  sign(claims: object, header?: object): Promise<string>;
}

async function newKey(): Promise<SigningKey> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const pair = await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ]);
  const kid = crypto.randomUUID();
  return {
    kid,
    publicKey: await crypto.subtle.exportKey("jwk", pair.publicKey),
    sign: async (claims, header = {}) => {
      const head = { alg: "ES256", typ: "JWT", kid, ...header };
      const signed = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(claims))}`;
      const signature = await crypto.subtle.sign(
        algorithm,
        pair.privateKey,
        new TextEncoder().encode(signed),
      );
      return `${signed}.${base64url(new Uint8Array(signature))}`;
    },
  };
}

async function hmac(claims: object, secret: string, header: object) {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(
    "HMAC",
    key,
    new TextEncoder().encode(signed),
  );
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

/** An Auth server that publishes one key, and knows the tokens of the sessions that exist. */
async function project(issuer?: string) {
  const key = await newKey();
  const sessions = new Set<string>();
  const factors: object[] = [];
  const asked: string[] = [];
  let answer: (() => Response | Promise<Response>) | undefined;
  const read = callerReader({
    url,
    publishableKey: "sb_publishable_x",
    issuer,
    fetch: async (input, init) => {
      const path = new URL(new Request(input).url).pathname.replace(
        "/auth/v1",
        "",
      );
      asked.push(path);
      if (answer) return await answer();
      if (path === "/.well-known/jwks.json")
        return Response.json({ keys: [{ ...key.publicKey, kid: key.kid }] });
      const token = new Headers(init?.headers)
        .get("authorization")
        ?.replace("Bearer ", "");
      return sessions.has(token ?? "")
        ? Response.json({ id: userId, factors })
        : Response.json(
            { code: "session_not_found", message: "no such session" },
            { status: 403 },
          );
    },
  });
  return {
    key,
    read,
    asked,
    sessions,
    factors,
    answerWith: (fault: typeof answer) => (answer = fault),
  };
}

const bearer = (token: string) =>
  new Request("https://project.example/list-vms", {
    headers: { authorization: `Bearer ${token}` },
  });

const refusedAs = async (
  read: ReadCaller,
  request: Request,
  code: string,
  sessionMustExist = false,
) => assert.rejects(read(request, { sessionMustExist }), { code });

Deno.test(
  "a person's token names the person and the session, by the published key alone",
  async () => {
    const { key, read, asked } = await project();
    const token = await key.sign(person);
    assert.deepEqual(await read(bearer(token), { sessionMustExist: false }), {
      userId,
      accessToken: token,
      sessionId: person.session_id,
    });
    assert.deepEqual(asked, ["/.well-known/jwks.json"]);
    await read(bearer(token), { sessionMustExist: false });
    assert.equal(asked.length, 1, "the key is kept");
  },
);

Deno.test(
  "J01 another key, another algorithm, none at all: refused",
  async () => {
    const { key, read } = await project();
    const stranger = await newKey();
    const unsigned = `${base64url(JSON.stringify({ alg: "none", kid: key.kid }))}.${base64url(JSON.stringify(person))}.`;
    const token = await key.sign(person);
    const [head = "", , signature = ""] = token.split(".");
    const forged = {
      "signed by a stranger": await stranger.sign(person),
      "signed by a stranger under our key's id": await stranger.sign(person, {
        kid: key.kid,
      }),
      "alg none, no signature": unsigned,
      "alg none, some signature": `${unsigned}AAAA`,
      "HS256 with the public key as the secret": await hmac(
        person,
        JSON.stringify(key.publicKey),
        { alg: "HS256", kid: key.kid },
      ),
      "HS256 without a key id": await hmac(person, "secret", { alg: "HS256" }),
      "an algorithm that does not exist": await key.sign(person, {
        alg: "ES0",
      }),
      "other claims under a good signature": `${head}.${base64url(JSON.stringify({ ...person, sub: crypto.randomUUID() }))}.${signature}`,
      "a signature cut short": token.slice(0, -6),
    };
    for (const [what, forgery] of Object.entries(forged))
      await assert.rejects(
        read(bearer(forgery), { sessionMustExist: false }),
        { code: "unauthorized" },
        what,
      );
  },
);

Deno.test(
  "J02 a token out of its time, or meant for others, is refused",
  async () => {
    const { key, read } = await project(url);
    const claims = {
      expired: { ...person, exp: now - 1 },
      "never expires": { ...person, exp: undefined },
      "not yet valid": { ...person, nbf: now + 60 },
      "another issuer": { ...person, iss: "https://evil.example/auth/v1" },
      "no issuer": { ...person, iss: undefined },
      "another audience": { ...person, aud: "other" },
      "other audiences": { ...person, aud: ["a", "b"] },
      "no audience": { ...person, aud: undefined },
      "no person": { ...person, sub: undefined },
      "a person who is no UUID": { ...person, sub: "1" },
    };
    for (const [what, forged] of Object.entries(claims))
      await assert.rejects(
        read(bearer(await key.sign(forged)), { sessionMustExist: false }),
        { code: "unauthorized" },
        what,
      );
    const several = await key.sign({ ...person, aud: ["authenticated", "b"] });
    await read(bearer(several), { sessionMustExist: false });
  },
);

Deno.test("J03 the project's own keys are nobody's sign-in", async () => {
  const { key, read } = await project();
  for (const apiKey of [
    "sb_publishable_ACJWlzQHlZjBrEguHvfOxg",
    "sb_secret_N7UND0UgjKTVKUodkm0Hgg",
  ])
    await refusedAs(read, bearer(apiKey), "unauthorized");
  for (const role of ["anon", "service_role"])
    await refusedAs(
      read,
      bearer(await key.sign({ ...person, role })),
      "unauthorized",
    );
});

Deno.test(
  "J04 after sign-out a token still reads, but writes nothing",
  async () => {
    const { key, read, sessions } = await project();
    const token = await key.sign(person);
    sessions.add(token);
    await read(bearer(token), { sessionMustExist: true });
    sessions.delete(token);
    await refusedAs(read, bearer(token), "unauthorized", true);
    await read(bearer(token), { sessionMustExist: false });
  },
);

Deno.test(
  "J06 who has a second factor changes nothing before it is shown",
  async () => {
    const { key, read, sessions, factors } = await project();
    const aal1 = await key.sign({ ...person, aal: "aal1" });
    const aal2 = await key.sign({ ...person, aal: "aal2" });
    const shared = await hmac({ ...person, aal: "aal1" }, "the secret", {
      alg: "HS256",
    });
    for (const token of [aal1, aal2, shared]) sessions.add(token);

    factors.push({ status: "unverified" });
    await read(bearer(aal1), { sessionMustExist: true });
    factors.push({ status: "verified" });
    for (const token of [aal1, shared])
      await refusedAs(read, bearer(token), "second_factor_required", true);
    await read(bearer(aal2), { sessionMustExist: true });
    // What it may read is the database's to say.
    await read(bearer(aal1), { sessionMustExist: false });
  },
);

Deno.test("J05 an anonymous sign-in is refused", async () => {
  const { key, read } = await project();
  const token = await key.sign({ ...person, is_anonymous: true });
  await refusedAs(read, bearer(token), "forbidden");
});

Deno.test(
  "a token signed with a shared secret is judged by the Auth server, once",
  async () => {
    const { read, sessions, asked } = await project();
    const token = await hmac(person, "the project's secret", { alg: "HS256" });
    await refusedAs(read, bearer(token), "unauthorized");
    sessions.add(token);
    asked.length = 0;
    const caller = await read(bearer(token), { sessionMustExist: true });
    assert.equal(caller.userId, userId);
    assert.deepEqual(asked, ["/user"]);
  },
);

Deno.test(
  "what is no bearer token is refused without asking anybody",
  async () => {
    const { key, read, asked } = await project();
    const token = await key.sign(person);
    const huge = await key.sign({ ...person, pad: "x".repeat(9000) });
    for (const header of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      `Basic ${token}`,
      token,
      `Bearer ${token} x`,
      `Bearer ${huge}`,
      "Bearer a.b",
    ]) {
      const headers = new Headers();
      if (header !== undefined) headers.set("authorization", header);
      await refusedAs(
        read,
        new Request("https://project.example/list-vms", { headers }),
        "unauthorized",
      );
    }
    assert.deepEqual(asked, []);
  },
);

Deno.test(
  "F28 an Auth server that gives no judgement is not the caller's fault",
  async () => {
    const { key, read, answerWith } = await project();
    const token = await key.sign(person);
    answerWith(() => Promise.reject(new TypeError("connection refused")));
    await refusedAs(read, bearer(token), "db_unavailable");
    answerWith(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await refusedAs(read, bearer(token), "db_unavailable");
    answerWith(() => new Response("oops", { status: 500 }));
    await refusedAs(read, bearer(token), "db_unavailable");
    answerWith(() => Response.json({ message: "slow down" }, { status: 429 }));
    await refusedAs(read, bearer(token), "rate_limited");
    answerWith(undefined);
    await read(bearer(token), { sessionMustExist: false });
  },
);
