import { authenticate, type Caller } from "../access.ts";
import {
  dispatch,
  isOpenToAll,
  type ApiBody,
  type ApiReply,
} from "../api/dispatch.ts";
import { ProxmoxError } from "../errors.ts";
import type { Given, GivenValue } from "../schema/validate.ts";
import type { Cluster, ClusterNode } from "../state.ts";
import { silence, type Outcome } from "./connection.ts";
import {
  compressed,
  plainAnswer,
  type HttpAnswer,
  type HttpRequest,
} from "./message.ts";
import { handshake, websocketChannel } from "./websocket.ts";

const base = "/api2";
const formats = new Set(["json", "extjs"]);
const nobody: Caller = { authid: "", userid: "", tokenid: undefined };

/** What one node answers to one request. */
export async function respond(
  cluster: Cluster,
  node: ClusterNode,
  request: HttpRequest,
): Promise<Outcome> {
  const began = Date.now();
  const [rawPath, query] = split(request.target, "?");
  const path = decoded(rawPath);
  if (!path.startsWith(base)) {
    const message = `no such file '${path}'`;
    return plainAnswer(500, message, `${message}\n`);
  }
  const [, format, rest] =
    /^\/api2\/+([a-z][a-z0-9]+)(\/.*)?$/.exec(path) ?? [];
  if (format === undefined)
    return plainAnswer(501, "no such uri", "no such uri");
  const apiPath = rest ?? "/";

  let caller = nobody;
  if (!isOpenToAll(request.method, apiPath)) {
    try {
      caller = authenticate(cluster.access, cluster.ticketKey, {
        method: request.method,
        authorization: request.headers.get("authorization"),
        cookie: request.headers.get("cookie"),
        csrf: request.headers.get("csrfpreventiontoken"),
      });
    } catch (error) {
      if (!(error instanceof ProxmoxError)) throw error;
      await passed(began, cluster.timing.unauthorizedMs);
      return plainAnswer(401, error.message.trimEnd());
    }
  }
  if (!formats.has(format)) {
    const message = `no formatter for uri ${apiPath}, ${format}`;
    return plainAnswer(501, message, message);
  }
  const given = readParameters(request, query);
  if (given === undefined)
    return plainAnswer(400, "Bad Request", "malformed JSON string");
  const reply = await dispatch(cluster, node, caller, {
    method: request.method,
    path: apiPath,
    given,
  });
  const wantsUpgrade =
    request.headers.has("upgrade") && apiPath.endsWith("websocket");
  if (wantsUpgrade && request.method === "GET") {
    const upgraded = upgrade(cluster, node, request, reply);
    if (upgraded !== undefined) return upgraded;
  }
  if (reply.status === 401) await passed(began, cluster.timing.unauthorizedMs);
  return compressed(
    formatted(reply, format),
    request.headers.get("accept-encoding"),
  );
}

/** undefined: refused for a reason that the ordinary answer gives. */
function upgrade(
  cluster: Cluster,
  node: ClusterNode,
  { headers }: HttpRequest,
  reply: ApiReply,
): Outcome | undefined {
  const refused = (message: string) =>
    plainAnswer(500, message, `${message}\n`);
  const protocol = headers.get("upgrade")?.toLowerCase() ?? "";
  if (protocol !== "websocket")
    return refused(`unable to upgrade to protocol '${protocol}'`);
  const version = headers.get("sec-websocket-version") ?? "";
  if (version !== "13")
    return refused(`unsupported websocket-version '${version}'`);
  const key = headers.get("sec-websocket-key");
  if (key === undefined) return refused("missing websocket-key");
  if (reply.status !== 200) return undefined;
  const { port } = reply.body?.data as { port: string };
  const connect = cluster.consoles.take(node.name, Number(port));
  // pveproxy cannot reach the port, logs so, and forgets to answer.
  if (connect === undefined) return silence;
  return {
    takeOver: (socket, rest) => {
      socket.write(handshake(key, headers.get("sec-websocket-protocol")));
      connect(websocketChannel(socket, rest));
    },
  };
}

/** Every refusal takes as long, so that nothing can be learnt from it. */
async function passed(began: number, milliseconds: number): Promise<void> {
  const left = began + milliseconds - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}

const json = "application/json;charset=UTF-8";

function formatted(reply: ApiReply, format: string): HttpAnswer {
  const { status, reason, body, isProxied, download } = reply;
  if (download !== undefined) {
    return {
      status,
      reason,
      headers: [
        ["Content-Type", download.contentType],
        ["Content-Disposition", download.disposition],
      ],
      body: Buffer.from(download.text, "utf8"),
      isProxied,
      closes: false,
    };
  }
  if (body === undefined) return plainAnswer(status, reason);
  if (format === "extjs") return extjs(reply, body);
  return {
    status,
    reason,
    headers: [["Content-Type", json]],
    body: Buffer.from(JSON.stringify(body), "utf8"),
    isProxied,
    closes: status >= 400,
  };
}

/** Always 200; whether it went well is in the body. */
function extjs({ status, isProxied }: ApiReply, body: ApiBody): HttpAnswer {
  const text = JSON.stringify(
    status === 200 ? { success: 1, ...body } : { success: 0, status, ...body },
  );
  return {
    status: 200,
    reason: "OK",
    headers: [["Content-Type", json]],
    body: Buffer.from(text, "utf8"),
    isProxied,
    closes: false,
  };
}

/** The query beats the body; `_dc` is there to beat caches and means nothing. */
function readParameters(
  request: HttpRequest,
  query: string,
): Given | undefined {
  const text = request.body.toString("utf8");
  const isJson =
    request.headers.get("content-type")?.startsWith("application/json") ===
    true;
  const body = text === "" ? {} : isJson ? parsedJson(text) : parsedForm(text);
  if (body === undefined) return undefined;
  const given = { ...body, ...parsedForm(query) };
  delete given._dc;
  return given;
}

function parsedJson(text: string): Given | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Given)
      : undefined;
  } catch {
    return undefined;
  }
}

function parsedForm(text: string): Given {
  const given: Given = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before: GivenValue | undefined = given[name];
    if (before === undefined) given[name] = value;
    else
      given[name] = Array.isArray(before)
        ? [...before, value]
        : [before, value];
  }
  return given;
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** As bytes first: what is no escape, or no UTF-8, stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
