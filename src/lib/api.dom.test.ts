import {
  afterEach,
  beforeEach,
  describe,
  expect,
  test,
  vi,
  type MockInstance,
} from "vitest";
import { backUpGuest } from "@contract/guestChanges.ts";
import { readGuest } from "@contract/guests.ts";
import { listServers } from "@contract/serverList.ts";
import { changeServer } from "@contract/servers.ts";
import { actionApi } from "@/lib/actionApi.ts";
import { api, requestOf, streamVms } from "@/lib/api.ts";
import { serverApi } from "@/lib/serverApi.ts";
import { sessionState } from "@/lib/session.ts";
import { toast } from "@/lib/toast.ts";
import { AppError } from "@/lib/types.ts";
import { failure, fakeServer, json, ndjson } from "@/test/fakeServer.ts";
import { authSession, signInAs, testUser } from "@/test/render.tsx";

const serversPath = "/functions/v1/proxmox-servers";
const id = "22222222-2222-4222-8222-222222222222";

beforeEach(() => signInAs());

async function rejection(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof AppError) return error;
  throw new Error("Expected an AppError", { cause: error });
}

describe("what goes where", () => {
  test("fields of the path into the path, the others into the body", () => {
    expect(
      requestOf(changeServer, { id, name: "pve1", host: undefined }),
    ).toEqual({
      url: `${window.location.origin}${serversPath}/${id}`,
      body: '{"name":"pve1"}',
    });
  });

  test("a UPID's colons do not end its path segment", async () => {
    const server = fakeServer();
    const upid = "UPID:pve1:0000ABCD:00112233:66554433:qmstart:100:root@pam:";
    await rejection(actionApi.taskStatus({ upid, serverId: id }));
    expect(server.requests[0]).toMatchObject({
      path: `/functions/v1/vm-actions/tasks/${encodeURIComponent(upid)}`,
      query: { serverId: id },
      body: undefined,
    });
  });

  test("the operator's server has no id in an address, and null in a body", () => {
    const guest = { node: "pve1", type: "qemu", vmid: 100 } as const;
    expect(requestOf(readGuest, { serverId: null, ...guest }).url).toBe(
      `${window.location.origin}/functions/v1/list-vms/guests/qemu/100?node=pve1`,
    );
    expect(requestOf(backUpGuest, { serverId: null, ...guest }).body).toContain(
      '"serverId":null',
    );
  });

  test("without fields there is no question mark", () => {
    expect(requestOf(listServers, {}).url).toBe(
      `${window.location.origin}${serversPath}`,
    );
  });

  test("the token and the project's key go along", async () => {
    const server = fakeServer();
    server.on(`GET ${serversPath}`, () => json({ servers: [], limit: 50 }));
    await expect(api.listServers({ scope: "own" })).resolves.toEqual({
      servers: [],
      limit: 50,
    });
    const headers = server.requests[0]?.headers;
    expect(headers?.get("authorization")).toBe("Bearer access-1");
    expect(headers?.get("apikey")).toBe("sb_publishable_test");
    expect(headers?.get("accept")).toBe("application/json");
  });

  test("204 brings nothing", async () => {
    const server = fakeServer();
    server.on(
      `DELETE ${serversPath}/${id}`,
      () => new Response(null, { status: 204 }),
    );
    await expect(serverApi.removeServer({ id })).resolves.toBeUndefined();
  });
});

describe("failures", () => {
  test("the functions' own come whole: code, message, request id, fields", async () => {
    const server = fakeServer();
    server.on(`GET ${serversPath}`, () =>
      failure("server_exists", "You have it", {
        requestId: "abc",
        fields: { host: "Taken" },
      }),
    );
    expect(await rejection(api.listServers({}))).toMatchObject({
      code: "server_exists",
      message: "You have it",
      requestId: "abc",
      fields: { host: "Taken" },
    });
  });

  test("what would have to wait for long is told at once, with the time", async () => {
    const server = fakeServer();
    server.on(
      `GET ${serversPath}`,
      () =>
        new Response("slow down", {
          status: 429,
          headers: { "retry-after": "600" },
        }),
    );
    expect(await rejection(api.listServers({}))).toMatchObject({
      code: "rate_limited",
      retryAfterSeconds: 600,
    });
  });

  describe("too many requests", () => {
    const limited = () =>
      new Response("", { status: 429, headers: { "retry-after": "7" } });
    let said: MockInstance<typeof toast.info>;
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      said = vi.spyOn(toast, "info").mockImplementation(() => undefined);
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    test("are waited out with a word, and asked again", async () => {
      const server = fakeServer();
      const answers = [limited(), json({ servers: [], limit: 50 })];
      server.on(`GET ${serversPath}`, () => answers.shift() ?? limited());
      const list = api.listServers({});
      await vi.waitFor(() => {
        expect(said).toHaveBeenCalledOnce();
      }, 20_000);
      expect(said.mock.calls[0]?.[1]?.description).toContain("7 s");
      expect(server.requests).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(7000);
      await expect(list).resolves.toEqual({ servers: [], limit: 50 });
    });

    test("are not waited for without end, and not by who has gone", async () => {
      const server = fakeServer();
      server.on(`GET ${serversPath}`, limited);
      const failed = rejection(api.listServers({}));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await failed).toMatchObject({ code: "rate_limited" });
      expect(server.requests).toHaveLength(4);

      const leaving = new AbortController();
      const left = api.listServers({}, leaving.signal);
      await vi.waitFor(() => {
        expect(server.requests).toHaveLength(5);
      }, 20_000);
      await vi.advanceTimersByTimeAsync(10);
      leaving.abort();
      await expect(left).rejects.toHaveProperty("name", "AbortError");
    });
  });

  test.each([
    [502, "<html>Bad gateway</html>", "internal"],
    [504, "", "timeout"],
    [546, '{"code":"WORKER_LIMIT"}', "internal"],
    [200, "<html>", "invalid_response"],
    [200, '{"servers":[{}],"limit":50}', "invalid_response"],
  ])("%d %s is %s", async (status, body, code) => {
    const server = fakeServer();
    server.on(
      `GET ${serversPath}`,
      () => new Response(body, { status, headers: { "sb-request-id": "r7" } }),
    );
    expect(await rejection(api.listServers({}))).toMatchObject({
      code,
      requestId: "r7",
    });
  });

  test("a broken connection points to one's own", async () => {
    fakeServer();
    expect(await rejection(api.listServers({}))).toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("your own network connection") as string,
    });
  });

  test("an abort stays an abort: nobody waits for that answer", async () => {
    const server = fakeServer();
    server.on(`GET ${serversPath}`, () => json({ servers: [], limit: 50 }));
    const controller = new AbortController();
    controller.abort();
    await expect(api.listServers({}, controller.signal)).rejects.toHaveProperty(
      "name",
      "AbortError",
    );
  });
});

