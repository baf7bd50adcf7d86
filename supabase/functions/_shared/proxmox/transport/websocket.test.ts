import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { TransportFault } from "./fault.ts";
import type { ByteStream } from "./stream.ts";
import {
  openWebSocket,
  type ProxmoxSocket,
  UpgradeRefused,
} from "./websocket.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The other side of a stream: what it says, a test decides, byte for byte. It is lent until the next read, as a ByteStream may. */
class Peer implements ByteStream {
  written = new Uint8Array();
  isClosed = false;
  #waiting: (Uint8Array | null | Error)[] = [];
  #wake: () => void = () => undefined;
  #source: (() => Uint8Array) | undefined;
  #lent = new Uint8Array();

  say(bytes: Uint8Array | string | null | Error): void {
    this.#waiting.push(
      typeof bytes === "string" ? encoder.encode(bytes) : bytes,
    );
    this.#wake();
  }

  /** The same again and again, as fast as it is read. */
  flood(source: () => Uint8Array): void {
    this.#source = source;
    this.#wake();
  }

  async read(): Promise<Uint8Array | null> {
    this.#lent.fill(0xee);
    const bytes = await this.#next();
    this.#lent = bytes?.slice() ?? this.#lent;
    return bytes && this.#lent;
  }

  async #next(): Promise<Uint8Array | null> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) return next;
      if (this.isClosed) return null;
      if (this.#source) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        return this.#source();
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    const all = new Uint8Array(this.written.length + bytes.length);
    all.set(this.written);
    all.set(bytes, this.written.length);
    this.written = all;
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
    this.#wake();
  }

  get text(): string {
    return decoder.decode(this.written);
  }

  async accept(changes: Record<string, string> = {}, rest?: Uint8Array) {
    const key = await until(
      () => /Sec-WebSocket-Key: (\S+)/i.exec(this.text)?.[1],
    );
    const accept = createHash("sha1")
      .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    const headers = {
      Upgrade: "websocket",
      Connection: "upgrade",
      "Sec-WebSocket-Accept": accept,
      ...changes,
    };
    const lines = Object.entries(headers).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    const head = encoder.encode(
      `HTTP/1.1 101 Switching Protocols\r\n${lines.join("")}\r\n`,
    );
    this.written = new Uint8Array();
    this.say(new Uint8Array([...head, ...(rest ?? [])]));
  }
}

async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function upgrade(peer: Peer, timeoutMs = 2_000): Promise<ProxmoxSocket> {
  return openWebSocket(peer, {
    authority: "pve1:8006",
    path: "/api2/json/nodes/pve1/qemu/100/vncwebsocket?port=5900&vncticket=a%2Bb",
    headers: { Authorization: "PVEAPIToken=x" },
    timeoutMs,
  });
}

async function opened(): Promise<{ peer: Peer; socket: ProxmoxSocket }> {
  const peer = new Peer();
  const opening = upgrade(peer);
  await peer.accept();
  return { peer, socket: await opening };
}

function frame(opcode: number, payload: Uint8Array, first = 0x80): Uint8Array {
  const { length } = payload;
  const head =
    length < 126
      ? [first | opcode, length]
      : length < 65_536
        ? [first | opcode, 126, length >> 8, length & 0xff]
        : [
            first | opcode,
            127,
            0,
            0,
            0,
            0,
            0,
            length >> 16,
            (length >> 8) & 0xff,
            length & 0xff,
          ];
  return new Uint8Array([...head, ...payload]);
}

/** The frames that were sent, unmasked; none of them may lack what pveproxy asks for. */
function framesIn(bytes: Uint8Array) {
  const frames: { opcode: number; payload: Uint8Array }[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const first = view.getUint8(at);
    const second = view.getUint8(at + 1);
    assert.equal(first & 0xf0, 0x80, "final, and no reserved bit");
    assert.equal(second & 0x80, 0x80, "masked");
    let length = second & 0x7f;
    at += 2;
    if (length === 126) {
      length = view.getUint16(at);
      at += 2;
    } else if (length === 127) {
      length = Number(view.getBigUint64(at));
      at += 8;
    }
    assert.ok(length <= 128 * 1024, "at most 128 KiB");
    const maskAt = at;
    at += 4;
    const payload = bytes
      .subarray(at, at + length)
      .map((byte, index) => byte ^ view.getUint8(maskAt + (index % 4)));
    frames.push({ opcode: first & 0x0f, payload });
    at += length;
  }
  return frames;
}

async function said(socket: ProxmoxSocket): Promise<string> {
  return decoder.decode((await socket.read()) ?? undefined);
}

const isFault = (code: string) => (error: unknown) =>
  error instanceof TransportFault && error.code === code;

