import * as z from "zod/mini";
import { auditOutcomeSchema, type AuditAction } from "@contract/audit.ts";
import { queryDatabase } from "@/lib/database.ts";

const nullableText = z.nullable(z.string());

/** public.audit_log, as people may read it. */
const activityRowSchema = z.object({
  id: z.number(),
  at: z.string(),
  actor: nullableText,
  owner: nullableText,
  action: z.string(),
  outcome: auditOutcomeSchema,
  error_code: nullableText,
  server_id: nullableText,
  server_name: nullableText,
  node: nullableText,
  vmid: z.nullable(z.number()),
  upid: nullableText,
  request_id: nullableText,
  ip: nullableText,
  user_agent: nullableText,
  detail: z.record(z.string(), z.unknown()),
});
export type ActivityRow = z.infer<typeof activityRowSchema>;

const columns = Object.keys(activityRowSchema.shape).join(",");

export interface ActivityFilter {
  /** Undefined: everybody's, which only administrators get to see. */
  userId: string | undefined;
  serverId?: string | undefined;
  vmid?: number | undefined;
  action?: AuditAction | undefined;
  outcome?: "ok" | "denied" | "error" | undefined;
  /** ISO 8601. */
  since?: string | undefined;
}

/** The newest first; `before` is the id of the last row of the page before. */
export function readActivity(
  filter: ActivityFilter,
  page: { before?: number | undefined; size: number },
  signal?: AbortSignal,
): Promise<ActivityRow[]> {
  return queryDatabase(z.array(activityRowSchema), (database) => {
    const { userId, serverId, vmid, action, outcome, since } = filter;
    let query = database
      .from("audit_log")
      .select(columns)
      .order("id", { ascending: false })
      .limit(page.size);
    if (userId !== undefined)
      query = query.or(`owner.eq.${userId},actor.eq.${userId}`);
    if (serverId !== undefined) query = query.eq("server_id", serverId);
    if (vmid !== undefined) query = query.eq("vmid", vmid);
    if (action !== undefined) query = query.eq("action", action);
    if (outcome !== undefined) query = query.eq("outcome", outcome);
    if (since !== undefined) query = query.gte("at", since);
    if (page.before !== undefined) query = query.lt("id", page.before);
    if (signal) query = query.abortSignal(signal);
    return query.throwOnError();
  });
}

const peopleSchema = z.array(
  z.object({ id: z.string(), email: nullableText, name: z.string() }),
);
export type Person = z.infer<typeof peopleSchema>[number];

/** An address of the web has its limits, and the ids stand in one. */
const idsAtOnce = 100;

/** Who stands behind these ids. Administrators learn it of everybody, others of themselves. */
export async function readPeople(
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Person[]> {
  const people: Person[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce) {
    const found = await queryDatabase(peopleSchema, (database) => {
      const query = database
        .from("profiles")
        .select("id,email,name")
        .in("id", ids.slice(at, at + idsAtOnce));
      return (signal ? query.abortSignal(signal) : query).throwOnError();
    });
    people.push(...found);
  }
  return people;
}
