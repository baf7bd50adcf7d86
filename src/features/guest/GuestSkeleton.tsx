import { PageHeader } from "@/components/PageHeader.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { guestNumber } from "./guestView.ts";

export function GuestSkeleton({ guest }: { guest: GuestAddress }) {
  return (
    <div role="status" className="space-y-4">
      <PageHeader title={guestNumber(guest)} />
      <span className="sr-only">Loading the guest</span>
      <Skeleton className="h-10 w-full" />
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {Array.from({ length: 4 }, (_, index) => (
          <Skeleton key={index} className="h-20" />
        ))}
      </div>
    </div>
  );
}
