import { Skeleton } from "@/components/ui/skeleton.tsx";

export function GuestSkeleton() {
  return (
    <div role="status" className="space-y-4">
      <span className="sr-only">Loading the guest</span>
      <Skeleton className="h-4 w-48" />
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-10 w-full" />
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {Array.from({ length: 4 }, (_, index) => (
          <Skeleton key={index} className="h-20" />
        ))}
      </div>
    </div>
  );
}
