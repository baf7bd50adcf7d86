import type { ReactNode } from "react";
import { ChevronRightIcon } from "lucide-react";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import type { ActivityEvent } from "@/features/activity/activityEvents.ts";
import { actionWords, resultWords } from "@/features/activity/activityWords.ts";
import type { ActivityRow, Person } from "@/lib/activity.ts";
import { displayText } from "@/lib/displayText.ts";
import { errorWords } from "@/lib/errors.ts";
import { formatDateTime } from "@/lib/format.ts";

interface ActivityListProps {
  events: readonly ActivityEvent[];
  /** Given where the entries are not all one's own. */
  people?: ReadonlyMap<string, Person> | undefined;
  /** What servers are called now: the beginning of a thing is written before its server is looked up. */
  serverNames: ReadonlyMap<string, string>;
}

export function ActivityList({
  events,
  people,
  serverNames,
}: ActivityListProps) {
  return (
    <ol className="divide-y overflow-hidden rounded-lg border bg-card">
      {events.map(({ row, result }) => (
        <li key={row.id}>
          <details className="group">
            <summary className="flex cursor-pointer list-none items-center gap-3 px-3 py-2.5 outline-none hover:bg-accent/50 focus-visible:ring-[3px] focus-visible:ring-ring/50 focus-visible:ring-inset [&::-webkit-details-marker]:hidden">
              <ChevronRightIcon
                aria-hidden
                className="size-4 shrink-0 text-muted-foreground transition-transform group-open:rotate-90 motion-reduce:transition-none"
              />
              <div className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[12rem_minmax(0,1fr)_auto] sm:items-center">
                <span className="font-medium">{actionWords(row.action)}</span>
                <span className="truncate text-muted-foreground">
                  {subjectOf(row, serverNames, people)}
                </span>
                <span className="flex items-center gap-3 text-xs text-muted-foreground sm:justify-end">
                  <Result row={row} result={result} />
                  <RelativeTime time={row.at} />
                </span>
              </div>
            </summary>
            <Details row={row} />
          </details>
        </li>
      ))}
    </ol>
  );
}

function Result({ row, result }: ActivityEvent) {
  const { label, tone } = resultWords[result];
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <StatusDot tone={tone} />
      {label}
      {row.error_code && (
        <span className="sr-only">: {errorTitle(row.error_code)}</span>
      )}
    </span>
  );
}

function Details({ row }: { row: ActivityRow }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 border-t bg-muted/30 px-3 py-3 pl-10 text-xs [&_dd]:break-words [&_dt]:text-muted-foreground">
      <Fact name="Time">{formatDateTime(row.at)}</Fact>
      {row.error_code && (
        <Fact name="Reason">{errorTitle(row.error_code)}</Fact>
      )}
      {row.upid && <Fact name="Task">{displayText(row.upid)}</Fact>}
      {Object.entries(row.detail)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <Fact key={name} name={detailName(name)}>
            {displayText(
              typeof value === "string" ? value : JSON.stringify(value),
            )}
          </Fact>
        ))}
      {row.server_id && <Fact name="Server id">{row.server_id}</Fact>}
      {row.ip && <Fact name="Address">{row.ip}</Fact>}
      {row.user_agent && (
        <Fact name="Program">{displayText(row.user_agent)}</Fact>
      )}
      {row.request_id && <Fact name="Request">{row.request_id}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function subjectOf(
  row: ActivityRow,
  serverNames: ReadonlyMap<string, string>,
  people: ReadonlyMap<string, Person> | undefined,
): string {
  const { actor, owner } = row;
  const server =
    row.server_name ?? (row.server_id && serverNames.get(row.server_id));
  return [
    row.vmid !== null &&
      `${String(row.vmid)}${row.node ? ` on ${displayText(row.node)}` : ""}`,
    server && displayText(server),
    people && owner !== actor && owner && personName(owner, people),
    people && `by ${actor ? personName(actor, people) : "the operator"}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function personName(id: string, people: ReadonlyMap<string, Person>): string {
  const person = people.get(id);
  return person
    ? displayText(person.email ?? person.name)
    : "a deleted account";
}

function errorTitle(code: string): string {
  return (
    (errorWords as Partial<Record<string, { title: string }>>)[code]?.title ??
    code
  );
}

/** "isActive", "can_power": "Is active", "Can power". */
function detailName(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