Deno.test(
  "the upgrade names the host and carries the token in its header",
  async () => {
    const peer = new Peer();
    const opening = upgrade(peer);
    const head = await until(() => peer.text || undefined);
    assert.match(head, /^GET \/api2\/json\S+vncticket=a%2Bb HTTP\/1\.1\r\n/);
    assert.match(head, /\r\nHost: pve1:8006\r\n/i);
    assert.match(head, /\r\nAuthorization: PVEAPIToken=x\r\n/);
    assert.doesNotMatch(head, /Sec-WebSocket-Extensions/i);
    await peer.accept();
    (await opening).close();
    assert.ok(peer.isClosed);
  },
);

Deno.test("what comes together with the answer is not lost", async () => {
  const peer = new Peer();
  const opening = upgrade(peer);
  await peer.accept({}, frame(2, encoder.encode("RFB 003.008\n")));
  const socket = await opening;
  assert.equal(await said(socket), "RFB 003.008\n");
  socket.close();
});

Deno.test(
  "what is longer than a frame may be goes out as several, masked and whole",
  async () => {
    const { peer, socket } = await opened();
    const bytes = crypto.getRandomValues(new Uint8Array(64 * 1024));
    const long = new Uint8Array(300 * 1024);
    for (let at = 0; at < long.length; at += bytes.length)
      long.set(bytes.subarray(0, long.length - at), at);
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send(long);
    socket.send(new Uint8Array());
    await until(() => (socket.pendingBytes === 0 ? true : undefined));
    const frames = framesIn(peer.written);
    assert.deepEqual(
      frames.map(({ payload }) => payload.length),
      [3, 131_072, 131_072, 300 * 1024 - 262_144],
    );
    const joined = new Uint8Array(
      frames.slice(1).flatMap(({ payload }) => [...payload]),
    );
    assert.deepEqual(joined, long);
    socket.close();
  },
);

Deno.test(
  "a ping of the other side is answered, and ours is a ping",
  async () => {
    const { peer, socket } = await opened();
    peer.say(frame(9, encoder.encode("hello")));
    peer.say(frame(2, encoder.encode("x")));
    await socket.read();
    socket.ping();
    await until(() => (socket.pendingBytes === 0 ? true : undefined));
    assert.deepEqual(
      framesIn(peer.written).map(({ opcode }) => opcode),
      [10, 9],
    );
    socket.close();
  },
);

Deno.test(
  "F33 an upgrade that is never answered ends at its deadline, and the stream with it",
  async () => {
    const peer = new Peer();
    const startedAt = performance.now();
    await assert.rejects(upgrade(peer, 100), isFault("timeout"));
    assert.ok(performance.now() - startedAt < 1_000);
    assert.ok(peer.isClosed);
  },
);

