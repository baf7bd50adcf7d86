import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Answer {
  status: number;
  reason: string;
  headers: [string, string][];
  body: Buffer;
}

export interface Question {
  port: number;
  ca: string;
  method: string;
  path: string;
  headers: [string, string][];
  body: string | null;
  isPlain?: boolean;
}

const patienceMs = 20_000;

/** One request, byte for byte as given, and the answer as it came. */
export function exchange({
  port,
  ca,
  method,
  path,
  headers,
  body,
  isPlain,
}: Question): Promise<Answer> {
  const socket: Socket =
    isPlain === true
      ? connectTcp({ host: "127.0.0.1", port })
      : connectTls({ host: "127.0.0.1", port, ca });
  const lines = headers
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines}\r\n${body ?? ""}`);
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const finish = (isOver: boolean) => {
      const answer = parseAnswer(received, isOver);
      if (answer !== undefined) {
        socket.destroy();
        resolve(answer);
      } else if (isOver)
        reject(
          new Error(
            `The answer broke off: ${received.toString("utf8", 0, 200)}`,
          ),
        );
    };
    socket.setTimeout(patienceMs, () => {
      socket.destroy();
      reject(new Error("There was no answer"));
    });
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      finish(false);
    });
    socket.on("end", () => {
      finish(true);
    });
    socket.on("error", reject);
  });
}

function parseAnswer(bytes: Buffer, isOver: boolean): Answer | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("utf8", 0, end).split("\r\n");
  const [, status = "", reason = ""] =
    /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(first) ?? [];
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(": ");
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  const length = headers.find(([name]) => name === "Content-Length")?.[1];
  const body = bytes.subarray(end + 4);
  if (length === undefined ? !isOver : body.length < Number(length))
    return undefined;
  return { status: Number(status), reason, headers, body };
}
