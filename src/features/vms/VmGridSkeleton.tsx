import { Skeleton } from "@/components/ui/skeleton.tsx";

/** The outline of toolbar and cards, so that nothing jumps when they come. */
export function VmGridSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading the guests</span>
      <div className="mb-4 flex gap-2 pt-2">
        <Skeleton className="h-9 flex-1" />
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(min(17.5rem,100%),1fr))] gap-3">
        {Array.from({ length: 8 }, (_, index) => (
          <Skeleton key={index} className="h-34 rounded-lg" />
        ))}
      </div>
    </div>
  );
}
