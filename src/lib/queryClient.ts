import { MutationCache, QueryClient } from "@tanstack/react-query";
import type { ErrorCode } from "@contract/errors.ts";
import { errorWordsOf, isAbort, toAppError } from "@/lib/errors.ts";
import { toast } from "@/lib/toast.ts";

declare module "@tanstack/react-query" {
  interface Register {
    defaultError: Error;
    mutationMeta: {
      /** The screen shows the failure itself: a form, beside its fields. */
      showsError?: boolean;
    };
  }
}

/** Failures that a moment may cure. All others come back the same however often one asks. */
const passing: ReadonlySet<ErrorCode> = new Set([
  "unreachable",
  "timeout",
  "reset",
  "db_unavailable",
  "internal",
  "rate_limited",
]);

export function shouldRetry(failureCount: number, error: Error): boolean {
  const { code } = toAppError(error);
  // A device without a network says so when it has one again.
  if (code === "unreachable" && !navigator.onLine) return false;
  return failureCount < 2 && passing.has(code);
}

/** 1 s, 2 s, or what the server asks for. */
export function retryDelayMs(failureCount: number, error: Error): number {
  const { retryAfterSeconds } = toAppError(error);
  return retryAfterSeconds === undefined
    ? 1000 * 2 ** failureCount
    : Math.min(retryAfterSeconds, 60) * 1000;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: shouldRetry,
        retryDelay: retryDelayMs,
      },
    },
    mutationCache: new MutationCache({
      onError: (error, _variables, _context, mutation) => {
        if (mutation.meta?.showsError || isAbort(error)) return;
        const appError = toAppError(error);
        toast.error(errorWordsOf(appError).title, {
          description: appError.message,
        });
      },
    }),
  });
}
