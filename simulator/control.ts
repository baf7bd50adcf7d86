import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { faultKinds, parseFault, type Fault } from "./faults.ts";
import type { RunningCluster } from "./simulator.ts";

/** What the control endpoint can do to a simulator. */
export interface Controlled {
  readonly clusters: RunningCluster[];
  setFault(clusterName: string, fault: Fault | null): Promise<void>;
  faultOf(clusterName: string): Fault | null;
}

export interface Control {
  url: string;
  close(): Promise<void>;
}

/**
 * Faults switched on and off while the simulator runs, from this machine alone:
 * GET /clusters · GET, PUT (text such as `latency=20-118`) and DELETE /clusters/NAME/fault
 */
export async function startControl(
  simulator: Controlled,
  port: number,
): Promise<Control> {
  const server = createServer((request, response) => {
    answer(simulator, request).then(
      ([status, body]) => {
        send(response, status, body);
      },
      (error: unknown) => {
        send(response, 400, {
          error: error instanceof Error ? error.message : String(error),
        });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = body === undefined ? "" : `${JSON.stringify(body, null, 2)}\n`;
  response.writeHead(status, { "Content-Type": "application/json" }).end(text);
}

const maxBytes = 4096;

async function answer(
  simulator: Controlled,
  request: IncomingMessage,
): Promise<[number, unknown]> {
  // A web page must not be able to do this: browsers name themselves, or the host they think they talk to.
  const { hostname, pathname } = new URL(
    request.url ?? "/",
    `http://${request.headers.host ?? ""}`,
  );
  if (
    request.headers.origin !== undefined ||
    !["127.0.0.1", "localhost"].includes(hostname)
  ) {
    return [
      403,
      {
        error: "Only programs on this machine may use the simulator's control",
      },
    ];
  }
  const [, root, encoded, leaf] = pathname.split("/");
  if (root !== "clusters")
    return [
      404,
      {
        error: "There is /clusters and /clusters/NAME/fault",
        faults: faultKinds,
      },
    ];
  if (encoded === undefined) return [200, { clusters: simulator.clusters }];
  const name = decodeURIComponent(encoded);
  const isKnown = simulator.clusters.some((cluster) => cluster.name === name);
  if (!isKnown || leaf !== "fault")
    return [404, { error: `There is no cluster "${name}"` }];
  if (request.method === "PUT")
    await simulator.setFault(name, parseFault((await read(request)).trim()));
  else if (request.method === "DELETE") await simulator.setFault(name, null);
  else if (request.method !== "GET")
    return [405, { error: "GET, PUT or DELETE" }];
  return [200, { fault: simulator.faultOf(name) }];
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBytes) throw new Error("That is too much text");
  }
  return text;
}
