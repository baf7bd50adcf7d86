import { Skeleton } from "@/components/ui/skeleton.tsx";

/** A list of rows before it has come. `what` is in words for those who do not see it. */
export function RowsSkeleton({ what }: { what: string }) {
  return (
    <div role="status">
      <span className="sr-only">Loading {what}</span>
      <div className="space-y-px overflow-hidden rounded-lg border">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="h-11 rounded-none" />
        ))}
      </div>
    </div>
  );
}
