import { environment } from "@/lib/env.ts";
import { authorizedFetch } from "@/lib/session.ts";

/** A small question to the database without its client, for what every first load asks; undefined where nobody can say. */
export async function readOwnRows(
  question: string,
): Promise<Record<string, unknown>[] | undefined> {
  try {
    const response = await authorizedFetch(
      `${environment().supabaseUrl}/rest/v1/${question}`,
    );
    const rows: unknown = response.ok ? await response.json() : undefined;
    return Array.isArray(rows) ? rows : undefined;
  } catch {
    return undefined;
  }
}
