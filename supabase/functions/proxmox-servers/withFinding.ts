import type { Server } from "../_shared/contract/serverList.ts";
import type { Caller } from "../_shared/db/caller.ts";
import * as db from "../_shared/db/servers.ts";
import type { CallContext } from "../_shared/http/serve.ts";
import { readReceipt, type Tested } from "./receipt.ts";

/** A server that was just saved, with what the test before has found. It is saved: what cannot be noted takes nothing back. */
export async function withFinding(
  server: Server,
  receipt: string | undefined,
  token: Tested["token"],
  caller: Caller,
  { log }: Pick<CallContext, "log">,
): Promise<Server> {
  if (receipt === undefined) return server;
  const { host, port } = server;
  try {
    const tested = { userId: caller.userId, host, port, token };
    const finding = await readReceipt(receipt, tested);
    return finding ? await db.recordTest(caller, server.id, finding) : server;
  } catch (error) {
    log(error);
    return server;
  }
}
