import postgres from "postgres";

/**
 * Makes the first administrator, as the operator does on Supabase by `select private.bootstrap_admin('me@example.org')`. Returns why
 * not, or undefined.
 */
export async function bootstrapAdmin(
  connectionString: string,
  email: string,
): Promise<string | undefined> {
  const sql = postgres(connectionString, { max: 1, onnotice: () => undefined });
  try {
    await sql`select private.bootstrap_admin(${email})`;
    return undefined;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.message;
    throw error;
  } finally {
    await sql.end();
  }
}
