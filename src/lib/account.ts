import { authError, type AuthFailure } from "@/lib/authErrors.ts";
import { auth } from "@/lib/session.ts";

/** The one door to Auth for what people do with their account. Every failure is an AppError in plain words. */

interface Credentials {
  email: string;
  password: string;
}

export async function signIn(credentials: Credentials): Promise<void> {
  const client = await auth();
  succeed(await client.signInWithPassword(credentials));
}

/** "confirm" when the operator wants the address confirmed first. */
export async function signUp(
  { name, ...credentials }: Credentials & { name: string },
  confirmedPath: string,
): Promise<"signed-in" | "confirm"> {
  const client = await auth();
  const result = await client.signUp({
    ...credentials,
    options: { data: { name }, emailRedirectTo: absolute(confirmedPath) },
  });
  succeed(result);
  return result.data.session ? "signed-in" : "confirm";
}

/** Says nothing about whether there is such an account, as Auth does not. */
export async function requestPasswordReset(
  email: string,
  resetPath: string,
): Promise<void> {
  const client = await auth();
  succeed(
    await client.resetPasswordForEmail(email, {
      redirectTo: absolute(resetPath),
    }),
  );
}

/** For who came by the link of a mail: that link was the proof. */
export async function setPassword(password: string): Promise<void> {
  const client = await auth();
  succeed(await client.updateUser({ password }));
}

/** Auth keeps a copy of the name in the session, which every page has at hand. */
export async function renameUser(name: string): Promise<void> {
  const client = await auth();
  succeed(await client.updateUser({ data: { name } }));
}

function succeed({ error }: { error: AuthFailure | null }): void {
  if (error) throw authError(error);
}

function absolute(path: string): string {
  return new URL(path, window.location.origin).href;
}
