import { CompassIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Link } from "@/components/Link.tsx";
import { Button } from "@/components/ui/button.tsx";
import { paths } from "@/lib/paths.ts";

/** Of an address that leads nowhere, and of one that is not for this person. */
export function NoSuchPage() {
  return (
    <>
      <title>Not found · Muster</title>
      <EmptyState
        icon={CompassIcon}
        title="There is no such page"
        headingLevel={1}
        action={
          <Button asChild>
            <Link to={paths.dashboard}>Go to the dashboard</Link>
          </Button>
        }
      >
        The address may be misspelt, or the page has moved.
      </EmptyState>
    </>
  );
}
