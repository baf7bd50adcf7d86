import { toast } from "@/lib/toast.ts";
import type { AppError } from "@/lib/types.ts";

/** Longer than the windows that most limits count in; whoever has to wait for an hour wants to know at once. */
const longestWaitSeconds = 60;
/** A person in many tabs can meet the next limit right after the last. */
const maxWaits = 3;

/**
 * Waits out a "too many requests" instead of failing with it, and says so once for all who wait. False where that is not to be: the
 * failure is another one, or would take too long to pass. Nothing was done that a second try could do twice.
 */
export async function waitForLimit(
  { code, retryAfterSeconds }: AppError,
  waits: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (
    code !== "rate_limited" ||
    retryAfterSeconds === undefined ||
    retryAfterSeconds > longestWaitSeconds ||
    waits >= maxWaits
  )
    return false;

  const milliseconds = retryAfterSeconds * 1000;
  toast.info("A short break", {
    id: "rate-limited",
    description: `Muster was asked more often than its operator allows. It goes on by itself in ${String(Math.ceil(retryAfterSeconds))} s.`,
    duration: milliseconds,
  });
  await pause(milliseconds, signal);
  return true;
}

function pause(
  milliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
