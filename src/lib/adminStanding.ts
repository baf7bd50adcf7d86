import * as z from "zod/mini";
import { queryDatabase } from "@/lib/database.ts";

/**
 * What this person is here at present. "needs-second-factor": an administrator whose session has not passed the second factor that this
 * installation wants of administrators; until then the database treats them as anybody else.
 */
export type AdminStanding = "admin" | "needs-second-factor" | "none";

export async function readAdminStanding(
  userId: string,
  signal: AbortSignal,
): Promise<AdminStanding> {
  const isAdmin = await queryDatabase(z.boolean(), (database) =>
    database.rpc("is_admin").abortSignal(signal).throwOnError(),
  );
  if (isAdmin) return "admin";
  return (await hasAdminRole(userId, signal)) ? "needs-second-factor" : "none";
}

/** Whether somebody has the role, whatever their session may do with it. */
export async function hasAdminRole(
  userId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const roles = await queryDatabase(
    z.array(z.object({ role: z.string() })),
    (database) =>
      database
        .from("user_roles")
        .select("role")
        .eq("user_id", userId)
        .eq("role", "admin")
        .abortSignal(signal)
        .throwOnError(),
  );
  return roles.length > 0;
}
