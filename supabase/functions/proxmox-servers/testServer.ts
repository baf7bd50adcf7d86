import { audited, type Note } from "../_shared/audited.ts";
import { openToken, targetOf } from "../_shared/connectServer.ts";
import type { EndpointRequest } from "../_shared/contract/endpoint.ts";
import { AppError } from "../_shared/contract/errors.ts";
import { hostWithPort } from "../_shared/contract/host.ts";
import { tokenIdOf, type testServer } from "../_shared/contract/servers.ts";
import type { Caller } from "../_shared/db/caller.ts";
import { takeFromLimit } from "../_shared/db/limits.ts";
import { Secret } from "../_shared/db/secret.ts";
import * as db from "../_shared/db/servers.ts";
import { inBackground } from "../_shared/http/background.ts";
import type { CallContext, Handler } from "../_shared/http/serve.ts";
import { connect } from "../_shared/proxmox/client.ts";
import {
  type ConnectionTest,
  testConnection,
} from "../_shared/proxmox/probe.ts";
import { newTrustOf, trustOfInput } from "./input.ts";
import { type Tested, writeReceipt } from "./receipt.ts";

type TestRequest = EndpointRequest<typeof testServer>;

export const test: Handler<typeof testServer> = async (
  request,
  caller,
  context,
) => {
  await takeFromLimit(caller, "test");
  const subject = { action: "server.test", ...whatIsTested(request) } as const;
  return await audited(context, caller, subject, (note) =>
    "id" in request
      ? testSaved(request, caller, context, note)
      : testUnsaved(request, caller, context),
  );
};

function whatIsTested(request: TestRequest) {
  const tokenId = request.api_token && tokenIdOf(request.api_token);
  if ("id" in request) return { serverId: request.id, detail: { tokenId } };
  const { host, port } = request;
  return {
    serverName: hostWithPort(host, port),
    detail: { host, port, tokenId },
  };
}

async function testUnsaved(
  request: Exclude<TestRequest, { id: string }>,
  caller: Caller,
  context: CallContext,
) {
  const { host, port, api_token } = request;
  const client = connect({
    serverId: null,
    name: hostWithPort(host, port),
    host,
    port,
    trust: (await trustOfInput(request)) ?? { mode: "system" },
    token: new Secret(api_token),
  });
  const result = await testConnection(client);
  const token = { given: api_token };
  const tested = { userId: caller.userId, host, port, token };
  return { ...result, receipt: await receiptFor(tested, result, context) };
}

/** The stored token goes to the stored host alone: a request names a server by its id, or an address, never both. */
async function testSaved(
  request: Extract<TestRequest, { id: string }>,
  caller: Caller,
  { log }: CallContext,
  note: Note,
) {
  const server = await db.readServer(caller, request.id);
  note({ serverName: server.name });
  const trust = await newTrustOf(server, request);
  const token =
    request.api_token === undefined
      ? await openToken(caller, server)
      : new Secret(request.api_token);
  const target = targetOf(server, token);
  const isAsSaved = request.api_token === undefined && trust === undefined;

  try {
    const result = await testConnection(
      connect({
        ...target,
        trust: trust ?? target.trust,
        isTrustSaved: trust === undefined,
      }),
    );
    if (isAsSaved) {
      inBackground(db.recordTest(caller, server.id, findingOf(result)), log);
      return { ...result, receipt: null };
    }
    const { host, port } = server;
    const token =
      request.api_token === undefined
        ? { storedOf: server.id }
        : { given: request.api_token };
    const tested = { userId: caller.userId, host, port, token };
    return { ...result, receipt: await receiptFor(tested, result, { log }) };
  } catch (error) {
    // What fails with another token or trust says nothing of the server as it is saved.
    if (isAsSaved && error instanceof AppError) {
      const outcome = { serverId: server.id, errorCode: error.code };
      inBackground(db.recordOutcomes([outcome]), log);
    }
    throw error;
  }
}

/** A test is worth its answer also where this cannot be written: an installation without its key says so when something is saved. */
async function receiptFor(
  tested: Tested,
  result: ConnectionTest,
  { log }: Pick<CallContext, "log">,
): Promise<string | null> {
  return await writeReceipt(tested, findingOf(result)).catch(
    (error: unknown) => {
      log(error);
      return null;
    },
  );
}

function findingOf(result: ConnectionTest): db.Finding {
  const { version, cluster, certificate, token } = result;
  const tokenExpiresAt = token?.expiresAt ?? null;
  return { version, cluster, certificate, tokenExpiresAt };
}
