import { Skeleton } from "@/components/ui/skeleton.tsx";

export function ChartsSkeleton() {
  return (
    <div role="status" className="grid gap-6 p-4 lg:grid-cols-2">
      <span className="sr-only">Loading the charts</span>
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} className="h-56" />
      ))}
    </div>
  );
}
