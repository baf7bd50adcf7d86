import { createCipheriv, randomBytes, timingSafeEqual } from "node:crypto";
import { failure } from "../errors.ts";
import type { Channel, Program } from "./consoles.ts";
import { height, width, type Rectangle, type Screen } from "./screen.ts";

/* The RFB protocol 3.8 (RFC 6143) from the server's side: VNC authentication, raw rectangles, keys. */

export interface RfbOptions {
  password: string;
  /** What the viewer's title bar says. */
  name: string;
  /** Begins the session; ends it by closing the channel. */
  attach(viewer: { close(): void }): RfbMachine;
}

export interface RfbMachine {
  screen: Screen;
  key(keysym: number): void;
  detach(): void;
}

const version = "RFB 003.008\n";
const vncAuthentication = 2;

export const rfbProgram =
  (options: RfbOptions): Program =>
  async (channel) => {
    const reader = new ByteReader(channel);
    channel.send(Buffer.from(version));
    await reader.take(version.length);
    channel.send(Buffer.from([1, vncAuthentication]));
    await reader.take(1);
    const challenge = randomBytes(16);
    channel.send(challenge);
    if (
      !timingSafeEqual(
        await reader.take(16),
        vncResponse(options.password, challenge),
      )
    ) {
      const reason = Buffer.from("Authentication failed\0");
      channel.send(Buffer.concat([uint32(1), uint32(reason.length), reason]));
      throw failure("Failed to run vncproxy.");
    }
    channel.send(uint32(0));
    await reader.take(1);
    channel.send(serverInit(options.name));
    const machine = options.attach({
      close: () => {
        channel.close();
      },
    });
    const viewer = new Viewer(channel, machine.screen);
    try {
      await converse(reader, viewer, machine);
    } finally {
      viewer.stop();
      machine.detach();
    }
  };

/** DES with each byte of the key read from its other end; three equal keys make triple DES a single one, which Node still offers. */
export function vncResponse(password: string, challenge: Buffer): Buffer {
  const key = Buffer.alloc(8);
  key.write(password.slice(0, 8), "latin1");
  const mirrored = key.map((byte) =>
    parseInt(byte.toString(2).padStart(8, "0").split("").reverse().join(""), 2),
  );
  const cipher = createCipheriv(
    "des-ede3-ecb",
    Buffer.concat([mirrored, mirrored, mirrored]),
    null,
  );
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

interface PixelFormat {
  bytes: number;
  isBigEndian: boolean;
  max: [number, number, number];
  shift: [number, number, number];
}

const nativeFormat: PixelFormat = {
  bytes: 4,
  isBigEndian: false,
  max: [255, 255, 255],
  shift: [16, 8, 0],
};

function serverInit(name: string): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt16BE(width, 0);
  head.writeUInt16BE(height, 2);
  head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0], 4);
  head.writeUInt32BE(Buffer.byteLength(name), 20);
  return Buffer.concat([head, Buffer.from(name, "utf8")]);
}

const messages = {
  setPixelFormat: 0,
  setEncodings: 2,
  updateRequest: 3,
  key: 4,
  pointer: 5,
  cutText: 6,
} as const;

async function converse(
  reader: ByteReader,
  viewer: Viewer,
  machine: RfbMachine,
): Promise<void> {
  for (;;) {
    const type = (await reader.takeOrEnd(1))?.[0];
    if (type === undefined) return;
    switch (type) {
      case messages.setPixelFormat:
        viewer.format = readFormat((await reader.take(19)).subarray(3));
        break;
      case messages.setEncodings: {
        const head = await reader.take(3);
        await reader.take(4 * head.readUInt16BE(1));
        break;
      }
      case messages.updateRequest: {
        const isIncremental = (await reader.take(9))[0] === 1;
        viewer.request(isIncremental);
        break;
      }
      case messages.key: {
        const event = await reader.take(7);
        if (event[0] === 1) machine.key(event.readUInt32BE(3));
        break;
      }
      case messages.pointer:
        await reader.take(5);
        break;
      case messages.cutText: {
        const head = await reader.take(7);
        await reader.take(head.readUInt32BE(3));
        break;
      }
      default:
        // QEMU, too, hangs up on what it does not know.
        return;
    }
  }
}

