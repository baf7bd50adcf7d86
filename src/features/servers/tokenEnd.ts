import { formatDate } from "@/lib/format.ts";

const dayMs = 86_400_000;
/** Long enough to renew it at leisure. */
const soonDays = 14;

export interface TokenEnd {
  isPast: boolean;
  /** "on 3 Mar 2027, in 5 days" */
  label: string;
}

/** The end of a token, if it is near enough to be said without being asked. */
export function nearTokenEnd(
  expiresAt: string | null,
  now: number,
): TokenEnd | undefined {
  if (expiresAt === null) return undefined;
  const daysLeft = (new Date(expiresAt).getTime() - now) / dayMs;
  return daysLeft > soonDays
    ? undefined
    : { isPast: daysLeft <= 0, label: endLabel(expiresAt, now) };
}

export function endLabel(expiresAt: string, now: number): string {
  const days = Math.floor((new Date(expiresAt).getTime() - now) / dayMs);
  const inDays =
    days < 0
      ? ""
      : days === 0
        ? ", within a day"
        : days === 1
          ? ", in a day"
          : `, in ${String(days)} days`;
  return `on ${formatDate(expiresAt)}${inDays}`;
}
