import type { ReactNode } from "react";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";

interface QueryContentProps<Data> {
  query: {
    data: Data | undefined;
    error: Error | null;
    isPending: boolean;
    isFetching: boolean;
    refetch: () => unknown;
  };
  /** What is asked for, in words for those who do not see the skeleton. */
  what: string;
  skeletonClassName: string;
  /** What was read stays while a newer reading fails, below the error. */
  children: (data: Data) => ReactNode;
}

/** A part of a page that one question fills: pending, failed, or what was read. */
export function QueryContent<Data>({
  query,
  what,
  skeletonClassName,
  children,
}: QueryContentProps<Data>) {
  const { data, error, isPending, isFetching, refetch } = query;
  if (isPending) {
    return (
      <div role="status">
        <span className="sr-only">Loading {what}</span>
        <Skeleton className={skeletonClassName} />
      </div>
    );
  }
  return (
    <div className="space-y-3">
      {error && (
        <ErrorNotice
          error={error}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {data !== undefined && children(data)}
    </div>
  );
}