function readFormat(bytes: Buffer): PixelFormat {
  return {
    bytes: Math.max(1, (bytes[0] ?? 32) >> 3),
    isBigEndian: bytes[2] === 1,
    max: [bytes.readUInt16BE(4), bytes.readUInt16BE(6), bytes.readUInt16BE(8)],
    shift: [bytes[10] ?? 16, bytes[11] ?? 8, bytes[12] ?? 0],
  };
}

const frameMs = 50;

/** One who looks: asks for what is new, and is told when there is something. */
class Viewer {
  format = nativeFormat;
  readonly #channel: Channel;
  readonly #screen: Screen;
  #seen = 0;
  #isWaiting = false;
  readonly #timer: NodeJS.Timeout;

  constructor(channel: Channel, screen: Screen) {
    this.#channel = channel;
    this.#screen = screen;
    this.#timer = setInterval(() => {
      this.#tellNews();
    }, frameMs);
    this.#timer.unref();
  }

  request(isIncremental: boolean): void {
    if (isIncremental) {
      this.#isWaiting = true;
      this.#tellNews();
    } else this.#send([{ x: 0, y: 0, width, height }]);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tellNews(): void {
    if (!this.#isWaiting || this.#screen.revision === this.#seen) return;
    const changed = this.#screen.changesSince(this.#seen);
    if (changed.length > 0) this.#send(changed);
    else this.#seen = this.#screen.revision;
  }

  #send(rectangles: Rectangle[]): void {
    this.#isWaiting = false;
    this.#seen = this.#screen.revision;
    const head = Buffer.from([
      0,
      0,
      rectangles.length >> 8,
      rectangles.length & 0xff,
    ]);
    this.#channel.send(
      Buffer.concat([
        head,
        ...rectangles.flatMap((rectangle) => this.#encode(rectangle)),
      ]),
    );
  }

  #encode(rectangle: Rectangle): Buffer[] {
    const head = Buffer.alloc(12);
    head.writeUInt16BE(rectangle.x, 0);
    head.writeUInt16BE(rectangle.y, 2);
    head.writeUInt16BE(rectangle.width, 4);
    head.writeUInt16BE(rectangle.height, 6);
    const { bytes, isBigEndian, max, shift } = this.format;
    const body = Buffer.alloc(rectangle.width * rectangle.height * bytes);
    const translated = new Map<number, number>();
    let at = 0;
    for (let y = rectangle.y; y < rectangle.y + rectangle.height; y++) {
      for (let x = rectangle.x; x < rectangle.x + rectangle.width; x++) {
        const pixel = this.#screen.pixels[y * width + x] ?? 0;
        let value = translated.get(pixel);
        if (value === undefined) {
          const parts = [
            (pixel >> 16) & 0xff,
            (pixel >> 8) & 0xff,
            pixel & 0xff,
          ];
          value = parts.reduce(
            (sum, part, index) =>
              sum +
              Math.round((part * (max[index] ?? 0)) / 255) *
                2 ** (shift[index] ?? 0),
            0,
          );
          translated.set(pixel, value);
        }
        if (isBigEndian) body.writeUIntBE(value, at, bytes);
        else body.writeUIntLE(value, at, bytes);
        at += bytes;
      }
    }
    return [head, body];
  }
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Bytes by the number, as they come. */
class ByteReader {
  readonly #channel: Channel;
  #buffered: Buffer = Buffer.alloc(0);
  #isClosed = false;
  #notify: () => void = () => undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.onData((bytes) => {
      this.#buffered = Buffer.concat([this.#buffered, bytes]);
      this.#notify();
    });
    void this.#channel.closed.then(() => {
      this.#isClosed = true;
      this.#notify();
    });
  }

  /** undefined when the channel ends first. */
  takeOrEnd(count: number): Promise<Buffer | undefined> {
    return new Promise((resolve) => {
      const look = () => {
        const isThere = this.#buffered.length >= count;
        if (!isThere && !this.#isClosed) return;
        // Once answered it must not take a second time.
        this.#notify = () => undefined;
        resolve(isThere ? this.#buffered.subarray(0, count) : undefined);
        this.#buffered = this.#buffered.subarray(isThere ? count : 0);
      };
      this.#notify = look;
      look();
    });
  }

  async take(count: number): Promise<Buffer> {
    const taken = await this.takeOrEnd(count);
    if (taken === undefined) throw failure("connection closed");
    return taken;
  }
}
