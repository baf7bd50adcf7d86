import type { GoTrueClient, Session } from "@supabase/auth-js";
import * as z from "zod/mini";
import { AppError } from "@contract/errors.ts";
import { lacksSecondFactor } from "@/lib/assurance.ts";
import { authError } from "@/lib/authErrors.ts";
import { queryDatabase } from "@/lib/database.ts";
import { proveByApp, type AppCode } from "@/lib/secondFactor.ts";
import { auth, signOut } from "@/lib/session.ts";
import { createAuthClient } from "@/lib/supabase.ts";

/** What people do with their account as a whole, for which they prove once more that it is theirs. */

export interface OwnerProof {
  email: string;
  password: string;
  /** Of who has an authenticator app. */
  appCode: AppCode | undefined;
}

/** Whoever knew the old password is out afterwards. Says whether the other devices could be signed out. */
export async function changePassword(
  proof: OwnerProof,
  password: string,
): Promise<{ othersSignedOut: boolean }> {
  const client = await signInAnew(proof);
  const { error } = await client.updateUser({
    password,
    current_password: proof.password,
  });
  if (error) throw authError(error);
  const others = await client.signOut({ scope: "others" });
  return { othersSignedOut: !others.error };
}

export async function signOutOtherDevices(): Promise<void> {
  const { error } = await (await auth()).signOut({ scope: "others" });
  if (error) throw authError(error);
}

/** Everything that belongs to this person, and no token: the database has none to give. */
export function exportOwnData(): Promise<Record<string, unknown>> {
  return queryDatabase(z.record(z.string(), z.unknown()), (database) =>
    database.rpc("export_own_data").throwOnError(),
  );
}

export async function deleteOwnAccount(proof: OwnerProof): Promise<void> {
  await signInAnew(proof);
  await queryDatabase(z.unknown(), (database) =>
    database.rpc("delete_own_account").throwOnError(),
  );
  await signOut("local", true);
}

/** A new sign-in beside the present one, which stays in force until everything is proved. */
async function signInAnew({
  email,
  password,
  appCode,
}: OwnerProof): Promise<GoTrueClient> {
  const client = await auth();
  const attempt = await createAuthClient({
    persistSession: false,
    autoRefreshToken: false,
    detectSessionInUrl: false,
    storageKey: `muster-proof-${String(Date.now())}`,
  });
  try {
    await proveByPassword(attempt, { email, password });
    await proveByCode(attempt, appCode);
    const { error } = await client.setSession(await sessionOf(attempt));
    if (error) throw authError(error);
    return client;
  } catch (error) {
    // Half a sign-in is of use to nobody.
    await attempt.signOut({ scope: "local" });
    throw error;
  } finally {
    void attempt.dispose();
  }
}

async function proveByPassword(
  attempt: GoTrueClient,
  credentials: Pick<OwnerProof, "email" | "password">,
): Promise<void> {
  const { error } = await attempt.signInWithPassword(credentials);
  if (error?.code === "invalid_credentials") {
    const message = "This is not your present password";
    throw new AppError("validation_failed", message, {
      cause: error,
      fields: { current: message },
    });
  }
  if (error) throw authError(error);
}

async function proveByCode(
  attempt: GoTrueClient,
  appCode: AppCode | undefined,
): Promise<void> {
  if (!lacksSecondFactor(await sessionOf(attempt))) return;
  if (!appCode)
    throw new AppError(
      "second_factor_required",
      "Your account has got an authenticator app meanwhile. Reload the page",
    );
  await proveByApp(attempt, appCode);
}

async function sessionOf(client: GoTrueClient): Promise<Session> {
  const { data, error } = await client.getSession();
  if (error) throw authError(error);
  if (data.session) return data.session;
  throw new AppError("unauthorized", "Your session has ended. Sign in again");
}
