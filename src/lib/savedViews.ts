import * as z from "zod/mini";
import { AppError } from "@contract/errors.ts";
import { serverNameSchema } from "@contract/servers.ts";
import { queryDatabase } from "@/lib/database.ts";
import { hasName } from "@/lib/errors.ts";

/** public.saved_views, as its owner may read it. `query` is the dashboard's address after "?". */
const savedViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  is_default: z.boolean(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

const columns = Object.keys(savedViewSchema.shape).join(",");

export async function listSavedViews(
  userId: string,
  signal: AbortSignal,
): Promise<SavedView[]> {
  const views = await queryDatabase(z.array(savedViewSchema), (database) =>
    database
      .from("saved_views")
      .select(columns)
      .eq("user_id", userId)
      .abortSignal(signal)
      .throwOnError(),
  );
  return views.sort((a, b) =>
    a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}

export function saveView(
  view: Pick<SavedView, "name" | "query">,
): Promise<SavedView> {
  return written(
    queryDatabase(savedViewSchema, (database) =>
      database
        .from("saved_views")
        .insert(view)
        .select(columns)
        .single()
        .throwOnError(),
    ),
  );
}

export function changeView(
  id: string,
  changes: Partial<Omit<SavedView, "id">>,
): Promise<SavedView> {
  return written(
    queryDatabase(savedViewSchema, (database) =>
      database
        .from("saved_views")
        .update(changes)
        .eq("id", id)
        .select(columns)
        .single()
        .throwOnError(),
    ),
  );
}

export async function deleteView(id: string): Promise<void> {
  await queryDatabase(z.array(z.object({ id: z.string() })), (database) =>
    database
      .from("saved_views")
      .delete()
      .eq("id", id)
      .select("id")
      .throwOnError(),
  );
}

const maxNameLength = 60;

/** Why a view cannot have that name; undefined if it can. The database looks again. */
export function viewNameError(
  name: string,
  others: readonly SavedView[],
): string | undefined {
  const parsed = z.safeParse(serverNameSchema, name);
  if (!parsed.success) return parsed.error.issues[0]?.message;
  if (parsed.data.length > maxNameLength)
    return `A name has at most ${String(maxNameLength)} characters`;
  return others.some((other) => other.name === parsed.data)
    ? "You have a view of that name"
    : undefined;
}

const refusals: Partial<Record<string, string>> = {
  "23505": "You have a view of that name",
  PT409: "You have 100 saved views. Delete one that you no longer need",
};

/** What the database refuses for reasons that only views have. */
async function written<Row>(row: Promise<Row>): Promise<Row> {
  try {
    return await row;
  } catch (error) {
    const message = refusals[databaseCode(error) ?? ""];
    throw message === undefined
      ? error
      : new AppError("validation_failed", message, { cause: error });
  }
}

function databaseCode(error: unknown): string | undefined {
  if (!(error instanceof AppError) || !hasName(error.cause, "PostgrestError"))
    return undefined;
  const { code } = error.cause as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}
