import type { ConsoleGuest, ConsoleKind } from "../contract/console.ts";
import { AppError } from "../contract/errors.ts";
import { hostWithPort } from "../contract/host.ts";
import { tokenIdOf } from "../contract/servers.ts";
import { authorization, connect, type ProxmoxClient } from "./client.ts";
import { explainAnswer, explainFault } from "./failures.ts";
import { askGuest, type Guest, type Permit } from "./guest.ts";
import { type ApiPath, apiPath } from "./path.ts";
import { consoleProxySchema, guestStatusSchema } from "./responses.ts";
import type { ProxmoxTarget } from "./target.ts";
import {
  addressPolicyFromEnvironment,
  type AddressPolicy,
  isIpAddress,
  type ResolveDns,
} from "./transport/address.ts";
import { TransportFault } from "./transport/fault.ts";
import { openPool } from "./transport/http.ts";
import { openStream } from "./transport/open.ts";
import {
  openWebSocket,
  type ProxmoxSocket,
  UpgradeRefused,
} from "./transport/websocket.ts";
import { within } from "./transport/within.ts";

const upgradeTimeoutMs = 5_000;
/** termproxy itself waits 10 s for the line that logs in. */
const loginTimeoutMs = 8_000;
/** VNC's authentication reads no more of a password (RFC 6143, section 7.2.2). */
const vncPasswordLength = 8;

/** What Proxmox VE tells of a guest right now; all of it is unknown where the token may not see it. */
export interface GuestState extends ConsoleGuest {
  isStopped: boolean;
  /** Where it is: it may have moved since it was named. */
  node: string;
}

export interface OpenConsole {
  socket: ProxmoxSocket;
  /** Of VNC, for this one session. */
  password: string | undefined;
}

/** One console of one server: every call of it goes to the same address. */
export interface ConsoleClient {
  readGuest(
    guest: Guest,
    permit: Permit,
    timeoutMs?: number,
  ): Promise<GuestState>;
  open(guest: Guest, kind: ConsoleKind): Promise<OpenConsole>;
  /** Closes what was kept open for further calls, and no console. */
  end(): void;
}

/**
 * Proxmox VE opens the port of a console on the node that was asked, and only there. Where a name stands for several nodes, a second look-up
 * might lead to another one: so the name is looked up once.
 */
export function consoleClient(
  target: ProxmoxTarget,
  policy: AddressPolicy = addressPolicyFromEnvironment(),
): ConsoleClient {
  const { host, port, trust } = target;
  const resolveDns = isIpAddress(host) ? undefined : lookedUpOnce();
  const pool = resolveDns && openPool(host, port, trust, policy, resolveDns);
  const client = connect(target, { policy, ...(pool && { pool }) });
  const dial = () => openStream(host, port, trust, policy, resolveDns);

  return {
    readGuest: ({ node, type, vmid }, permit, timeoutMs) =>
      askGuest(client, { node, type, vmid }, permit, (at) =>
        readGuest(client, at, timeoutMs),
      ),
    async open(guest, kind) {
      try {
        return await openOnce(client, dial, guest, kind);
      } catch (error) {
        // The port waits for 10 s, and its ticket is good for 40: on a slow way both may be over. Once anew, and no more.
        if (!isTooLate(error)) throw explained(target, error, guest);
      }
      try {
        return await openOnce(client, dial, guest, kind);
      } catch (error) {
        throw explained(target, error, guest);
      }
    },
    end: () => void pool?.destroy(),
  };
}

function lookedUpOnce(): ResolveDns {
  const answers = new Map<string, Promise<string[]>>();
  return (name, type, options) => {
    const known = answers.get(type);
    if (known) return known;
    const answer = Deno.resolveDns(name, type, options);
    answers.set(type, answer);
    return answer;
  };
}

async function readGuest(
  client: ProxmoxClient,
  { node, type, vmid }: Guest,
  timeoutMs?: number,
): Promise<Omit<GuestState, "node">> {
  try {
    const { status, name, serial } = await client.get(
      apiPath`/nodes/${node}/${type}/${vmid}/status/current`,
      {},
      { schema: guestStatusSchema, ...(timeoutMs && { timeoutMs }) },
    );
    return {
      isStopped: status === "stopped",
      ...(name !== undefined && { name }),
      ...(type === "qemu" &&
        status !== "stopped" && { hasSerial: serial === 1 }),
    };
  } catch (error) {
    // A console takes VM.Console, to see the guest takes VM.Audit.
    if (error instanceof AppError && error.code === "permission_denied")
      return { isStopped: false };
    throw error;
  }
}

