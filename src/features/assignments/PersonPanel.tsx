import { ArrowLeftIcon, ShieldCheckIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { useAssignments } from "@/hooks/useAssignments.ts";
import type { AssignedPerson } from "@/lib/assignments.ts";
import { displayText } from "@/lib/displayText.ts";
import { personLabel } from "@/lib/personLabel.ts";
import { assignmentsPath } from "./assignmentsView.ts";
import { GuestsSection, type GuestsSectionProps } from "./GuestsSection.tsx";
import { RulesSection } from "./RulesSection.tsx";

export type PersonPanelProps = Omit<
  GuestsSectionProps,
  "userName" | "assignments" | "rules"
>;

/** What one person sees of the operator's server, and what is changed about it. */
export function PersonPanel({ userId, ...props }: PersonPanelProps) {
  const found = useAssignments(userId);
  const { guests, view } = props;
  return (
    <div className="min-w-0">
      <Link
        to={assignmentsPath(undefined, view.people)}
        className="mb-2 inline-flex items-center gap-1 text-muted-foreground hover:text-foreground xl:hidden pointer-coarse:min-h-11"
      >
        <ArrowLeftIcon aria-hidden className="size-4" />
        All people
      </Link>
      <QueryContent
        query={found}
        what="what is assigned"
        skeletonClassName="h-96"
      >
        {({ person, assignments, rules }) => (
          <div className="space-y-4">
            <PersonHeading person={person} />
            <RulesSection
              userId={userId}
              userName={personLabel(person)}
              rules={rules}
              guests={guests}
            />
            <GuestsSection
              {...props}
              userId={userId}
              userName={personLabel(person)}
              assignments={assignments}
              rules={rules}
            />
          </div>
        )}
      </QueryContent>
    </div>
  );
}

function PersonHeading({ person }: { person: AssignedPerson }) {
  const { name, email, isAdmin } = person;
  return (
    <div>
      <h2 className="text-base font-semibold break-words">
        {personLabel(person)}
      </h2>
      {name && email && (
        <p className="break-words text-muted-foreground">
          {displayText(email)}
        </p>
      )}
      {isAdmin && (
        <p className="mt-2 flex items-start gap-2 rounded-lg border px-3 py-2">
          <ShieldCheckIcon aria-hidden className="mt-0.5 size-4 shrink-0" />
          An administrator sees every guest of this server and may do everything
          with it. What is assigned here counts when the role is taken back.
        </p>
      )}
    </div>
  );
}
