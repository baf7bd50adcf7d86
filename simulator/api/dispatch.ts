import type { Caller } from "../access.ts";
import { badParameters, failure, ProxmoxError } from "../errors.ts";
import { methodOf, type Method } from "../schema/schema.ts";
import { validate, type Given } from "../schema/validate.ts";
import type { Cluster, ClusterNode } from "../state.ts";
import type { Call, Extras } from "./call.ts";
import { checkPermissions } from "./permissions.ts";
import { findRoute } from "./router.ts";

export interface ApiRequest {
  method: string;
  /** Decoded, without /api2/json. */
  path: string;
  given: Given;
}

export interface ApiReply {
  status: number;
  reason: string;
  /** undefined: the answer has no body at all, as when another node cannot be reached. */
  body: ApiBody | undefined;
  /** pveproxy got it from pvedaemon or from another node. */
  isProxied: boolean;
  download?: Extras["download"];
}

export interface ApiBody {
  data: unknown;
  message?: string;
  errors?: Record<string, string>;
  total?: number;
  changes?: string;
}

/** Whoever needs no ticket: the methods open to the world. */
export const isOpenToAll = (method: string, path: string) => {
  const route = findRoute(method, path);
  return (
    route !== undefined && methodOf(route.route).permissions?.user === "world"
  );
};

/** HTTPServer.pm, rest_handler: route, permission, the right node, parameters, and only then the work. */
export async function dispatch(
  cluster: Cluster,
  asked: ClusterNode,
  caller: Caller,
  request: ApiRequest,
): Promise<ApiReply> {
  const found = findRoute(request.method, request.path);
  if (found === undefined) {
    return reply(
      501,
      `Method '${request.method} ${request.path}' not implemented`,
    );
  }
  const method = methodOf(found.route);
  try {
    const given = merged(request.given, found.params);
    checkPermissions(method, found.route, { cluster, caller, given });
    const node = nodeFor(cluster, asked, method, given);
    if (node !== asked && method.proxyto !== undefined) {
      const broken = await brokenWay(cluster, node);
      if (broken !== undefined) return broken;
    }
    const extras: Extras = {};
    const call: Call = {
      cluster,
      asked,
      node,
      caller,
      params: validate(method, given),
      extras,
    };
    const data = (await found.handler(call)) ?? null;
    return {
      status: 200,
      reason: "OK",
      body: {
        data,
        ...(extras.total ? { total: extras.total } : {}),
        ...(extras.changes === undefined ? {} : { changes: extras.changes }),
      },
      isProxied: method.protected === 1 || node !== asked,
      download: extras.download,
    };
  } catch (error) {
    if (!(error instanceof ProxmoxError)) throw error;
    return reply(error.status, error.message, error.errors);
  }
}

function reply(
  status: number,
  message: string,
  errors?: Record<string, string>,
): ApiReply {
  return {
    status,
    reason: message.split("\n", 1)[0] ?? "",
    body: { data: null, message, ...(errors === undefined ? {} : { errors }) },
    isProxied: false,
  };
}

function merged(given: Given, path: Record<string, string>): Given {
  for (const [name, value] of Object.entries(path)) {
    if (given[name] !== undefined && String(given[name]) !== value) {
      throw badParameters({
        [name]:
          "duplicate parameter (already defined in URI) with conflicting values!",
      });
    }
  }
  return { ...given, ...path };
}

function nodeFor(
  cluster: Cluster,
  asked: ClusterNode,
  method: Method,
  given: Given,
): ClusterNode {
  const name = given.node === undefined ? undefined : String(given.node);
  if (name === undefined || name === "localhost" || name === asked.name)
    return asked;
  const node = cluster.nodes.get(name);
  // vncproxy and its kin are not passed on: the node that was asked opens the port and tunnels by ssh.
  if (method.proxyto === undefined) return node ?? asked;
  if (node === undefined) {
    throw failure(
      `hostname lookup '${name}' failed - failed to get address info for: ${name}: Temporary failure in name resolution`,
    );
  }
  return node;
}

/** What pveproxy says when it cannot pass a call on: AnyEvent::HTTP's pseudo status codes, and an empty body. */
async function brokenWay(
  cluster: Cluster,
  node: ClusterNode,
): Promise<ApiReply | undefined> {
  const broken = (status: number, reason: string): ApiReply => ({
    status,
    reason,
    body: undefined,
    isProxied: false,
  });
  switch (node.reach) {
    case "up":
      return undefined;
    case "down":
      return broken(595, "Connection refused");
    case "untrusted":
      return broken(
        596,
        "error:0A000086:SSL routines::certificate verify failed",
      );
    case "hanging":
      await new Promise((resolve) =>
        setTimeout(resolve, cluster.timing.proxyMs).unref(),
      );
      return broken(596, "Connection timed out");
  }
}
