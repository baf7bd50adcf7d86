import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { repository } from "./paths.ts";

const migrationsDirectory = join(repository, "supabase", "migrations");

/**
 * Applies what `supabase db push` would apply, with the same history table, so that either may go on where the other stopped.
 * Each file is one transaction; it runs as the database's owner, who is no superuser here as on Supabase.
 */
export async function applyMigrations(connectionString: string): Promise<void> {
  const sql = postgres(connectionString, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<
      { version: string }[]
    >`select version from supabase_migrations.schema_migrations`;
    const applied = new Set(rows.map((row) => row.version));
    for (const { version, name, file } of await migrationFiles()) {
      if (applied.has(version)) continue;
      const text = await readFile(join(migrationsDirectory, file), "utf8");
      await sql
        .begin(async (transaction) => {
          await transaction.unsafe(text);
          await transaction`insert into supabase_migrations.schema_migrations (version, name, statements) values (${version}, ${name}, ${[text]})`;
        })
        .catch((error: unknown) => {
          throw new Error(
            `The migration ${file} failed: ${(error as Error).message}`,
            { cause: error },
          );
        });
    }
  } finally {
    await sql.end();
  }
}

async function migrationFiles(): Promise<
  { version: string; name: string; file: string }[]
> {
  const files = await readdir(migrationsDirectory);
  return files.sort().flatMap((file) => {
    const [, version, name] = /^(\d{14})_(.+)\.sql$/.exec(file) ?? [];
    return version && name ? [{ version, name, file }] : [];
  });
}
