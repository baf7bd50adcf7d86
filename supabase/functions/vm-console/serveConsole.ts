import { audited } from "../_shared/audited.ts";
import { noSuchServer, openToken, targetOf } from "../_shared/connectServer.ts";
import {
  consoleClose,
  type ConsoleClose,
  type ConsoleFarewell,
  type ConsoleGreeting,
  type ConsoleGuest,
} from "../_shared/contract/console.ts";
import { AppError } from "../_shared/contract/errors.ts";
import type { Caller } from "../_shared/db/caller.ts";
import {
  closeConsole,
  renewConsole,
  type RedeemedTicket,
} from "../_shared/db/consoles.ts";
import type { CallContext } from "../_shared/http/serve.ts";
import {
  operatorServerName,
  operatorTarget,
} from "../_shared/operatorServer.ts";
import {
  consoleClient,
  type ConsoleClient,
  type OpenConsole,
} from "../_shared/proxmox/console.ts";
import type { Permit } from "../_shared/proxmox/guest.ts";
import type { ProxmoxTarget } from "../_shared/proxmox/target.ts";
import { relay, type RelayEnd } from "./relay.ts";

type Context = Pick<CallContext, "origin" | "log">;

const renewalMs = 20_000;
/** Without an answer of the database nobody knows whether the console may stay open. */
const maxMissedRenewals = 3;
const lastLookTimeoutMs = 3_000;

/** What ends all consoles of this worker when it comes to its end. */
const endings = new Set<(end: RelayEnd) => void>();
// At nine tenths of a worker's time, processor time or memory: soon enough for the browser to come back to another one.
addEventListener("beforeunload", () => {
  for (const end of endings) end("reconnect");
});

/** One console, from the browser's open WebSocket to its close. */
export async function serveConsole(
  browser: WebSocket,
  ticket: RedeemedTicket,
  context: Context,
): Promise<void> {
  browser.binaryType = "arraybuffer";
  // Nothing comes before our greeting.
  browser.onmessage = () => void close(browser, "misused");
  const serverName = ticket.server?.name ?? operatorServerName;
  let guest: ConsoleGuest = { serverName };
  try {
    if (!(await hasOpened(browser))) return;
    if (ticket.consoleId === undefined)
      throw new AppError(
        "too_many_consoles",
        "You have ten consoles open, which is the limit. Close one to open another.",
      );
    const { consoleId } = ticket;
    const end = await audited(
      context,
      callerOf(ticket),
      {
        action: "guest.console",
        serverId: ticket.serverId,
        serverName,
        node: ticket.node,
        vmid: ticket.vmid,
        detail: { kind: ticket.kind },
      },
      async (note) => {
        const proxmox = consoleClient(await targetOfTicket(ticket));
        try {
          const state = await proxmox.readGuest(ticket, permitOf(ticket));
          const { isStopped, ...known } = state;
          guest = { serverName, ...known };
          const at = { ...ticket, node: state.node };
          note({ node: at.node });
          if (isStopped) throw stopped(ticket);
          if (ticket.kind === "terminal" && known.hasSerial === false)
            throw noSerialPort(ticket);
          const { socket, password } = await proxmox.open(at, ticket.kind);
          greet(browser, {
            type: "open",
            consoleId,
            guest,
            ...(password !== undefined && { password }),
          });
          const startedAt = performance.now();
          const reason = await whyItEnded(
            proxmox,
            at,
            await watched(browser, socket, ticket, consoleId, context),
          );
          const seconds = Math.round((performance.now() - startedAt) / 1000);
          note({ detail: { seconds, end: reason } });
          return reason;
        } finally {
          proxmox.end();
        }
      },
    );
    if (end !== "left") await close(browser, end);
  } catch (error) {
    context.log(error);
    greet(browser, { type: "failed", error: failureOf(error), guest });
    await close(browser, "failed");
  } finally {
    if (ticket.consoleId !== undefined)
      await closeConsole(ticket.consoleId).catch(context.log);
  }
}

