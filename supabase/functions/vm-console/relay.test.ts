import assert from "node:assert/strict";
import type { ProxmoxSocket } from "../_shared/proxmox/transport/websocket.ts";
import {
  relay,
  relayLimits,
  type BrowserSocket,
  type RelayEnd,
  type RelayLimits,
} from "./relay.ts";

const never = new Promise<RelayEnd>(() => undefined);

/** A browser that takes what it is sent, until it is told to stall. */
class FakeBrowser implements BrowserSocket {
  readyState: number = WebSocket.OPEN;
  bufferedAmount = 0;
  isStalled = false;
  received = 0;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;

  send(data: Uint8Array): void {
    if (this.isStalled) this.bufferedAmount += data.length;
    else this.received += data.length;
  }

  resume(): void {
    this.isStalled = false;
    this.received += this.bufferedAmount;
    this.bufferedAmount = 0;
  }

  type(data: ArrayBuffer | string): void {
    this.onmessage?.(new MessageEvent("message", { data }));
  }

  leave(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.(new CloseEvent("close"));
  }
}

/** A Proxmox VE that has `total` bytes to say, as fast as they are asked for. */
class FakeUpstream implements ProxmoxSocket {
  pendingBytes = 0;
  lastHeardAt = performance.now();
  sent: Uint8Array[] = [];
  given = 0;
  pings = 0;
  isClosed = false;
  isBroken = false;
  takesNothing = false;
  readonly #total: number;
  readonly #endsAfter: boolean;
  #wake: () => void = () => undefined;

  constructor(total = 0, { endsAfter = false } = {}) {
    this.#total = total;
    this.#endsAfter = endsAfter;
  }

  async read(): Promise<Uint8Array | null> {
    if (this.isClosed) return null;
    if (this.isBroken) throw new Error("reset");
    if (this.given < this.#total) {
      this.given += 64 * 1024;
      // As from a socket: not before the loop has turned.
      await new Promise((resolve) => setTimeout(resolve, 0));
      return new Uint8Array(64 * 1024);
    }
    if (this.#endsAfter) return null;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return await this.read();
  }

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
    if (this.takesNothing) this.pendingBytes += bytes.length;
  }

  ping(): void {
    this.pings += 1;
  }

  close(): void {
    this.isClosed = true;
    this.#wake();
  }

  breakOff(): void {
    this.isBroken = true;
    this.#wake();
  }
}

interface Scene {
  browser: FakeBrowser;
  upstream: FakeUpstream;
  end: Promise<RelayEnd>;
}

function begin(
  upstream: FakeUpstream,
  limits: Partial<RelayLimits> = {},
  { endedElsewhere = never, isStalled = false } = {},
): Scene {
  const browser = new FakeBrowser();
  browser.isStalled = isStalled;
  const end = relay(browser, upstream, "vnc", endedElsewhere, {
    ...relayLimits,
    ...limits,
  });
  return { browser, upstream, end };
}

const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

Deno.test(
  "W06 a browser that stalls holds Proxmox VE back, and gets everything when it goes on",
  async () => {
    const total = 8 * 1024 * 1024;
    const { browser, upstream, end } = begin(
      new FakeUpstream(total, { endsAfter: true }),
      {},
      { isStalled: true },
    );
    await pause(300);
    // What is gathered comes on top.
    const most = relayLimits.bufferedBytes + 512 * 1024;
    assert.ok(browser.bufferedAmount <= most);
    assert.ok(upstream.given <= most + 64 * 1024);
    browser.resume();
    assert.equal(await end, "proxmoxEnded");
    assert.equal(browser.received, total);
  },
);

Deno.test(
  "W06 a browser that sends more than Proxmox VE takes is cut off",
  async () => {
    const upstream = new FakeUpstream();
    upstream.takesNothing = true;
    const { browser, end } = begin(upstream);
    for (let sent = 0; sent <= 5; sent++)
      browser.type(new ArrayBuffer(1024 ** 2));
    assert.equal(await end, "misused");
    assert.ok(upstream.isClosed);
  },
);

