import {
  createServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";
import {
  createServer as createTlsServer,
  type SecureContextOptions,
  type Server as TlsServer,
} from "node:tls";
import { randomDelay, type Fault, type FaultKind } from "../faults.ts";
import type { KeyedCertificate } from "../certificates/certificates.ts";
import type { Timing } from "../state.ts";
import { serveConnection, silence, type Outcome } from "./connection.ts";
import { plainAnswer, type HttpRequest } from "./message.ts";
import { reset } from "./spoil.ts";

export interface NodeServerOptions {
  host: string;
  timing: Timing;
  /** The way between client and server, in milliseconds there and back. */
  distanceMs: number;
  certificate: () => KeyedCertificate;
  fault: () => Fault | null;
  respond: (request: HttpRequest) => Promise<Outcome>;
}

const firstByteOfTls = 0x16;

/** One node's port 8006: TLS, and for whoever speaks plain HTTP to it a redirect. */
export class NodeServer {
  readonly #options: NodeServerOptions;
  readonly #tcp: TcpServer;
  readonly #tls: TlsServer;
  readonly #sockets = new Set<Socket>();
  #presented: string | undefined;
  #port = 0;

  constructor(options: NodeServerOptions) {
    this.#options = options;
    this.#tcp = createServer({ noDelay: true }, (socket) => {
      this.#accept(socket);
    });
    this.#tls = createTlsServer({});
    this.#tls.on("secureConnection", (socket) => {
      this.#serve(socket);
    });
    this.#tls.on("tlsClientError", (_, socket) => {
      socket.destroy();
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Listens on the port it had, on the wanted one, or on any that is free. */
  async listen(wanted = this.#port): Promise<void> {
    if (this.#tcp.listening) return;
    await new Promise<void>((resolve, fail) => {
      this.#tcp.once("error", fail);
      this.#tcp.listen(wanted, this.#options.host, () => {
        this.#tcp.off("error", fail);
        resolve();
      });
    });
    this.#port = (this.#tcp.address() as AddressInfo).port;
  }

  /** Stops listening; who connects now is refused. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (!this.#tcp.listening) return;
    await new Promise<void>((resolve) => {
      this.#tcp.close(() => {
        resolve();
      });
    });
  }

  /** Connections made before a fault began must not outlive it unharmed. */
  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    const fault = this.#options.fault();
    if (fault?.kind === "silent") return;
    if (fault?.kind === "reset-connect") {
      reset(socket);
      return;
    }
    const timer = setTimeout(
      () => socket.destroy(),
      this.#options.timing.headersMs,
    );
    socket.once("readable", () => {
      clearTimeout(timer);
      void this.#travel().then(() => {
        this.#recognise(socket);
      });
    });
  }

  #recognise(socket: Socket): void {
    const first = socket.read() as Buffer | null;
    if (first === null || socket.destroyed) return;
    socket.unshift(first);
    if (this.#options.fault()?.kind === "plain-http") {
      if (first[0] === firstByteOfTls)
        socket.end("HTTP/1.0 400 Bad Request\r\n\r\n");
      else this.#serve(socket);
      return;
    }
    if (first[0] !== firstByteOfTls) {
      this.#redirect(socket);
      return;
    }
    this.#present();
    this.#tls.emit("connection", socket);
  }

  /** The certificate may change while we run: by renewal, or by a fault. */
  #present(): void {
    const { certificate, key } = this.#options.certificate();
    const isOld = this.#options.fault()?.kind === "tls12";
    const presented = `${certificate}${String(isOld)}`;
    if (presented === this.#presented) return;
    this.#presented = presented;
    const context: SecureContextOptions = { cert: certificate, key };
    this.#tls.setSecureContext(
      isOld ? { ...context, maxVersion: "TLSv1.2" } : context,
    );
  }

  #serve(socket: Socket): void {
    serveConnection(socket, {
      timing: this.#options.timing,
      fault: this.#options.fault,
      respond: async (request) => {
        await this.#travel();
        return (await this.#faulty(socket)) ?? this.#options.respond(request);
      },
    });
  }

  /** What a fault answers before the request is looked at. */
  async #faulty(socket: Socket): Promise<Outcome | undefined> {
    const fault = this.#options.fault();
    if (fault?.kind === "latency") {
      const low = fault.value ?? defaultLatencyMs;
      await new Promise((resolve) =>
        setTimeout(resolve, randomDelay(low, fault.upTo ?? low)),
      );
    }
    if (fault?.kind === "reset-request") reset(socket);
    return fault === null ? undefined : answersInstead[fault.kind]?.(fault);
  }

  async #travel(): Promise<void> {
    const { distanceMs } = this.#options;
    if (distanceMs > 0)
      await new Promise((resolve) => setTimeout(resolve, distanceMs));
  }

  #redirect(socket: Socket): void {
    serveConnection(socket, {
      timing: this.#options.timing,
      fault: () => null,
      respond: ({ method, target, headers }) => {
        const isSafe = method === "GET" || method === "HEAD";
        const reason = isSafe ? "Moved Permanently" : "Permanent Redirect";
        const host =
          headers.get("host") ?? `${this.#options.host}:${String(this.#port)}`;
        return Promise.resolve({
          ...plainAnswer(isSafe ? 301 : 308, reason, reason),
          headers: [["Location", `https://${host}${target}`]],
        });
      },
    });
  }
}

const defaultLatencyMs = 1000;

const answersInstead: Partial<Record<FaultKind, (fault: Fault) => Outcome>> = {
  "silent-http": () => silence,
  "reset-request": () => silence,
  status: ({ value: status = 503 }) =>
    plainAnswer(
      status,
      reasons[status] ?? "Error",
      status >= 590 ? undefined : "",
    ),
  redirect: () => ({
    ...plainAnswer(302, "Found", ""),
    headers: [["Location", "https://elsewhere.example/api2/json/"]],
    closes: true,
  }),
};

const reasons: Record<number, string> = {
  401: "Authentication failed!",
  403: "Permission check failed",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  595: "No route to host",
  596: "Connection timed out",
  599: "Too many redirections",
};
