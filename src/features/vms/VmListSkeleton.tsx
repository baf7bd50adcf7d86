import { useLocation } from "react-router-dom";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { viewOf } from "./useVmView.ts";

/** The outline of the toolbar and of what comes below it, so that nothing jumps when they come. */
export function VmListSkeleton() {
  const { search } = useLocation();
  return (
    <div role="status">
      <span className="sr-only">Loading the guests</span>
      <div className="mb-2 flex gap-2 pt-2">
        <Skeleton className="h-9 flex-1" />
        <Skeleton className="h-9 w-28" />
      </div>
      <Skeleton className="mb-3 h-8 w-64" />
      {viewOf(search).mode === "table" ? (
        <div className="space-y-2">
          {Array.from({ length: 14 }, (_, index) => (
            <Skeleton key={index} className="h-7" />
          ))}
        </div>
      ) : (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(17.5rem,100%),1fr))] gap-3">
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} className="h-34 rounded-lg" />
          ))}
        </div>
      )}
    </div>
  );
}
