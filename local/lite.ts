/**
 * The one door to @supabase/lite. Under it lies supabase-js, which asks whoever runs Node 20 to upgrade; Muster supports Node 20,
 * and its operator did not write that import.
 */
const warn = console.warn;
console.warn = (...values: unknown[]) => {
  if (!/Node\.js 20 and below/.test(String(values[0]))) warn(...values);
};
const { App, RelationNotFoundError, SmtpEmailDriver } =
  await import("@supabase/lite");
const { createPostgresConnection } = await import("@supabase/lite/postgres");
console.warn = warn;

export {
  App,
  createPostgresConnection,
  RelationNotFoundError,
  SmtpEmailDriver,
};
