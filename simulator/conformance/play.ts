import { withoutSequences } from "../console/escapes.ts";
import { vncResponse } from "../console/rfb.ts";
import {
  upgrade,
  upgradeHeaders,
  type Upgraded,
} from "../testing/websocket.ts";
import { compareAnswers, type Differences } from "./compare.ts";
import type { Recording, WebsocketEvent } from "./recording.ts";
import type { Stage } from "./scene.ts";
import { exchange, type Answer } from "./wire.ts";

export const rootToken = "root@pam!test=11111111-1111-4111-8111-111111111111";
export const opsToken = "dash@pve!ops=33333333-3333-4333-8333-333333333333";

interface Proxy {
  ticket: string;
  port: string;
  user: string;
  upid: string;
  password?: string;
}

const quietMs = 700;

/** One recording, played: what must have happened before, and the request as it must read here. */
export class Play {
  readonly stage: Stage;
  readonly recording: Recording;
  path: string;
  headers: [string, string][];
  proxy: Proxy | undefined;
  #sockets: Upgraded[] = [];

  constructor(stage: Stage, recording: Recording) {
    this.stage = stage;
    this.recording = recording;
    this.path = recording.request.path;
    this.headers = recording.request.headers;
  }

  /** Calls the simulator before the recorded request is made; answers with its data. */
  async act(
    method: string,
    path: string,
    body?: string,
    token = rootToken,
  ): Promise<unknown> {
    const text = body ?? "";
    const answer = await exchange({
      port: this.stage.port,
      ca: this.stage.ca,
      method,
      path: `/api2/json${path}`,
      headers: [
        ["Host", "127.0.0.1"],
        ["Authorization", `PVEAPIToken=${token}`],
        ["Content-Type", "application/x-www-form-urlencoded"],
        ...(method === "POST" || method === "PUT"
          ? [
              ["Content-Length", String(Buffer.byteLength(text))] as [
                string,
                string,
              ],
            ]
          : []),
      ],
      body: text,
    });
    const { data } = JSON.parse(answer.body.toString("utf8")) as {
      data: unknown;
    };
    return data;
  }

  /** Waits until a task has ended, however. */
  async ended(upid: unknown): Promise<void> {
    await this.stage.cluster.tasks.find(String(upid)).done;
  }

  /** Does something and asks about that task instead of the recorded one. */
  async asksAbout(
    method: string,
    path: string,
    body?: string,
    token?: string,
  ): Promise<void> {
    const upid = String(await this.act(method, path, body, token));
    await this.ended(upid);
    this.useUpid(upid);
  }

  useUpid(upid: string): void {
    const isEncoded = this.path.includes("UPID%3A");
    this.path = this.path.replace(
      /UPID(?:%3A|:)[^/?]*/,
      isEncoded ? encodeURIComponent(upid) : upid,
    );
  }

  /** Opens a console port, for a ticket that fits here. */
  async opensConsole(path: string, token = rootToken): Promise<Proxy> {
    this.proxy = (await this.act(
      "POST",
      path,
      path.endsWith("/vncproxy") ? "websocket=1" : "",
      token,
    )) as Proxy;
    return this.proxy;
  }

  usesTicket(keepsPort = false): void {
    const { ticket = "", port = "" } = this.proxy ?? {};
    this.path = this.path.replace(
      /vncticket=[^&]*/,
      `vncticket=${encodeURIComponent(ticket)}`,
    );
    if (!keepsPort) this.path = this.path.replace(/port=\d+/, `port=${port}`);
  }

  async logsIn(): Promise<void> {
    const session = (await this.act(
      "POST",
      "/access/ticket",
      "username=dash@pve&password=secret-pw",
    )) as {
      ticket: string;
      CSRFPreventionToken: string;
    };
    this.headers = this.headers.map(([name, value]) => {
      if (name === "Cookie")
        return [name, `PVEAuthCookie=${encodeURIComponent(session.ticket)}`];
      return [
        name,
        name === "CSRFPreventionToken" ? session.CSRFPreventionToken : value,
      ];
    });
  }

