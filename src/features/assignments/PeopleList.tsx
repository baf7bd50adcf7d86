import { UserXIcon } from "lucide-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Link } from "@/components/Link.tsx";
import { QueryContent } from "@/components/QueryContent.tsx";
import { SearchInput } from "@/components/SearchInput.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { usePeopleList } from "@/hooks/useAdministration.ts";
import type { PersonRow } from "@/lib/administration.ts";
import { counted } from "@/lib/counted.ts";
import { displayText } from "@/lib/displayText.ts";
import { formatCount } from "@/lib/format.ts";
import { personLabel } from "@/lib/personLabel.ts";
import { cn } from "@/lib/utils.ts";
import { assignmentsPath } from "./assignmentsView.ts";

interface PeopleListProps {
  /** Part of a name or an address. */
  text: string;
  /** Id of the person who is shown beside the list. */
  chosen: string | undefined;
  onSearch: (text: string) => void;
}

/** Whom guests are assigned to. */
export function PeopleList({ text, chosen, onSearch }: PeopleListProps) {
  const people = usePeopleList({
    text,
    isAdminsOnly: false,
    sort: "name",
    // Whoever is not on it is found by the search.
    page: 1,
  });

  return (
    <section aria-label="People" className="space-y-2">
      <SearchInput
        label="Search people"
        placeholder="Name or e-mail address"
        value={text}
        onChange={onSearch}
      />
      <QueryContent query={people} what="the people" skeletonClassName="h-64">
        {({ rows, total }) =>
          rows.length === 0 ? (
            <EmptyState icon={UserXIcon} title="Nobody matches">
              People appear here when they have signed up.
            </EmptyState>
          ) : (
            <>
              <ul className="space-y-0.5">
                {rows.map((person) => (
                  <li key={person.id}>
                    <PersonLink
                      person={person}
                      isChosen={person.id === chosen}
                      to={assignmentsPath(person.id, text)}
                    />
                  </li>
                ))}
              </ul>
              <p className="px-2.5 text-xs text-muted-foreground empty:hidden">
                {total > rows.length &&
                  `${formatCount(total - rows.length)} more: search for them.`}
                {total === 1 && text === "" && "Nobody else has signed up yet."}
              </p>
            </>
          )
        }
      </QueryContent>
    </section>
  );
}

function PersonLink({
  person,
  isChosen,
  to,
}: {
  person: PersonRow;
  isChosen: boolean;
  to: string;
}) {
  const { name, email, is_admin, assignments, rules } = person;
  const given = [
    assignments > 0 && counted(assignments, "guest"),
    rules > 0 && counted(rules, "rule"),
  ].filter(Boolean);
  return (
    <Link
      to={to}
      aria-current={isChosen ? "true" : undefined}
      className={cn(
        "block rounded-md px-2.5 py-1.5 -outline-offset-2 hover:bg-accent pointer-coarse:min-h-11",
        isChosen && "bg-accent",
      )}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 truncate font-medium">
          {personLabel(person)}
        </span>
        {is_admin && <Badge variant="secondary">Admin</Badge>}
        <span className="ml-auto shrink-0 text-xs text-muted-foreground">
          {given.join(", ")}
        </span>
      </span>
      {name && email && (
        <span className="block truncate text-xs text-muted-foreground">
          {displayText(email)}
        </span>
      )}
    </Link>
  );
}
