import { request, type Agent } from "node:https";

export interface Reply {
  status: number;
  reason: string;
  /** In the order they came, repeated ones too. */
  headers: [string, string][];
  text: string;
  body: Buffer;
}

export interface Ask {
  port: number;
  ca: string;
  token?: string;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

/** One request to a simulated node, as a careful client makes it: verified by the cluster's own CA. */
export function ask(options: Ask): Promise<Reply> {
  const { port, ca, token, method = "GET", path, body, agent } = options;
  const headers: Record<string, string> = {
    ...(token === undefined ? {} : { Authorization: `PVEAPIToken=${token}` }),
    ...(body === undefined
      ? {}
      : { "Content-Type": "application/x-www-form-urlencoded" }),
    ...(method === "GET"
      ? {}
      : { "Content-Length": String(Buffer.byteLength(body ?? "")) }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: "127.0.0.1",
        port,
        ca,
        method,
        path,
        headers,
        agent: agent ?? false,
        setDefaultHeaders: false,
      },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("error", reject);
        answer.on("end", () => {
          const received = Buffer.concat(chunks);
          const names = answer.rawHeaders.filter((_, at) => at % 2 === 0);
          resolve({
            status: answer.statusCode ?? 0,
            reason: answer.statusMessage ?? "",
            headers: names.map((name, at) => [
              name,
              answer.rawHeaders[at * 2 + 1] ?? "",
            ]),
            text: received.toString("utf8"),
            body: received,
          });
        });
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

export const dataOf = (reply: Reply): unknown =>
  (JSON.parse(reply.text) as { data: unknown }).data;
