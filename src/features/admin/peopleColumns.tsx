import { RelativeTime } from "@/components/RelativeTime.tsx";
import { TextLink } from "@/components/TextLink.tsx";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { PersonRow } from "@/lib/administration.ts";
import { counted } from "@/lib/counted.ts";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import { personLabel } from "@/lib/personLabel.ts";
import type { Column } from "./AdminTable.tsx";

export const peopleGrid =
  "lg:grid-cols-[minmax(0,1.7fr)_8.5rem_7.5rem_minmax(0,1fr)_minmax(0,1fr)_10rem]";

export function peopleColumns(
  ownId: string,
  onChangeAdmin: (person: PersonRow) => void,
): readonly Column<PersonRow>[] {
  return [
    {
      id: "person",
      label: "Person",
      isPlain: true,
      cell: (person) => <Name person={person} isSelf={person.id === ownId} />,
      className: "max-lg:col-span-2",
    },
    {
      id: "role",
      label: "Role",
      cell: (person) => <Role person={person} />,
    },
    {
      id: "sign-in",
      label: "Last sign-in",
      cell: ({ last_sign_in_at }) =>
        last_sign_in_at ? <RelativeTime time={last_sign_in_at} /> : "never",
      className: "text-xs",
    },
    {
      id: "servers",
      label: "Servers",
      cell: (person) => <Servers person={person} />,
      className: "text-xs",
    },
    {
      id: "assignments",
      label: "Assigned guests",
      cell: (person) => <Assignments person={person} />,
      className: "text-xs",
    },
    {
      id: "change",
      label: "Change",
      isPlain: true,
      isUnnamed: true,
      cell: (person) => (
        <Button
          size="sm"
          variant="ghost"
          className="max-lg:-ml-3"
          aria-label={`${changeLabel(person)}: ${personLabel(person)}`}
          onClick={() => {
            onChangeAdmin(person);
          }}
        >
          {changeLabel(person)}
        </Button>
      ),
      className: "max-lg:col-span-2 lg:text-right",
    },
  ];
}

function changeLabel({ is_admin }: PersonRow): string {
  return is_admin ? "Take role back" : "Make administrator";
}

function Name({ person, isSelf }: { person: PersonRow; isSelf: boolean }) {
  const label = personLabel(person);
  return (
    <>
      <p className="flex items-center gap-2">
        <span className="truncate font-medium" title={label}>
          {label}
        </span>
        {isSelf && <Badge variant="outline">You</Badge>}
      </p>
      {person.name && person.email !== null && (
        <p
          className="truncate text-xs text-muted-foreground"
          title={displayText(person.email)}
        >
          {displayText(person.email)}
        </p>
      )}
    </>
  );
}

function Role({ person }: { person: PersonRow }) {
  if (!person.is_admin)
    return <span className="text-muted-foreground">User</span>;
  return (
    <>
      <Badge>Administrator</Badge>
      {person.has_second_factor === false && (
        <p className="mt-0.5 text-xs text-muted-foreground">no second factor</p>
      )}
    </>
  );
}

function Servers({ person }: { person: PersonRow }) {
  const { id, servers, failing_servers, deactivated_servers } = person;
  if (servers === 0) return <None />;
  const path = `${paths.adminServers}?${new URLSearchParams({ owner: id })}`;
  return (
    <>
      <TextLink
        to={path}
        aria-label={`Servers of ${personLabel(person)}: ${String(servers)}`}
      >
        {counted(servers, "server")}
      </TextLink>
      {failing_servers > 0 && (
        <span className="text-destructive"> {failing_servers} failing</span>
      )}
      {deactivated_servers > 0 && (
        <span className="text-muted-foreground">
          {" "}
          {deactivated_servers} deactivated
        </span>
      )}
    </>
  );
}

function Assignments({ person }: { person: PersonRow }) {
  const { id, assignments, rules } = person;
  const words = [
    assignments > 0 && counted(assignments, "guest"),
    rules > 0 && counted(rules, "rule"),
  ].filter(Boolean);
  if (words.length === 0) return <None />;
  const path = `${paths.adminAssignments}?${new URLSearchParams({ person: id })}`;
  return (
    <TextLink
      to={path}
      aria-label={`What is assigned to ${personLabel(person)}: ${words.join(", ")}`}
    >
      {words.join(", ")}
    </TextLink>
  );
}

function None() {
  return <span className="text-muted-foreground">none</span>;
}
