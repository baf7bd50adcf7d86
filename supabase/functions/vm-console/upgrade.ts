import {
  consoleProtocol,
  ticketOfProtocols,
} from "../_shared/contract/console.ts";
import { AppError, type ErrorBody } from "../_shared/contract/errors.ts";
import { redeemConsoleTicket } from "../_shared/db/consoles.ts";
import { inBackground } from "../_shared/http/background.ts";
import { allowedOriginsFromEnvironment } from "../_shared/http/cors.ts";
import { logFailure } from "../_shared/http/log.ts";
import { originOf } from "../_shared/http/origin.ts";
import { pathInFunction } from "../_shared/http/route.ts";
import { serveConsole } from "./serveConsole.ts";

const functionName = "vm-console";
/** Deno pings a browser that is silent for half of this, and gives it the other half to answer. */
const silenceSeconds = 60;

export function isUpgrade(request: Request): boolean {
  return (
    request.method === "GET" &&
    request.headers.get("upgrade")?.toLowerCase() === "websocket"
  );
}

/**
 * From a ticket to an open WebSocket. What a browser is told of a refused upgrade is nothing at all, so only what no page of ours does is
 * refused here; everything else is said in the first message.
 */
export async function upgradeToConsole(request: Request): Promise<Response> {
  const requestId = crypto.randomUUID();
  const log = (error: unknown) => {
    logFailure({
      requestId,
      function: functionName,
      method: "GET",
      path: "",
      code: error instanceof AppError ? error.code : "internal",
      cause: error instanceof AppError ? error.cause : error,
    });
  };
  try {
    const ticket = ticketOf(request);
    const redeemed = await redeemConsoleTicket(ticket);
    if (!redeemed)
      throw new AppError(
        "unauthorized",
        "This ticket was used, or is more than 30 s old",
      );
    const { socket, response } = Deno.upgradeWebSocket(request, {
      protocol: consoleProtocol,
      idleTimeout: silenceSeconds,
    });
    inBackground(
      serveConsole(socket, redeemed, {
        origin: originOf(request, requestId),
        log,
      }),
      log,
    );
    return response;
  } catch (error) {
    log(error);
    return refusal(error, requestId);
  }
}

function ticketOf(request: Request): string {
  const { pathname, searchParams } = new URL(request.url);
  if (pathInFunction(pathname, functionName) !== "")
    throw new AppError("not_found", "There is no such address");
  if (!isOwnPage(request))
    throw new AppError("forbidden", "Consoles open from Muster's pages alone");
  // Addresses are written into logs. Whatever else stands there is not read: what is opened, the ticket says.
  if ([...searchParams].some(([name, value]) => isSecret(name, value)))
    throw new AppError(
      "validation_failed",
      "A ticket or a token does not belong into an address",
    );
  const ticket = ticketOfProtocols(
    request.headers.get("sec-websocket-protocol"),
  );
  if (ticket === undefined)
    throw new AppError("unauthorized", "Ask for a ticket first");
  return ticket;
}

/** A WebSocket is no matter of CORS: who may open one is for the server to look at. */
function isOwnPage(request: Request): boolean {
  const origin = request.headers.get("origin") ?? "";
  if (allowedOriginsFromEnvironment().has(origin)) return true;
  // Without the scheme, which is https only as far as the proxy in front of us.
  const host =
    request.headers.get("x-forwarded-host") ?? request.headers.get("host");
  return URL.canParse(origin) && new URL(origin).host === host;
}

function isSecret(name: string, value: string): boolean {
  return (
    /^(?:ticket|token|jwt|access_token|authorization)$/i.test(name) ||
    /^(?:Bearer )?eyJ[\w-]+\./i.test(value)
  );
}

function refusal(error: unknown, requestId: string): Response {
  const { code, message, status } =
    error instanceof AppError
      ? error
      : new AppError("internal", "Something went wrong on our side");
  const body: ErrorBody = { error: { code, message, requestId } };
  return Response.json(body, {
    status,
    headers: { "x-request-id": requestId, "cache-control": "no-store" },
  });
}