Deno.test("an answer that is no upgrade is told by its status", async () => {
  for (const status of [401, 403, 500, 502]) {
    const peer = new Peer();
    const opening = upgrade(peer);
    peer.say(
      `HTTP/1.1 ${status} no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    await assert.rejects(
      opening,
      (error) => error instanceof UpgradeRefused && error.status === status,
    );
    assert.ok(peer.isClosed);
  }
});

const wrongHandshakes: Record<string, Record<string, string>> = {
  "a wrong accept": { "Sec-WebSocket-Accept": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" },
  "another upgrade": { Upgrade: "h2c" },
  "a protocol that nobody asked for": { "Sec-WebSocket-Protocol": "chat" },
  "an extension that nobody asked for": {
    "Sec-WebSocket-Extensions": "permessage-deflate",
  },
};
for (const [name, changes] of Object.entries(wrongHandshakes)) {
  Deno.test(`${name} is refused`, async () => {
    const peer = new Peer();
    const opening = upgrade(peer);
    await peer.accept(changes);
    await assert.rejects(opening, isFault("invalid_response"));
    assert.ok(peer.isClosed);
  });
}

/** What is read until `length` bytes are there. */
async function readAll(
  socket: ProxmoxSocket,
  length: number,
): Promise<Uint8Array> {
  const all = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const bytes = (await socket.read()) ?? assert.fail("ended too early");
    assert.ok(bytes.length > 0);
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

const random = (length: number) =>
  Uint8Array.from({ length }, () => Math.random() * 256);

for (const step of [1, 7, 127, 4096, 1_000_000]) {
  Deno.test(
    `wherever the network cuts, the payload comes whole and in order: every ${step} bytes`,
    async () => {
      const payloads = [0, 1, 125, 126, 5_000, 70_000].map(random);
      const { peer, socket } = await opened();
      const wire = [
        ...payloads.map((payload) => frame(2, payload)),
        frame(9, encoder.encode("in between")),
        // As nobody but a proxy may send it: in text, in fragments, and with an empty one among them.
        frame(1, encoder.encode("text"), 0),
        frame(0, new Uint8Array(), 0),
        frame(9, encoder.encode("in a message")),
        frame(0, encoder.encode("!")),
        ...payloads.map((payload) => frame(2, payload)),
      ].flatMap((bytes) => [...bytes]);
      for (let at = 0; at < wire.length; at += step)
        peer.say(Uint8Array.from(wire.slice(at, at + step)));
      const once = payloads.flatMap((payload) => [...payload]);
      const expected = [...once, ...encoder.encode("text!"), ...once];
      assert.deepEqual(
        await readAll(socket, expected.length),
        Uint8Array.from(expected),
      );
      await until(() => (socket.pendingBytes === 0 ? true : undefined));
      assert.deepEqual(
        framesIn(peer.written).map(({ opcode, payload }) => [
          opcode,
          decoder.decode(payload),
        ]),
        [
          [10, "in between"],
          [10, "in a message"],
        ],
      );
      socket.close();
    },
  );
}

Deno.test("payload is passed on before its frame is complete", async () => {
  const { peer, socket } = await opened();
  const whole = frame(2, encoder.encode("not yet complete"));
  peer.say(whole.subarray(0, 9));
  assert.equal(await said(socket), "not yet");
  peer.say(whole.subarray(9));
  assert.equal(await said(socket), " complete");
  socket.close();
});

Deno.test("what follows a close frame is not read any more", async () => {
  const { peer, socket } = await opened();
  peer.say(
    new Uint8Array([
      ...frame(2, encoder.encode("last")),
      ...frame(8, new Uint8Array([3, 232])),
      ...frame(2, encoder.encode("late")),
    ]),
  );
  assert.equal(await said(socket), "last");
  assert.equal(await socket.read(), null);
  socket.close();
});

const hostile: Record<string, Uint8Array> = {
  "a frame of a terabyte": new Uint8Array([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]),
  "a frame longer than any message": new Uint8Array([
    0x82, 127, 0, 0, 0, 0, 0, 4, 0, 1,
  ]),
  "a reserved control frame": frame(11, new Uint8Array(1)),
  "reserved bits": frame(2, new Uint8Array(1), 0xf0),
  "an unknown opcode": frame(5, new Uint8Array(1)),
  "a continuation of nothing": frame(0, new Uint8Array(1)),
  "a ping that is too long": frame(9, new Uint8Array(200)),
  "a fragmented ping": frame(9, new Uint8Array(1), 0),
  "text that is no UTF-8": frame(1, new Uint8Array([0xff, 0xfe])),
};
for (const [name, bytes] of Object.entries(hostile)) {
  Deno.test(`hostile upstream: ${name} ends the connection`, async () => {
    const { peer, socket } = await opened();
    peer.say(bytes);
    await assert.rejects(socket.read(), isFault("invalid_response"));
    socket.close();
    assert.ok(peer.isClosed);
  });
}

for (const [name, bytes] of Object.entries({
  "empty fragments": frame(0, new Uint8Array(), 0),
  pings: frame(9, new Uint8Array()),
  "empty messages": frame(2, new Uint8Array()),
})) {
  Deno.test(
    `hostile upstream: ${name} without an end fill neither memory nor time`,
    async () => {
      const { peer, socket } = await opened();
      if (name === "empty fragments") peer.say(frame(2, new Uint8Array(), 0));
      const block = new Uint8Array(64 * 1024);
      for (let at = 0; at + bytes.length <= block.length; at += bytes.length)
        block.set(bytes, at);
      peer.flood(() => block);
      await assert.rejects(socket.read(), isFault("too_large"));
      socket.close();
    },
  );
}

Deno.test(
  "what was whole before something went wrong is still read",
  async () => {
    const { peer, socket } = await opened();
    peer.say(
      new Uint8Array([
        ...frame(2, encoder.encode("good")),
        ...frame(5, new Uint8Array(1)),
      ]),
    );
    assert.equal(await said(socket), "good");
    await assert.rejects(socket.read(), isFault("invalid_response"));
    socket.close();
  },
);

Deno.test(
  "an end without a close frame, as pveproxy makes it, is an end; a broken stream is a fault",
  async () => {
    const ended = await opened();
    ended.peer.say(null);
    assert.equal(await ended.socket.read(), null);
    const broken = await opened();
    broken.peer.say(new Deno.errors.ConnectionReset("reset"));
    await assert.rejects(broken.socket.read(), isFault("reset"));
  },
);

Deno.test("nothing is read from the network before somebody asks", async () => {
  const { peer, socket } = await opened();
  let given = 0;
  peer.flood(() => {
    given += 1;
    return frame(2, new Uint8Array(100));
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(given, 0);
  await socket.read();
  assert.equal(given, 1);
  socket.close();
});