/** The relay, and what may end it from outside: the worker's end, and a right that is gone. */
async function watched(
  browser: WebSocket,
  socket: OpenConsole["socket"],
  { kind }: RedeemedTicket,
  consoleId: string,
  { log }: Context,
): Promise<RelayEnd> {
  let end: (end: RelayEnd) => void = () => undefined;
  const endedElsewhere = new Promise<RelayEnd>((resolve) => {
    end = resolve;
  });
  let missed = 0;
  const renewal = setInterval(() => {
    renewConsole(consoleId).then(
      (mayStay) => {
        missed = 0;
        if (!mayStay) end("accessEnded");
      },
      (error: unknown) => {
        log(error);
        missed += 1;
        if (missed >= maxMissedRenewals) end("reconnect");
      },
    );
  }, renewalMs);
  endings.add(end);
  try {
    return await relay(browser, socket, kind, endedElsewhere);
  } finally {
    clearInterval(renewal);
    endings.delete(end);
  }
}

/** Proxmox VE says no more than that a console is over; the guest tells whether it was switched off. */
async function whyItEnded(
  proxmox: ConsoleClient,
  ticket: RedeemedTicket,
  end: RelayEnd,
): Promise<ConsoleClose | "left"> {
  if (end !== "proxmoxEnded" && end !== "proxmoxLost") return end;
  const guest = await proxmox
    .readGuest(ticket, permitOf(ticket), lastLookTimeoutMs)
    .catch(() => undefined);
  if (guest?.isStopped) return "guestStopped";
  return end === "proxmoxEnded" && guest && ticket.kind === "terminal"
    ? "ended"
    : "proxmoxLost";
}

/** The rights to a guest of the operator's server may hold on one node alone, and the ticket was given for that of its guest. */
function permitOf({ serverId, type, vmid }: RedeemedTicket): Permit {
  return () => {
    if (serverId === null)
      throw new AppError(
        "not_found",
        `${nameOf({ type, vmid })} has moved to another node. Open its console from the list again`,
      );
  };
}

async function targetOfTicket(ticket: RedeemedTicket): Promise<ProxmoxTarget> {
  if (ticket.serverId === null) return operatorTarget(Deno.env);
  const { server } = ticket;
  if (!server) throw noSuchServer();
  return targetOf(server, await openToken(callerOf(ticket), server));
}

/** Whom the ticket was given to. It stands for their session: nothing is read in their name here but their own server's token. */
function callerOf({ userId }: RedeemedTicket): Caller {
  return { userId, accessToken: "", sessionId: undefined };
}

function nameOf({ type, vmid }: Pick<RedeemedTicket, "type" | "vmid">): string {
  return `${type === "qemu" ? "VM" : "CT"} ${String(vmid)}`;
}

function stopped(ticket: RedeemedTicket): AppError {
  return new AppError(
    "guest_stopped",
    `${nameOf(ticket)} is not running. Start it to see its console`,
  );
}

function noSerialPort({ vmid }: RedeemedTicket): AppError {
  return new AppError(
    "no_terminal",
    `VM ${String(vmid)} has no serial port. Add one in Proxmox VE (Hardware, Add, Serial Port) and start the VM anew, or open its screen`,
  );
}

function failureOf(error: unknown) {
  return error instanceof AppError
    ? error.toFailure()
    : ({
        code: "internal",
        message: "Something went wrong on our side",
      } as const);
}

function hasOpened(browser: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    if (browser.readyState === WebSocket.OPEN) resolve(true);
    browser.onopen = () => resolve(true);
    browser.onclose = () => resolve(false);
    // Always followed by a close.
    browser.onerror = () => undefined;
  });
}

function greet(browser: WebSocket, greeting: ConsoleGreeting): void {
  if (browser.readyState === WebSocket.OPEN)
    browser.send(JSON.stringify(greeting));
}

const farewellMs = 2_000;

/** With the reason as a message, for the browser to close on: see consoleFarewellSchema. */
async function close(browser: WebSocket, reason: ConsoleClose): Promise<void> {
  if (browser.readyState !== WebSocket.OPEN) return;
  const farewell: ConsoleFarewell = { type: "closed", reason };
  browser.send(JSON.stringify(farewell));
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, farewellMs);
    browser.onclose = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  // Once more is no harm: what is closed stays closed.
  browser.close(consoleClose[reason], reason);
}