describe("a refused token", () => {
  /** Takes the token that a renewal gives, and no other. */
  function serverWithNewToken() {
    const server = fakeServer();
    server.on("POST /auth/v1/token", () =>
      json(authSession(testUser, "access-2")),
    );
    server.on(`GET ${serversPath}`, ({ headers }) =>
      headers.get("authorization") === "Bearer access-2"
        ? json({ servers: [], limit: 50 })
        : failure("unauthorized", "Old"),
    );
    return server;
  }

  test("is renewed, and the request sent once more", async () => {
    const server = serverWithNewToken();
    await expect(api.listServers({})).resolves.toHaveProperty("limit", 50);
    expect(server.requests.map(({ path }) => path)).toEqual([
      serversPath,
      "/auth/v1/token",
      serversPath,
    ]);
    expect(sessionState().status).toBe("signed-in");
  });

  test("of two requests at once is renewed once", async () => {
    const server = serverWithNewToken();
    await Promise.all([api.listServers({}), api.listServers({})]);
    expect(
      server.requests.filter(({ path }) => path === "/auth/v1/token"),
    ).toHaveLength(1);
  });

  test("that Auth does not renew ends the session, but leaves the page to its owner", async () => {
    const server = fakeServer();
    server.on("POST /auth/v1/token", () =>
      json({ code: "refresh_token_not_found", message: "gone" }, 400),
    );
    server.on(`GET ${serversPath}`, () => failure("unauthorized", "Old"));
    expect((await rejection(api.listServers({}))).code).toBe("unauthorized");
    expect(sessionState()).toMatchObject({ status: "ended", user: testUser });
  });

  test("ends no session while Auth cannot be reached", async () => {
    const server = fakeServer();
    server.on("POST /auth/v1/token", () => {
      throw new TypeError("Failed to fetch");
    });
    server.on(`GET ${serversPath}`, () => failure("unauthorized", "Old"));
    vi.useFakeTimers();
    const refused = rejection(api.listServers({}));
    // Auth's client tries for half a minute.
    await vi.advanceTimersByTimeAsync(40_000);
    vi.useRealTimers();
    expect((await refused).code).toBe("unreachable");
    expect(sessionState().status).toBe("signed-in");
  });
});

describe("the list as a stream", () => {
  const line = (serverName: string) => ({
    type: "server",
    serverId: id,
    serverName,
    ok: true,
    fetchedAt: "2026-11-20T12:00:00Z",
    latencyMs: 12,
    vms: [],
    nodes: [],
    storages: [],
  });

  async function names(signal?: AbortSignal) {
    const seen: string[] = [];
    for await (const line of streamVms({}, signal)) {
      seen.push(line.type === "server" ? line.serverName : line.type);
    }
    return seen;
  }

  test("gives a server at a time, up to the end line", async () => {
    const server = fakeServer();
    server.on("GET /functions/v1/list-vms", () =>
      ndjson([line("a"), line("b"), { type: "end" }]),
    );
    await expect(names()).resolves.toEqual(["a", "b", "end"]);
    expect(server.requests[0]?.headers.get("accept")).toBe(
      "application/x-ndjson",
    );
  });

  test("lines that arrive in pieces, even inside a character, are whole", async () => {
    const bytes = new TextEncoder().encode(
      `${JSON.stringify(line("Köln"))}\r\n\n${JSON.stringify({ type: "end" })}`,
    );
    const server = fakeServer();
    server.on(
      "GET /functions/v1/list-vms",
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
              controller.close();
            },
          }),
        ),
    );
    await expect(names()).resolves.toEqual(["Köln", "end"]);
  });

  test("that stops before its end line is no whole list", async () => {
    const server = fakeServer();
    server.on("GET /functions/v1/list-vms", () => ndjson([line("a")]));
    expect((await rejection(names())).code).toBe("reset");
  });

  test("with a line that nobody understands says so", async () => {
    const server = fakeServer();
    server.on("GET /functions/v1/list-vms", () => ndjson([{ type: "news" }]));
    expect((await rejection(names())).code).toBe("invalid_response");
  });

  test("that nobody reads to the end is cancelled", async () => {
    let isCancelled = false;
    const server = fakeServer();
    server.on(
      "GET /functions/v1/list-vms",
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              const text = `${JSON.stringify(line("a"))}\n`;
              controller.enqueue(new TextEncoder().encode(text));
            },
            cancel() {
              isCancelled = true;
            },
          }),
        ),
    );
    for await (const line of streamVms({})) {
      expect(line).toHaveProperty("serverName", "a");
      break;
    }
    expect(isCancelled).toBe(true);
  });
});