  /** Only a signed-in person may open a node's shell. */
  async nodeShell(cookie: string): Promise<Proxy> {
    const { port, ca } = this.stage;
    const login = (await this.act(
      "POST",
      "/access/ticket",
      "username=dash@pve&password=secret-pw",
    )) as { CSRFPreventionToken: string };
    const answer = await exchange({
      port,
      ca,
      method: "POST",
      path: "/api2/json/nodes/pve1/termproxy",
      headers: [
        ["Host", "127.0.0.1"],
        ["Cookie", cookie],
        ["CSRFPreventionToken", login.CSRFPreventionToken],
        ["Content-Length", "0"],
      ],
      body: null,
    });
    return (JSON.parse(answer.body.toString("utf8")) as { data: Proxy }).data;
  }

  /** Comes to the open console, does what one does to get in, and goes again. */
  async visits(): Promise<void> {
    const isTerminal = this.proxy?.password === undefined;
    await this.says(
      isTerminal
        ? `${this.proxy?.user ?? ""}:${this.proxy?.ticket ?? ""}\n`
        : "RFB 003.008\n",
      isTerminal,
    );
  }

  async says(text: string, isTerminal = true): Promise<void> {
    const { port, ca } = this.stage;
    const { ticket = "", port: console = "", upid = "" } = this.proxy ?? {};
    const vmid = /:vncproxy:(\d+):/.exec(upid)?.[1] ?? "";
    const socket = await upgrade({
      port,
      ca,
      path: `/api2/json/nodes/pve1/qemu/${vmid}/vncwebsocket?port=${console}&vncticket=${encodeURIComponent(ticket)}`,
      headers: upgradeHeaders(rootToken),
      timeoutMs: quietMs,
    });
    if (isTerminal) socket.send(text);
    await socket.next();
    if (!isTerminal) await this.#logsInToScreen(socket);
    socket.close();
    await this.ended(upid);
  }

