import { Link } from "@/components/Link.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { useGuestAudience } from "@/hooks/useAssignments.ts";
import { displayText } from "@/lib/displayText.ts";
import type { Vm } from "@/lib/types.ts";
import { vmName } from "@/lib/vmName.ts";
import { accessReasons, rightsWords } from "./accessWords.ts";
import { assignmentsPath } from "./assignmentsView.ts";
import { audienceOf, type Onlooker } from "./audience.ts";

interface AudienceDialogProps {
  vm: Vm;
  onClose: () => void;
}

/** The other way round: who sees one guest, and by what. */
export default function AudienceDialog({ vm, onClose }: AudienceDialogProps) {
  const audience = useGuestAudience(vm);
  return (
    <OpenDialog onClose={onClose}>
      <DialogHeader className="pr-8">
        <DialogTitle className="leading-6 break-words">
          Who sees {vmName(vm)}
        </DialogTitle>
        <DialogDescription>
          Beside administrators, who see all guests of this server.
        </DialogDescription>
      </DialogHeader>
      <QueryContent
        query={audience}
        what="who sees it"
        skeletonClassName="h-24"
      >
        {(found) => (
          <Onlookers onlookers={audienceOf(vm, found)} onClose={onClose} />
        )}
      </QueryContent>
    </OpenDialog>
  );
}

function Onlookers({
  onlookers,
  onClose,
}: {
  onlookers: readonly Onlooker[];
  onClose: () => void;
}) {
  if (onlookers.length === 0)
    return <p className="text-muted-foreground">Nobody else sees it.</p>;
  return (
    <ul aria-label="People" className="-mx-2 divide-y">
      {onlookers.map(({ id, name, email, access }) => (
        <li key={id}>
          <Link
            to={assignmentsPath(id)}
            onClick={onClose}
            className="flex flex-wrap items-baseline justify-between gap-x-4 rounded-md px-2 py-2 hover:bg-accent"
          >
            <span className="min-w-0">
              <span className="font-medium break-words">{name}</span>
              {email !== name && (
                <span className="block truncate text-xs text-muted-foreground">
                  {displayText(email)}
                </span>
              )}
            </span>
            <span className="text-xs text-muted-foreground">
              {access.rights && rightsWords(access.rights)} (
              {accessReasons(access)
                .map(({ label }) => label)
                .join(", ")}
              )
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
