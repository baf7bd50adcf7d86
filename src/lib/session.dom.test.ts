import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  authorizedFetch,
  sessionState,
  signOut,
  startSession,
  subscribeToSession,
} from "@/lib/session.ts";
import { storageKey } from "@/lib/supabase.ts";
import { fakeServer, json } from "@/test/fakeServer.ts";
import { authSession, signInAs, testUser } from "@/test/render.tsx";

const aSecondAgo = () => Math.floor(Date.now() / 1000) - 1;

function store(session: object) {
  localStorage.setItem(storageKey(), JSON.stringify(session));
}

/** What the browser sends to the other tabs of a page. */
function changeFromAnotherTab() {
  window.dispatchEvent(
    new StorageEvent("storage", {
      key: storageKey(),
      newValue: localStorage.getItem(storageKey()),
    }),
  );
}

describe("at the start", () => {
  test("nothing is stored: nobody is signed in, and nobody is asked", async () => {
    const server = fakeServer();
    await startSession();
    expect(sessionState()).toEqual({ status: "signed-out", isByChoice: false });
    expect(server.requests).toEqual([]);
  });

  test("a token that is still good is believed without asking", async () => {
    const server = fakeServer();
    await signInAs();
    expect(sessionState()).toMatchObject({
      status: "signed-in",
      user: testUser,
    });
    expect(server.requests).toEqual([]);
  });

  test.each(["not JSON", "{}", '{"access_token":1}', "null"])(
    "what nobody can read is no session: %s",
    async (text) => {
      fakeServer();
      localStorage.setItem(storageKey(), text);
      await startSession();
      expect(sessionState().status).toBe("signed-out");
    },
  );

  test("a token that has run out is renewed", async () => {
    const server = fakeServer();
    server.on("POST /auth/v1/token", () => json(authSession()));
    store({ ...authSession(), expires_at: aSecondAgo() });
    await startSession();
    expect(sessionState().status).toBe("signed-in");
  });

  test("a token that Auth does not renew is no session", async () => {
    const server = fakeServer();
    server.on("POST /auth/v1/token", () =>
      json({ code: "refresh_token_not_found", message: "gone" }, 400),
    );
    store({ ...authSession(), expires_at: aSecondAgo() });
    await startSession();
    expect(sessionState().status).toBe("signed-out");
  });

  test("without a connection nobody is thrown out, and nobody waits for ever", async () => {
    vi.useFakeTimers();
    const server = fakeServer();
    store({ ...authSession(), expires_at: aSecondAgo() });
    const started = startSession();
    await vi.advanceTimersByTimeAsync(8_000);
    await started;
    expect(sessionState()).toMatchObject({
      status: "unreachable",
      error: { code: "unreachable" },
    });

    // Auth's client is still trying.
    server.on("POST /auth/v1/token", () => json(authSession()));
    await vi.advanceTimersByTimeAsync(15_000);
    expect(sessionState().status).toBe("signed-in");
  });

  test("a new try asks at once, also after Auth's client has given up", async () => {
    vi.useFakeTimers();
    vi.spyOn(console, "warn").mockReturnValue();
    const server = fakeServer();
    store({ ...authSession(), expires_at: aSecondAgo() });
    void startSession();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sessionState().status).toBe("unreachable");

    server.on("POST /auth/v1/token", () => json(authSession()));
    await startSession();
    expect(sessionState().status).toBe("signed-in");
  });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("in another tab", () => {
  test("somebody signs in: this one follows", async () => {
    await startSession();
    store(authSession());
    changeFromAnotherTab();
    expect(sessionState()).toMatchObject({ status: "signed-in" });
  });

  test("somebody else signs in: this one shows the new person", async () => {
    await signInAs();
    const bo = {
      id: "33333333-3333-4333-8333-333333333333",
      email: "bo@example.org",
      name: "Bo",
    };
    store(authSession(bo));
    changeFromAnotherTab();
    expect(sessionState()).toMatchObject({ status: "signed-in", user: bo });
  });

  test("the token is renewed: nothing on the page changes", async () => {
    await signInAs();
    const listener = vi.fn();
    const unsubscribe = subscribeToSession(listener);
    store(authSession(testUser, "access-2"));
    changeFromAnotherTab();
    unsubscribe();
    expect(listener).not.toHaveBeenCalled();
  });

  test("the session is lost: this one keeps its page until its owner is back", async () => {
    await signInAs();
    localStorage.clear();
    changeFromAnotherTab();
    expect(sessionState()).toMatchObject({ status: "ended", user: testUser });

    store(authSession());
    changeFromAnotherTab();
    expect(sessionState().status).toBe("signed-in");
  });

  test("its owner signs out: nothing stays on the screen here", async () => {
    await signInAs();
    new BroadcastChannel("muster-sign-out").postMessage("local");
    await vi.waitFor(() => {
      expect(sessionState()).toEqual({
        status: "signed-out",
        isByChoice: true,
      });
    }, 20_000);
  });
});

describe("signing out", () => {
  beforeEach(() => signInAs());

  test("ends the session at Auth and here", async () => {
    const server = fakeServer();
    server.on(
      "POST /auth/v1/logout",
      () => new Response(null, { status: 204 }),
    );
    await signOut("local");
    expect(server.requests).toMatchObject([
      { path: "/auth/v1/logout", query: { scope: "local" } },
    ]);
    expect(sessionState()).toMatchObject({
      status: "signed-out",
      isByChoice: true,
    });
    expect(localStorage.getItem(storageKey())).toBeNull();
  });

  test("of this device works without a connection", async () => {
    fakeServer();
    await signOut("local");
    expect(sessionState().status).toBe("signed-out");
    expect(localStorage.getItem(storageKey())).toBeNull();
  });

  test("everywhere needs a connection, and says so", async () => {
    fakeServer();
    await expect(signOut("global")).rejects.toMatchObject({
      code: "unreachable",
    });
    expect(sessionState().status).toBe("signed-in");
  });
});

test("a request whose token nobody renews ends the session before it is sent", async () => {
  const server = fakeServer();
  await signInAs();
  localStorage.clear();
  await expect(authorizedFetch("/rest/v1/profiles")).rejects.toMatchObject({
    code: "unauthorized",
  });
  expect(server.requests).toEqual([]);
  expect(sessionState()).toMatchObject({ status: "ended", user: testUser });
});