Deno.test(
  "everything comes in order through real WebSockets, and the last words before the end",
  async () => {
    const total = 4 * 1024 * 1024;
    const pieces = [1, 16_384, 70_000, 300_000];
    const lent = new Uint8Array(300_000);
    const upstream = new FakeUpstream();
    let said = 0;
    upstream.read = async () => {
      if (said === total) return null;
      const length = pieces[said % pieces.length] ?? 1;
      const piece = lent.subarray(0, Math.min(length, total - said));
      // The same memory for every piece, as a TLS connection lends it.
      for (let at = 0; at < piece.length; at++) piece[at] = said++ % 251;
      if (length === 70_000)
        await new Promise((resolve) => setTimeout(resolve, 0));
      return piece;
    };
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
      (request) => {
        const { socket, response } = Deno.upgradeWebSocket(request);
        socket.onopen = async () => {
          const end = await relay(socket, upstream, "vnc", never);
          socket.send(end);
          socket.close();
        };
        return response;
      },
    );
    const browser = new WebSocket(`ws://127.0.0.1:${server.addr.port}`);
    browser.binaryType = "arraybuffer";
    let received = 0;
    const end = await new Promise((resolve) => {
      browser.onmessage = ({ data }) => {
        if (typeof data === "string") resolve([data, received]);
        else
          for (const byte of new Uint8Array(data as ArrayBuffer))
            if (byte !== received++ % 251) resolve(`wrong at ${received - 1}`);
      };
    });
    assert.deepEqual(end, ["proxmoxEnded", total]);
    browser.close();
    await new Promise((resolve) => (browser.onclose = resolve));
  },
);

Deno.test("what has come is sent, however the console ends", async () => {
  for (const [finish, reason] of [
    [(upstream: FakeUpstream) => upstream.breakOff(), "proxmoxLost"],
    [(upstream: FakeUpstream) => upstream.close(), "proxmoxEnded"],
  ] as const) {
    const { browser, upstream, end } = begin(new FakeUpstream(64 * 1024));
    while (upstream.given === 0) await pause(1);
    finish(upstream);
    assert.equal(await end, reason);
    assert.equal(browser.received, 64 * 1024);
  }
});

Deno.test("what is typed goes on as it is, text in UTF-8", async () => {
  const { browser, upstream, end } = begin(new FakeUpstream());
  browser.type("ü");
  browser.type(new Uint8Array([4, 1]).buffer);
  assert.deepEqual(
    upstream.sent.map((bytes) => [...bytes]),
    [
      [0xc3, 0xbc],
      [4, 1],
    ],
  );
  browser.leave();
  assert.equal(await end, "left");
  assert.ok(upstream.isClosed);
});

Deno.test(
  "F31 a connection that breaks and one that ends are told apart",
  async () => {
    const broken = begin(new FakeUpstream());
    broken.upstream.breakOff();
    assert.equal(await broken.end, "proxmoxLost");
    const ended = begin(new FakeUpstream(0, { endsAfter: true }));
    assert.equal(await ended.end, "proxmoxEnded");
  },
);

Deno.test(
  "W06 a console that nobody touches ends, though its picture changes and is asked for",
  async () => {
    const { browser, end } = begin(new FakeUpstream(), {
      idleMs: 60,
      pingMs: 10,
    });
    const asking = setInterval(() => {
      browser.type(new Uint8Array([3, 1, 0, 0, 0, 0, 2, 0, 1, 0]).buffer);
    }, 5);
    assert.equal(await end, "idle");
    clearInterval(asking);
  },
);

Deno.test("one that is used does not", async () => {
  const { browser, end } = begin(new FakeUpstream(), {
    idleMs: 60,
    pingMs: 10,
    lifetimeMs: 200,
  });
  const typing = setInterval(() => {
    browser.type(new Uint8Array([4, 1, 0, 0, 0, 0, 0, 65]).buffer);
  }, 5);
  assert.equal(await end, "tooOld");
  clearInterval(typing);
});

Deno.test(
  "a Proxmox VE that gives no sign of life is given up; one that a stalled browser holds back is not",
  async () => {
    const limits = { pingMs: 10, silenceMs: 50 };
    const silent = begin(new FakeUpstream(), limits);
    assert.equal(await silent.end, "proxmoxLost");
    assert.ok(silent.upstream.pings > 0);

    const held = begin(
      new FakeUpstream(8 * 1024 * 1024),
      { ...limits, bufferedBytes: 0 },
      { isStalled: true },
    );
    await pause(150);
    held.browser.leave();
    assert.equal(await held.end, "left");
    // The gate looks once more before it sees that nobody waits.
    await pause(100);
    // Until its last look at the browser.
    await pause(60);
  },
);

Deno.test("what ends it from outside has the last word", async () => {
  const { upstream, end } = begin(
    new FakeUpstream(),
    {},
    { endedElsewhere: Promise.resolve("reconnect") },
  );
  assert.equal(await end, "reconnect");
  assert.ok(upstream.isClosed);
});
