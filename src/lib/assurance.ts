interface SessionProof {
  access_token: string;
  user: { factors?: readonly AuthFactor[] | undefined };
}

/** As Auth lists it with its person. */
export interface AuthFactor {
  id: string;
  /** Only what is verified counts: an enrolment that was broken off leaves an unverified one. */
  status: string;
  factor_type: string;
  friendly_name?: string | undefined;
  created_at: string;
}

/** "aal1" is a password alone, "aal2" a code as well; undefined where Auth knows no second factor (@supabase/lite). */
export function assuranceLevel(accessToken: string): unknown {
  try {
    const [, payload = ""] = accessToken.split(".");
    const json = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    return (JSON.parse(json) as { aal?: unknown }).aal;
  } catch {
    return undefined;
  }
}

/** Its owner has an authenticator app, and has not been asked for its code yet. */
export function lacksSecondFactor({
  access_token,
  user,
}: SessionProof): boolean {
  return (
    appFactors(user.factors).length > 0 &&
    assuranceLevel(access_token) !== "aal2"
  );
}

/** The authenticator apps among them. */
export function appFactors<Factor extends AuthFactor>(
  factors: readonly Factor[] = [],
): Factor[] {
  return factors.filter(
    ({ status, factor_type }) =>
      status === "verified" && factor_type === "totp",
  );
}
