import type { AuthMFAVerifyResponse, GoTrueClient } from "@supabase/auth-js";
import type { AppError } from "@contract/errors.ts";
import {
  appFactors,
  assuranceLevel,
  type AuthFactor,
} from "@/lib/assurance.ts";
import { authError, type AuthFailure, type Refusal } from "@/lib/authErrors.ts";
import { auth } from "@/lib/session.ts";
import { storedSession } from "@/lib/supabase.ts";

/** An authenticator app that proves who its owner is. */
export interface Authenticator {
  id: string;
  name: string;
  created_at: string;
}

export interface Enrolment {
  id: string;
  /** An image, as an address. */
  qrCode: string;
  /** For apps that cannot scan. */
  secret: string;
  /** The same for an app on this device: "otpauth://…". */
  uri: string;
}

/** A code, and of which app it is. */
export interface AppCode {
  factorId: string;
  code: string;
}

/** What this device knows of them, without asking. */
export function knownAuthenticators(): Authenticator[] {
  return authenticatorsOf(storedSession()?.user.factors);
}

/** Null where Auth knows no second factor: its tokens then say nothing of how sure it is of their owner. */
export async function listAuthenticators(): Promise<Authenticator[] | null> {
  const client = await auth();
  const { data, error } = await client.getSession();
  if (error) throw refusal(error);
  if (data.session && assuranceLevel(data.session.access_token) === undefined)
    return null;
  const answer = await client.getUser();
  if (answer.error) throw refusal(answer.error);
  return authenticatorsOf(answer.data.user.factors);
}

/** The app counts once a code of it was given. */
export async function beginEnrolment(name: string): Promise<Enrolment> {
  const client = await auth();
  await clearAway(client);
  const { data, error } = await client.mfa.enroll({
    factorType: "totp",
    friendlyName: name,
    issuer: "Muster",
  });
  if (error) throw refusal(error);
  const { qr_code, secret, uri } = data.totp;
  // Auth's client puts the SVG into an address as it is; a "#" in it would end the picture there.
  const qrCode = qr_code.replaceAll("#", "%23");
  return { id: data.id, qrCode, secret, uri };
}

/** Enrolments that were broken off hold their name, and one of ten places, for minutes. */
async function clearAway(client: GoTrueClient): Promise<void> {
  const { data } = await client.getUser();
  for (const { id, status } of data.user?.factors ?? []) {
    if (status === "unverified") await client.mfa.unenroll({ factorId: id });
  }
}

/** The second half of a sign-in; also what makes an enrolled app count, after which Auth signs the other devices out. */
export async function giveCode(proof: AppCode): Promise<void> {
  await proveByApp(await auth(), proof);
}

/** Takes a code of this app or of another one: a lost phone has to be removable. */
export async function removeAuthenticator(
  id: string,
  proof: AppCode,
): Promise<void> {
  const client = await auth();
  await proveByApp(client, proof);
  const { error } = await client.mfa.unenroll({ factorId: id });
  if (error) throw refusal(error);
  // The session that this device has kept still lists it.
  await client.refreshSession();
}

export async function proveByApp(
  client: Pick<GoTrueClient, "mfa">,
  { factorId, code }: AppCode,
): Promise<void> {
  const { error }: AuthMFAVerifyResponse = await client.mfa.challengeAndVerify({
    factorId,
    code,
  });
  if (error) throw refusal(error);
}

function authenticatorsOf(factors: readonly AuthFactor[] = []) {
  return appFactors(factors).map(({ id, friendly_name, created_at }) => ({
    id,
    name: friendly_name ?? "",
    created_at,
  }));
}

const switchedOff: Refusal = {
  code: "forbidden",
  message: "The operator has switched two-factor sign-in off",
};

const refusals: Partial<Record<string, Refusal>> = {
  mfa_verification_failed: {
    code: "validation_failed",
    message:
      "This code is not right. Take the one shown now; if it is refused again, the clock of your phone or of this Muster is wrong",
    field: "code",
  },
  mfa_challenge_expired: {
    code: "validation_failed",
    message: "That took too long. Enter the code shown now",
    field: "code",
  },
  mfa_factor_not_found: {
    code: "not_found",
    message: "This app is no longer set up here. Sign in again",
  },
  mfa_factor_name_conflict: {
    code: "validation_failed",
    message: "You have an app of that name",
    field: "name",
  },
  too_many_enrolled_mfa_factors: {
    code: "forbidden",
    message: "You have as many apps as there may be. Remove one first",
  },
  mfa_verification_rejected: {
    code: "forbidden",
    message: "The operator's rules refuse this sign-in",
  },
  insufficient_aal: {
    code: "second_factor_required",
    message: "You signed in with your password alone",
  },
  mfa_totp_enroll_not_enabled: switchedOff,
  mfa_totp_verify_not_enabled: switchedOff,
};

function refusal(failure: AuthFailure): AppError {
  return authError(failure, refusals);
}
