import * as z from "zod/mini";
import { queryDatabase } from "@/lib/database.ts";
import type { Theme } from "@/lib/theme.ts";

/** public.profiles, as its owner may read it. */
const profileSchema = z.object({
  id: z.string(),
  email: z.nullable(z.string()),
  name: z.string(),
  time_zone: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});
export type Profile = z.infer<typeof profileSchema>;

const profileColumns = Object.keys(profileSchema.shape).join(",");

export function readProfile(
  userId: string,
  signal: AbortSignal,
): Promise<Profile> {
  return queryDatabase(profileSchema, (database) =>
    database
      .from("profiles")
      .select(profileColumns)
      .eq("id", userId)
      .abortSignal(signal)
      .single()
      .throwOnError(),
  );
}

export function changeProfile(
  userId: string,
  changes: Partial<Pick<Profile, "name" | "time_zone"> & { theme: Theme }>,
): Promise<Profile> {
  return queryDatabase(profileSchema, (database) =>
    database
      .from("profiles")
      .update(changes)
      .eq("id", userId)
      .select(profileColumns)
      .single()
      .throwOnError(),
  );
}
