import type { Caller } from "./caller.ts";
import { callerClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

/** Whether the caller may act as an administrator now: where the operator wants a second factor, only in a session that has passed it. */
export async function isAdmin(caller: Caller): Promise<boolean> {
  return await dataOf(callerClient(caller).rpc("is_admin"));
}
