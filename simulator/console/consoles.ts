import { randomBytes } from "node:crypto";
import { hexTime, isSame, signature, type Caller } from "../access.ts";
import { failure } from "../errors.ts";
import type { Cluster } from "../state.ts";
import type { Work } from "../tasks.ts";

/** A connection's bytes, whatever carries them. */
export interface Channel {
  send(bytes: Uint8Array): void;
  close(): void;
  onData(listener: (bytes: Buffer) => void): void;
  /** Resolves when the other side has gone, or we have. */
  readonly closed: Promise<void>;
}

/** What talks on the port: until it returns, or the channel closes. Its failure is the task's. */
export type Program = (channel: Channel, work: Work) => Promise<void>;

export interface ConsoleOrder {
  cluster: Cluster;
  caller: Caller;
  /** The node that was asked: it opens the port, wherever the guest is. */
  node: string;
  type: string;
  id: string;
  /** What the ticket is good for: /vms/100, /nodes/pve1. */
  path: string;
  withPassword: boolean;
  program: (session: Session) => Program;
}

export interface Session {
  ticket: string;
  password: string | undefined;
  port: number;
  user: string;
  verify(user: string, ticket: string): boolean;
}

interface Listener {
  /** undefined once somebody has come, or the wait is over. */
  connect: ((channel: Channel) => void) | undefined;
}

const firstPort = 5900;
const lastPort = 5999;
const ticketSlackMs = 20_000;

/** The console ports of a cluster's nodes: each waits a while, and for one connection. */
export class Consoles {
  readonly #listeners = new Map<string, Listener>();
  readonly #issued = new Map<string, number>();

  open(order: ConsoleOrder): Session & { upid: string } {
    const { cluster, caller, node, type, id, path } = order;
    const port = this.#freePort(node);
    const password = order.withPassword ? newPassword() : undefined;
    const ticket = this.#createTicket(
      cluster,
      caller.authid,
      path,
      port,
      password,
    );
    const session: Session = {
      ticket,
      password,
      port,
      user: caller.authid,
      verify: (user, given) => this.isValid(cluster, given, user, path, port),
    };
    const program = order.program(session);
    const key = keyOf(node, port);
    const listener: Listener = { connect: undefined };
    this.#listeners.set(key, listener);
    const task = cluster.tasks.start(
      { node, type, id, caller },
      async (work) => {
        try {
          const channel = await this.#firstConnection(
            listener,
            cluster.timing.consoleListenerMs,
            work.signal,
          );
          work.signal.addEventListener("abort", () => {
            channel.close();
          });
          await program(channel, work).finally(() => {
            channel.close();
          });
        } finally {
          this.#listeners.delete(key);
        }
      },
    );
    return { ...session, upid: task.upid };
  }

  /** Whoever comes first gets the port; for all others nothing listens there. */
  take(node: string, port: number): ((channel: Channel) => void) | undefined {
    const listener = this.#listeners.get(keyOf(node, port));
    const connect = listener?.connect;
    if (listener !== undefined) listener.connect = undefined;
    return connect;
  }

  isValid(
    cluster: Cluster,
    ticket: string,
    authid: string,
    path: string,
    port: number,
  ): boolean {
    const [, prefix = "", time = "", signed = ""] =
      /^((?:[!-~]{8}:)?)PVEVNC:([0-9A-F]{8})::(.+)$/.exec(ticket) ?? [];
    const text = ticketText(prefix, time, authid, path, port);
    if (signed === "" || !isSame(signed, signature(cluster.ticketKey, text)))
      return false;
    const age =
      Date.now() - (this.#issued.get(ticket) ?? parseInt(time, 16) * 1000);
    return age < cluster.timing.consoleTicketMs && age > -ticketSlackMs;
  }

  #createTicket(
    cluster: Cluster,
    authid: string,
    path: string,
    port: number,
    password?: string,
  ): string {
    const time = hexTime();
    const prefix = password === undefined ? "" : `${password}:`;
    const ticket = `${prefix}PVEVNC:${time}::${signature(cluster.ticketKey, ticketText(prefix, time, authid, path, port))}`;
    this.#issued.set(ticket, Date.now());
    setTimeout(
      () => this.#issued.delete(ticket),
      cluster.timing.consoleTicketMs * 2,
    ).unref();
    return ticket;
  }

  #firstConnection(
    listener: Listener,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<Channel> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: Error) => {
        listener.connect = undefined;
        clearTimeout(timer);
        reject(error);
      };
      const timer = setTimeout(() => {
        giveUp(failure("connection timed out"));
      }, milliseconds);
      signal.addEventListener("abort", () => {
        giveUp(failure("received interrupt"));
      });
      listener.connect = (channel) => {
        clearTimeout(timer);
        resolve(channel);
      };
    });
  }

  #freePort(node: string): number {
    for (let port = firstPort; port <= lastPort; port++) {
      if (!this.#listeners.has(keyOf(node, port))) return port;
    }
    throw failure("unable to find free port (5900-5999)");
  }
}

const keyOf = (node: string, port: number) => `${node}:${String(port)}`;

const ticketText = (
  prefix: string,
  time: string,
  authid: string,
  path: string,
  port: number,
) => [prefix, time, authid, path, String(port)].join("|");

/** Eight characters from "!" to "~", but for the colon that ends them. */
function newPassword(): string {
  const characters = [...randomBytes(64)].map((byte) =>
    String.fromCharCode(33 + (byte % 94)),
  );
  return characters
    .filter((character) => character !== ":")
    .slice(0, 8)
    .join("");
}