  async #logsInToScreen(socket: Upgraded): Promise<void> {
    socket.send("RFB 003.008\n");
    await socket.next();
    socket.send(Buffer.from([2]));
    const challenge = (await socket.next())?.payload;
    if (challenge === undefined) return;
    socket.send(vncResponse(this.proxy?.password ?? "", challenge));
    await socket.next();
    socket.send(Buffer.from([1]));
    await socket.next();
  }

  async run(): Promise<Differences> {
    const { response, request } = this.recording;
    try {
      if (response.status === null) return await this.#expectSilence();
      if (response.status === 101) return await this.#converse();
      const isPlain = this.recording.name.includes("plain-http");
      const { port, ca } = this.stage;
      const answer = await exchange({
        port,
        ca,
        method: request.method,
        path: this.path,
        headers: this.headers,
        body: this.#body(),
        isPlain,
      });
      return compareAnswers(this.recording, answer);
    } finally {
      for (const socket of this.#sockets) socket.close();
    }
  }

  /** A body too large for a recording was not kept. */
  #body(): string | null {
    const { body, headers } = this.recording.request;
    const length = Number(
      headers.find(([name]) => name === "Content-Length")?.[1] ?? 0,
    );
    return body ?? (length > 0 ? "x".repeat(length) : null);
  }

  async upgrades(): Promise<Upgraded> {
    const { port, ca } = this.stage;
    const socket = await upgrade({
      port,
      ca,
      path: this.path,
      headers: this.headers,
      timeoutMs: quietMs,
    });
    this.#sockets.push(socket);
    return socket;
  }

  async #expectSilence(): Promise<Differences> {
    const { head, hasEnded } = await this.upgrades();
    return head === "" && !hasEnded ? [] : [`there is an answer: ${head}`];
  }

  async #converse(): Promise<Differences> {
    const socket = await this.upgrades();
    const differences = compareAnswers(
      { ...this.recording, response: { ...this.recording.response, body: "" } },
      answerOf(socket.head),
    );
    if (differences.length > 0) return differences;
    const events = this.recording.websocket_frames ?? [];
    return this.path.includes("vncwebsocket") &&
      this.recording.name.includes("termproxy")
      ? this.#playTerminal(socket, events)
      : this.#playScreen(socket, events);
  }

  /** Terminals are compared by what a reader sees: how it was cut into frames, and the cursor's moves, are chance. */
  async #playTerminal(
    socket: Upgraded,
    events: WebsocketEvent[],
  ): Promise<Differences> {
    let expected = "";
    let actual = "";
    const catchUp = async () => {
      while (visible(actual).length < visible(expected).length) {
        const message = await socket.next();
        if (message === undefined) return;
        actual += message.payload.toString("utf8");
      }
    };
    for (const event of events) {
      if (event.dir === "server") {
        expected += bytesOf(event).toString("utf8");
        continue;
      }
      await catchUp();
      socket.send(this.#clientBytes(event));
    }
    await catchUp();
    const rest = await socket.next();
    if (rest !== undefined) actual += rest.payload.toString("utf8");
    const differences: Differences = [];
    if (visible(expected) !== visible(actual)) {
      differences.push(
        `terminal shows ${JSON.stringify(expected)}, here ${JSON.stringify(actual)}`,
      );
    }
    if (endsByServer(events) && !socket.hasEnded)
      differences.push("the connection stays open");
    return differences;
  }

  #clientBytes(event: WebsocketEvent): Buffer {
    const bytes = bytesOf(event);
    const text = bytes.toString("utf8");
    const isLogin = /^\S+:PVEVNC:/.test(text) && !text.includes("bogus");
    return isLogin
      ? Buffer.from(`${this.proxy?.user ?? ""}:${this.proxy?.ticket ?? ""}\n`)
      : bytes;
  }

  async #playScreen(
    socket: Upgraded,
    events: WebsocketEvent[],
  ): Promise<Differences> {
    const password = this.recording.name.includes("wrong-vnc-password")
      ? "wrong"
      : (this.proxy?.password ?? "");
    let last: Buffer = Buffer.alloc(0);
    for (const [index, event] of events.entries()) {
      if (event.dir === "client") {
        if (event.opcode === undefined) breakRules(socket, event.event ?? "");
        else
          socket.send(
            last.length === 16 ? vncResponse(password, last) : bytesOf(event),
            event.opcode,
          );
        continue;
      }
      const message = await socket.next();
      if (event.opcode === undefined) {
        if (message !== undefined)
          return [`a message too many: ${message.payload.toString("hex")}`];
        if (endsByServer([event]) !== socket.hasEnded)
          return [`the connection is ${socket.hasEnded ? "closed" : "open"}`];
        continue;
      }
      const expected = bytesOf(event);
      const isChallenge = expected.length === 16;
      if (message === undefined)
        return [`no message, expected ${event.hex ?? ""}`];
      if (
        message.opcode !== event.opcode ||
        (isChallenge
          ? message.payload.length !== 16
          : !message.payload.equals(expected))
      ) {
        return [
          `message ${event.hex ?? ""}, here ${message.payload.toString("hex")}`,
        ];
      }
      last = message.payload;
      // Some recordings kept the server's side alone.
      if (
        events[index + 1]?.dir === "server" &&
        this.recording.name.includes("password")
      ) {
        socket.send(reactTo(last, password));
      }
    }
    return [];
  }
}

function reactTo(message: Buffer, password: string): Buffer {
  if (message.length === 16) return vncResponse(password, message);
  return message.length === 12 ? message : Buffer.from([2]);
}

const bytesOf = ({ hex }: WebsocketEvent) => Buffer.from(hex ?? "", "hex");

const endsByServer = (events: WebsocketEvent[]) =>
  events.some(({ event }) => event?.includes("closed") === true);

const visible = (text: string) => withoutSequences(text).replace(/[\r\n]/g, "");

function breakRules(socket: Upgraded, how: string): void {
  const mask = [0, 0, 0, 0];
  if (how.startsWith("unmasked")) socket.sendRaw(Buffer.from([0x82, 1, 0x52]));
  else if (how.startsWith("rsv1"))
    socket.sendRaw(Buffer.from([0xc2, 0x81, ...mask, 0x52]));
  else socket.sendRaw(Buffer.from([0x02, 0x81, ...mask, 0x52]));
}

function answerOf(head: string): Answer {
  const [first = "", ...lines] = head.trimEnd().split("\r\n");
  const [, status = "0", reason = ""] =
    /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(first) ?? [];
  return {
    status: Number(status),
    reason,
    headers: lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(": ")),
      line.slice(line.indexOf(": ") + 2),
    ]),
    body: Buffer.alloc(0),
  };
}
