import { SearchXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { displayText } from "@/lib/displayText.ts";
import type { GuestAddress } from "@/lib/guestAddress.ts";
import { paths } from "@/lib/paths.ts";
import { guestNumber } from "./guestView.ts";

interface GuestGoneProps {
  guest: GuestAddress;
  reason: Error;
}

/** The address names a guest that is not there, or not any more. */
export function GuestGone({ guest, reason }: GuestGoneProps) {
  const name = guestNumber(guest);
  return (
    <>
      <title>{`${name} · Muster`}</title>
      <EmptyState
        icon={SearchXIcon}
        headingLevel={1}
        title={`${name} is not here`}
        action={
          <Button asChild variant="outline">
            <Link to={paths.dashboard}>All guests</Link>
          </Button>
        }
      >
        {displayText(reason.message)}
      </EmptyState>
    </>
  );
}
