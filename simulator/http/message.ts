import { deflateSync, gzipSync } from "node:zlib";

export interface HttpRequest {
  method: string;
  target: string;
  /** Names in lower case; of repeated ones the last. */
  headers: Map<string, string>;
  body: Buffer;
}

export interface HttpAnswer {
  status: number;
  reason: string;
  headers: [string, string][];
  /** undefined: neither body nor Content-Length, as Proxmox answers a 401. */
  body: Buffer | undefined;
  /** pveproxy leaves pvedaemon's own Connection header in: there are two. */
  isProxied: boolean;
  closes: boolean;
}

export interface RequestHead {
  method: string;
  target: string;
  headers: Map<string, string>;
}

const maxLines = 64;
export const maxHeadBytes = 8192;

/** undefined: no HTTP, or more header than pveproxy will read. */
export function parseHead(text: string): RequestHead | undefined {
  const [first = "", ...lines] = text.split("\r\n");
  const [, method = "", target = ""] =
    /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first) ?? [];
  if (method === "" || lines.length > maxLines) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) return undefined;
    headers.set(
      line.slice(0, colon).toLowerCase(),
      line.slice(colon + 1).trim(),
    );
  }
  return { method, target, headers };
}

/** The order in which Perl's HTTP::Headers writes them: general, response, entity, then the rest. */
const order = [
  "Cache-Control",
  "Connection",
  "Date",
  "Pragma",
  "Location",
  "Server",
  "Content-Encoding",
  "Content-Length",
  "Content-Type",
  "Expires",
  "Content-Disposition",
];

export function serializeAnswer(answer: HttpAnswer): Buffer {
  const date = new Date().toUTCString();
  const headers: [string, string][] = [
    ["Cache-Control", "max-age=0"],
    ...connectionHeaders(answer),
    ["Date", date],
    ["Pragma", "no-cache"],
    ["Server", "pve-api-daemon/3.0"],
    ["Expires", date],
    ...answer.headers,
  ];
  if (answer.body !== undefined)
    headers.push(["Content-Length", String(answer.body.length)]);
  headers.sort(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const start = `HTTP/1.1 ${String(answer.status)} ${answer.reason}\r\n${head}\r\n`;
  return Buffer.concat([
    Buffer.from(start, "utf8"),
    answer.body ?? Buffer.alloc(0),
  ]);
}

function connectionHeaders({
  closes,
  isProxied,
}: HttpAnswer): [string, string][] {
  if (closes) return [["Connection", "close"]];
  const keepAlive: [string, string] = ["Connection", "Keep-Alive"];
  return isProxied ? [["Connection", "close"], keepAlive] : [keepAlive];
}

const compressedFrom = 1024;

/** Only what is worth it, and only if asked for. */
export function compressed(
  answer: HttpAnswer,
  acceptEncoding: string | undefined,
): HttpAnswer {
  const { body } = answer;
  const encoding = /\b(gzip|deflate)\b/.exec(acceptEncoding ?? "")?.[1];
  if (
    body === undefined ||
    body.length <= compressedFrom ||
    encoding === undefined
  )
    return answer;
  return {
    ...answer,
    body: encoding === "gzip" ? gzipSync(body) : deflateSync(body),
    headers: [...answer.headers, ["Content-Encoding", encoding]],
  };
}

export const plainAnswer = (
  status: number,
  reason: string,
  body?: string,
): HttpAnswer => ({
  status,
  reason,
  headers: [],
  body: body === undefined ? undefined : Buffer.from(body, "utf8"),
  isProxied: false,
  closes: status >= 400,
});
