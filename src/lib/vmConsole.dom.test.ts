import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ConsoleGreeting } from "@contract/console.ts";
import { fakeServer, failure, json } from "@/test/fakeServer.ts";
import { signInAs } from "@/test/render.tsx";
import { sampleAddress } from "@/test/samples.ts";
import { VmConsole } from "./vmConsole.ts";

const address = { ...sampleAddress, kind: "vnc" } as const;

const consoleId = "22222222-2222-4222-8222-222222222222";
const open: ConsoleGreeting = {
  type: "open",
  consoleId,
  password: "secret12",
  guest: { name: "web" },
};

let sockets: FakeSocket[] = [];

/** The browser's WebSocket, with the function's side in the test's hands. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  readonly url: string;
  readonly protocols: string[];
  readyState = 1;
  protocol = "console.muster";
  binaryType = "blob";

  constructor(url: string, protocols: string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
    sockets.push(this);
  }

  say(message: unknown): void {
    const data =
      message instanceof ArrayBuffer ? message : JSON.stringify(message);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
  }
}

beforeEach(async () => {
  sockets = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  await signInAs();
});

function begin() {
  const server = fakeServer();
  server.on("POST /functions/v1/vm-console", () =>
    json(
      { ticket: "T".repeat(43), expiresAt: "2026-01-01T00:00:00.000Z" },
      201,
    ),
  );
  const vmConsole = new VmConsole(address);
  vmConsole.open();
  return { server, vmConsole, state: () => vmConsole.snapshot().state };
}

async function socketNumber(number: number): Promise<FakeSocket> {
  await vi.waitFor(() => {
    expect(sockets).toHaveLength(number);
  }, 20_000);
  const socket = sockets.at(-1);
  if (!socket) throw new Error("no socket");
  return socket;
}

describe("a console", () => {
  test("opens with a ticket that is in no address", async () => {
    const { vmConsole, state } = begin();
    const socket = await socketNumber(1);
    expect(socket.url).toMatch(/^ws:.+\/functions\/v1\/vm-console$/);
    expect(socket.protocols).toEqual([
      "console.muster",
      `ticket.${"T".repeat(43)}`,
    ]);
    expect(state()).toEqual({ status: "connecting" });
    socket.say(open);
    expect(state()).toMatchObject({ status: "open", password: "secret12" });
    expect(vmConsole.snapshot().guest).toEqual({ name: "web" });
  });

  test("loses no byte that comes before its screen is there", async () => {
    const { state } = begin();
    const socket = await socketNumber(1);
    socket.say(open);
    socket.say(new Uint8Array([1, 2]).buffer);
    const opened = state();
    if (opened.status !== "open") throw new Error("not open");
    const heard: unknown[] = [];
    opened.channel.listen((data) => heard.push(data));
    socket.say(new Uint8Array([3]).buffer);
    await Promise.resolve();
    expect(heard).toHaveLength(2);
  });

  test("comes back by itself, in place of the one that it was", async () => {
    const { server, state } = begin();
    const socket = await socketNumber(1);
    socket.say(open);
    socket.say({ type: "closed", reason: "reconnect" });
    expect(state()).toEqual({ status: "reconnecting", isSlow: false });
    (await socketNumber(2)).say(open);
    expect(state().status).toBe("open");
    expect(server.requests[1]?.body).toMatchObject({ replaces: consoleId });
  });

  test("F31 is tried five times with growing pauses, and no more", async () => {
    const { state } = begin();
    (await socketNumber(1)).say(open);
    const pauses = [0, 500, 1000, 2000, 4000];
    sockets[0]?.close();
    for (const [index, pauseMs] of pauses.entries()) {
      expect(state().status).toBe("reconnecting");
      await vi.advanceTimersByTimeAsync(Math.max(0, pauseMs - 1));
      if (pauseMs > 0) expect(sockets).toHaveLength(index + 1);
      await vi.advanceTimersByTimeAsync(2);
      (await socketNumber(index + 2)).close();
    }
    expect(state()).toEqual({ status: "over", reason: "lost" });
  });

  test("one that has worked for a while has all its tries again", async () => {
    const { state } = begin();
    for (let round = 1; round <= 8; round++) {
      const socket = await socketNumber(round);
      socket.say(open);
      await vi.advanceTimersByTimeAsync(6_000);
      socket.close();
      expect(state()).toEqual({ status: "reconnecting", isSlow: false });
    }
  });

  test("what was lost comes back with the network, without a click", async () => {
    const { vmConsole, state } = begin();
    (await socketNumber(1)).say(open);
    sockets[0]?.close();
    for (const [index, pauseMs] of [0, 500, 1000, 2000, 4000].entries()) {
      await vi.advanceTimersByTimeAsync(pauseMs + 1);
      (await socketNumber(index + 2)).close();
    }
    expect(state()).toEqual({ status: "over", reason: "lost" });
    vmConsole.resume({ hasSlept: false });
    expect(state()).toEqual({ status: "reconnecting", isSlow: false });
    (await socketNumber(7)).say(open);
    expect(state().status).toBe("open");
  });

  test("the network's return starts the tries anew, and touches no console that is open", async () => {
    const { vmConsole, state } = begin();
    (await socketNumber(1)).say(open);
    vmConsole.resume({ hasSlept: false });
    expect(sockets[0]?.readyState).toBe(1);
    sockets[0]?.close();
    (await socketNumber(2)).close();
    expect(state()).toEqual({ status: "reconnecting", isSlow: true });
    vmConsole.resume({ hasSlept: false });
    (await socketNumber(3)).say(open);
    expect(state().status).toBe("open");
  });

  test("after a sleep an open console is opened anew: its connection may be dead without a word", async () => {
    const { vmConsole, state } = begin();
    (await socketNumber(1)).say(open);
    vmConsole.resume({ hasSlept: true });
    expect(sockets[0]?.readyState).toBe(3);
    (await socketNumber(2)).say(open);
    expect(state().status).toBe("open");
  });

  test.each(["guestStopped", "ended", "idle", "accessEnded"] as const)(
    "one that is over because of %s stays so, whatever the network does",
    async (reason) => {
      const { vmConsole, server, state } = begin();
      const socket = await socketNumber(1);
      socket.say(open);
      socket.say({ type: "closed", reason });
      vmConsole.resume({ hasSlept: true });
      expect(state()).toEqual({ status: "over", reason });
      expect(server.requests).toHaveLength(1);
    },
  );

  test("F32 of a guest that is off it is not asked for again", async () => {
    const { server, state } = begin();
    const socket = await socketNumber(1);
    socket.say(open);
    socket.say({ type: "closed", reason: "guestStopped" });
    expect(state()).toEqual({ status: "over", reason: "guestStopped" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.requests).toHaveLength(1);
  });

  test("what cannot be opened says why, and is not tried again", async () => {
    const { server, state } = begin();
    const error = { code: "permission_denied", message: "lacks VM.Console" };
    (await socketNumber(1)).say({ type: "failed", error, guest: {} });
    expect(state()).toMatchObject({
      status: "over",
      reason: "failed",
      error: { code: "permission_denied" },
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.requests).toHaveLength(1);
  });

  test("a ticket that is refused says why", async () => {
    const { server, state } = begin();
    server.on("POST /functions/v1/vm-console", () =>
      failure("not_found", "There is no such server"),
    );
    await vi.waitFor(() => {
      expect(state()).toMatchObject({ error: { code: "not_found" } });
    }, 20_000);
  });

  test("whoever leaves it leaves nothing open", async () => {
    const { vmConsole } = begin();
    const socket = await socketNumber(1);
    socket.say(open);
    vmConsole.close("signedOut");
    expect(socket.readyState).toBe(3);
    expect(vmConsole.snapshot().state).toEqual({
      status: "over",
      reason: "signedOut",
    });
  });
});
