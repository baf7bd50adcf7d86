import { AppError } from "../contract/errors.ts";
import type { Caller } from "./caller.ts";
import { callerClient } from "./clients.ts";
import { dataOf } from "./databaseError.ts";

/** Whether the caller may act as an administrator now: where the operator wants a second factor, only in a session that has passed it. */
export async function isAdmin(caller: Caller): Promise<boolean> {
  return await dataOf(callerClient(caller).rpc("is_admin"));
}

/** Refuses everybody else before anything is looked at. */
export async function requireAdmin(caller: Caller): Promise<void> {
  if (!(await isAdmin(caller)))
    throw new AppError("forbidden", "Only administrators may do this");
}
