import {
  makeAuthority,
  makeCertificate,
  type TestCertificate,
} from "../transport/testing/certificates.ts";

export interface FakeRequest {
  method: string;
  path: string;
  headers: Headers;
  body: string;
  /** Which connection it came on, from 1. */
  connection: number;
}

/** Instead of bytes: leave the connection open and silent, or end it. */
export const hold = Symbol("hold");
export const drop = Symbol("drop");

/** What goes out on the wire, byte for byte. */
export type FakeAnswer = string | Uint8Array | typeof hold | typeof drop;

/** The answer, in one piece or in several. */
export type Answering = (
  request: FakeRequest,
) =>
  | FakeAnswer
  | Promise<FakeAnswer>
  | AsyncIterable<FakeAnswer>
  | Iterable<FakeAnswer>;

export interface FakeProxmox extends AsyncDisposable {
  port: number;
  requests: FakeRequest[];
  connections: () => number;
  certificate: TestCertificate;
  authority: TestCertificate;
}

export interface FakeProxmoxOptions {
  certificate?: TestCertificate;
  hostname?: "127.0.0.1" | "::1";
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
export const authority = await makeAuthority();
const nodeCertificate = await makeCertificate({
  commonName: "pve1.example.test",
  names: ["127.0.0.1", "::1", "localhost", "pve1", "pve1.example.test"],
  issuer: authority,
});

/** A server on loopback that speaks TLS and answers what a test wants, also what no HTTP library would send. */
export function fakeProxmox(
  answer: Answering,
  options: FakeProxmoxOptions = {},
): FakeProxmox {
  const certificate = options.certificate ?? nodeCertificate;
  const listener = Deno.listenTls({
    hostname: options.hostname ?? "127.0.0.1",
    port: 0,
    cert: certificate.cert,
    key: certificate.key,
  });
  const open = new Set<Deno.Conn>();
  const conversations: Promise<void>[] = [];
  const requests: FakeRequest[] = [];
  let count = 0;

  const accept = async () => {
    for (;;) {
      const connection = await listener.accept();
      open.add(connection);
      // A client that refuses the certificate or hangs up is the test's business, not ours.
      conversations.push(
        converse(connection, ++count).catch(() => close(connection)),
      );
    }
  };
  const converse = async (connection: Deno.Conn, number: number) => {
    for (;;) {
      const request = await readRequest(connection);
      if (!request) {
        close(connection);
        return;
      }
      const received = { ...request, connection: number };
      requests.push(received);
      for await (const piece of pieces(answer(received))) {
        if (piece === hold) return;
        if (piece === drop) {
          close(connection);
          return;
        }
        await writeAll(connection, piece);
      }
    }
  };
  const close = (connection: Deno.Conn) => {
    open.delete(connection);
    try {
      connection.close();
    } catch {
      // The client was quicker.
    }
  };
  const accepting = accept().catch(() => undefined);

  return {
    port: listener.addr.port,
    requests,
    connections: () => count,
    certificate,
    authority,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      for (const connection of open) close(connection);
      await Promise.all(conversations);
    },
  };
}

async function* pieces(
  answer: ReturnType<Answering>,
): AsyncIterable<FakeAnswer> {
  const isMany =
    typeof answer === "object" &&
    !(answer instanceof Uint8Array) &&
    !(answer instanceof Promise);
  if (isMany) yield* answer;
  else yield await answer;
}

async function readRequest(
  connection: Deno.Conn,
): Promise<Omit<FakeRequest, "connection"> | undefined> {
  let text = "";
  const more = async () => {
    const buffer = new Uint8Array(65_536);
    const length = await connection.read(buffer);
    if (length !== null) text += decoder.decode(buffer.subarray(0, length));
    return length !== null;
  };
  while (!text.includes("\r\n\r\n")) if (!(await more())) return undefined;

  const [head = "", rest = ""] = text.split("\r\n\r\n", 2);
  const [line = "", ...fields] = head.split("\r\n");
  const [method = "", path = ""] = line.split(" ");
  const headers = new Headers(
    fields.map((field): [string, string] => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon), field.slice(colon + 1).trim()];
    }),
  );
  const length = Number(headers.get("content-length") ?? 0);
  text = rest;
  while (text.length < length) if (!(await more())) return undefined;
  return { method, path, headers, body: text };
}

async function writeAll(
  connection: Deno.Conn,
  piece: string | Uint8Array,
): Promise<void> {
  const bytes = typeof piece === "string" ? encoder.encode(piece) : piece;
  for (let sent = 0; sent < bytes.length;)
    sent += await connection.write(bytes.subarray(sent));
}

/** An answer as pveproxy writes it. */
export function pveAnswer(
  status: string,
  body: unknown,
  headers: Record<string, string> = {},
): string {
  const text =
    body === undefined
      ? ""
      : typeof body === "string"
        ? body
        : JSON.stringify(body);
  const lines = {
    "Cache-Control": "max-age=0",
    Connection: "Keep-Alive",
    Server: "pve-api-daemon/3.0",
    "Content-Length": String(encoder.encode(text).length),
    ...(text === ""
      ? {}
      : { "Content-Type": "application/json;charset=UTF-8" }),
    ...headers,
  };
  return `HTTP/1.1 ${status}\r\n${Object.entries(lines)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n${text}`;
}

export const data = (value: unknown): string =>
  pveAnswer("200 OK", { data: value });
