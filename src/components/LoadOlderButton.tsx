import { Button } from "@/components/ui/button.tsx";

interface LoadOlderButtonProps {
  /** A query of pages. */
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
  /** What is listed, in the plural. */
  what: string;
}

/** Below a list whose newest entries come first; nothing once the oldest are there. */
export function LoadOlderButton({ query, what }: LoadOlderButtonProps) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (!hasNextPage) return null;
  return (
    <div className="mt-4 flex justify-center">
      <Button
        variant="outline"
        disabled={isFetchingNextPage}
        onClick={() => void fetchNextPage()}
      >
        {isFetchingNextPage ? "Loading …" : `Load older ${what}`}
      </Button>
    </div>
  );
}