async function openOnce(
  client: ProxmoxClient,
  dial: () => ReturnType<typeof openStream>,
  guest: Guest,
  kind: ConsoleKind,
): Promise<OpenConsole> {
  const { target } = client;
  const { node, type, vmid } = guest;
  const proxy = await client.post(
    kind === "vnc"
      ? apiPath`/nodes/${node}/${type}/${vmid}/vncproxy`
      : apiPath`/nodes/${node}/${type}/${vmid}/termproxy`,
    kind === "vnc"
      ? {
          websocket: true,
          // Before qemu-server 8.4.7 the start of the ticket, which is always the same, would be the password.
          ...(type === "qemu" && { "generate-password": true }),
        }
      : {},
    { schema: consoleProxySchema },
  );
  const query = new URLSearchParams({
    port: String(proxy.port),
    vncticket: proxy.ticket,
  });
  const socket = await openWebSocket(await dial(), {
    authority: hostWithPort(target.host, target.port),
    path: `${websocketPath(guest)}?${query}`,
    headers: { Authorization: authorization(target) },
    timeoutMs: upgradeTimeoutMs,
  });
  if (kind === "vnc") {
    const password = (proxy.password ?? proxy.ticket).slice(
      0,
      vncPasswordLength,
    );
    return { socket, password };
  }
  return {
    socket: await logIn(
      socket,
      `${proxy.user}:${proxy.ticket}\n`,
      target,
      guest,
    ),
    password: undefined,
  };
}

function websocketPath({ node, type, vmid }: Guest): ApiPath {
  return apiPath`/nodes/${node}/${type}/${vmid}/vncwebsocket`;
}

const encoder = new TextEncoder();
const ok = "OK";

/** termproxy wants a line with the ticket first: the function says it, so that the ticket goes no further. */
async function logIn(
  socket: ProxmoxSocket,
  line: string,
  target: ProxmoxTarget,
  guest: Guest,
): Promise<ProxmoxSocket> {
  try {
    socket.send(encoder.encode(line));
    const said = await within(loginTimeoutMs, readStart(socket));
    const start = String.fromCharCode(...said.subarray(0, ok.length));
    if (start !== ok) throw noTerminal(target, guest);
    return afterStart(socket, said.subarray(ok.length));
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** The OK, or what there is instead of it, with what came in one go with it. */
async function readStart(socket: ProxmoxSocket): Promise<Uint8Array> {
  let said = new Uint8Array();
  while (said.length < ok.length) {
    // pveproxy hangs up without a word, also without TLS's.
    const more = await socket.read().catch((error: unknown) => {
      if (error instanceof TransportFault && error.code === "reset")
        return null;
      throw error;
    });
    if (more === null) break;
    said = new Uint8Array([...said, ...more]);
  }
  return said;
}

/** What came in one go with the OK is the terminal's own already. */
function afterStart(socket: ProxmoxSocket, rest: Uint8Array): ProxmoxSocket {
  let early = rest;
  return {
    async read() {
      const bytes = early;
      early = new Uint8Array();
      return bytes.length > 0 ? bytes : await socket.read();
    },
    send: (bytes) => socket.send(bytes),
    get pendingBytes() {
      return socket.pendingBytes;
    },
    get lastHeardAt() {
      return socket.lastHeardAt;
    },
    ping: () => socket.ping(),
    close: () => socket.close(),
  };
}

/** termproxy asks POST /access/vncticket about an authid of at most this length. */
const maxAuthidLength = 64;

/** Releases before April 2026 checked the ticket as a password, and a token has none (fixed in these packages, for 8.4 and 9.1). */
function noTerminal(target: ProxmoxTarget, { type }: Guest): AppError {
  const name = `"${target.name}"`;
  if (tokenIdOf(target.token.reveal()).length > maxAuthidLength)
    return new AppError(
      "no_terminal",
      `${name} opens a terminal only for tokens whose id has at most ${String(maxAuthidLength)} characters. Use one with a shorter name, or open the screen (VNC).`,
    );
  const [eight, nine] =
    type === "qemu"
      ? ["qemu-server 8.4.7", "qemu-server 9.1.7"]
      : ["pve-container 5.3.4", "pve-container 6.1.3"];
  return new AppError(
    "no_terminal",
    `${name} opens no terminal for an API token. From ${eight} with libpve-access-control 8.2.3 on (Proxmox VE 8), or ${nine} with libpve-access-control 9.0.4 (Proxmox VE 9), it does: update the node, or open the screen (VNC).`,
  );
}

function isTooLate(error: unknown): boolean {
  return (
    isSilence(error) ||
    (error instanceof UpgradeRefused && error.status === 401)
  );
}

/** Of a connection that stands, unlike the silence of a host, whose address is told. */
function isSilence(error: unknown): boolean {
  return (
    error instanceof TransportFault &&
    error.code === "timeout" &&
    error.detail === undefined
  );
}

function explained(target: ProxmoxTarget, error: unknown, guest: Guest): Error {
  if (error instanceof UpgradeRefused) {
    if (error.status === 401)
      return new AppError(
        "pve_error",
        `"${target.name}" does not accept the ticket that it has just made. Do its nodes, or what stands before them, share one address?`,
      );
    const answer = { status: error.status, reason: "", headers: {}, body: "" };
    return explainAnswer(target, answer, websocketPath(guest));
  }
  if (isSilence(error))
    return new AppError(
      "timeout",
      `"${target.name}" opened a console and did not answer on it. Do its nodes, or what stands before them, share one address?`,
      { cause: error },
    );
  if (error instanceof AppError) return error;
  return explainFault(target, error, upgradeTimeoutMs);
}
