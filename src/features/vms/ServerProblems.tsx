import { useState } from "react";
import { ChevronDownIcon, RotateCwIcon } from "lucide-react";
import { Link } from "@/components/Link.tsx";
import { RelativeTime } from "@/components/RelativeTime.tsx";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { useIsWide } from "@/hooks/useIsWide.ts";
import { useNow } from "@/hooks/useNow.ts";
import { useRetryServer } from "@/hooks/useVms.ts";
import { displayText } from "@/lib/displayText.ts";
import {
  serverHealth,
  type FleetServer,
  type ServerFailure,
} from "@/lib/fleet.ts";
import { formatTime } from "@/lib/format.ts";
import { paths } from "@/lib/paths.ts";
import { serverNotice, type WayOut } from "@/lib/serverNotices.ts";
import { cn } from "@/lib/utils.ts";
import { withFullStop } from "@/lib/withFullStop.ts";

/** More lines than these would push the guests, which still work, out of sight; on a phone one takes a quarter of it. */
const openLines = { wide: 3, narrow: 1 };

interface ServerProblemsProps {
  servers: readonly FleetServer[];
  /** A notice above says already what they have in common. */
  isFolded?: boolean;
}

/** A line for each server that does not answer: why, since when, and the way out. */
export function ServerProblems({
  servers,
  isFolded = false,
}: ServerProblemsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const isWide = useIsWide();
  const failed = servers.filter((server) => serverHealth(server) === "down");
  if (failed.length === 0) return null;

  const most = isWide && !isFolded ? openLines.wide : openLines.narrow;
  const isLong = failed.length > most;
  return (
    <section
      aria-label="Servers with a problem"
      className="mb-4 overflow-hidden rounded-lg border border-destructive/30 bg-destructive/5 dark:bg-destructive/10"
    >
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => {
            setIsOpen(!isOpen);
          }}
          className="flex min-h-11 w-full items-center gap-2 px-3 py-2 text-left -outline-offset-2"
        >
          <StatusDot tone="bad" />
          <span className="min-w-0 flex-1">
            <span className="font-medium">{failed.length} servers</span> do not
            answer as they should{" "}
            <span className="text-muted-foreground">
              ({causesOf(failed).join(", ")})
            </span>
          </span>
          <ChevronDownIcon
            aria-hidden
            className={cn("size-4 shrink-0", isOpen && "rotate-180")}
          />
        </button>
      )}
      {(!isLong || isOpen) && (
        <ul className="max-h-80 divide-y divide-destructive/15 overflow-y-auto">
          {failed.map(
            (server) =>
              server.failure && (
                <ServerProblem
                  key={server.key}
                  server={server}
                  failure={server.failure}
                />
              ),
          )}
        </ul>
      )}
    </section>
  );
}

interface ServerProblemProps {
  server: FleetServer;
  failure: ServerFailure;
}

function ServerProblem({ server, failure }: ServerProblemProps) {
  const retry = useRetryServer();
  const { cause, title, advice, waysOut } = serverNotice(failure.error.code);
  const name = displayText(server.serverName);

  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2.5">
      <div className="flex min-w-0 flex-[1_1_20rem] gap-2">
        <StatusDot tone="bad" className="mt-1.5" />
        <div className="min-w-0">
          <p className="break-words">
            <span className="font-medium">{name}</span>: {title}{" "}
            <span className="text-muted-foreground">
              ({cause}, began <RelativeTime time={failure.since} />)
            </span>
          </p>
          <p className="text-xs break-words text-muted-foreground">
            {withFullStop(displayText(failure.error.message))}{" "}
            <span className="max-sm:hidden">{advice}</span>{" "}
            {server.readAt === undefined ? (
              "Its guests are not known yet."
            ) : (
              <>
                Its guests are shown as they were{" "}
                <RelativeTime time={server.readAt} />.
              </>
            )}{" "}
            <NextAttempt failure={failure} />
          </p>
        </div>
      </div>
      <div className="flex flex-wrap gap-2">
        {waysOut.map((wayOut) =>
          wayOut === "retry" ? (
            <Button
              key={wayOut}
              size="sm"
              variant="outline"
              disabled={retry.isPending}
              aria-label={`Retry ${name}`}
              onClick={() => {
                retry.mutate(server.serverId);
              }}
            >
              <RotateCwIcon
                aria-hidden
                className={cn(retry.isPending && "animate-spin")}
              />
              Retry
            </Button>
          ) : (
            server.serverId !== null && (
              <Button key={wayOut} size="sm" variant="outline" asChild>
                <Link
                  to={editPath(server.serverId, wayOut)}
                  aria-label={`${wayOutLabel[wayOut]}: ${name}`}
                >
                  {wayOutLabel[wayOut]}
                </Link>
              </Button>
            )
          ),
        )}
      </div>
    </li>
  );
}

/** A server that keeps failing is left alone for a while: an age that grows must not look like one that nobody looks after. */
function NextAttempt({ failure }: { failure: ServerFailure }) {
  const now = useNow(1000);
  if (failure.askAgainAt <= now) return null;
  return (
    <span className="whitespace-nowrap">
      Not asked again until {formatTime(failure.askAgainAt)}.
    </span>
  );
}

const wayOutLabel: Record<Exclude<WayOut, "retry">, string> = {
  edit: "Edit server",
  token: "Replace token",
  certificate: "Check certificate",
};

function editPath(serverId: string, field: Exclude<WayOut, "retry">): string {
  return `${paths.servers}?${new URLSearchParams({ edit: serverId, field })}`;
}

function causesOf(servers: readonly FleetServer[]): string[] {
  const counts = new Map<string, number>();
  for (const { failure } of servers) {
    const cause = failure && serverNotice(failure.error.code).cause;
    if (cause) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].map(
    ([cause, count]) => `${cause.toLowerCase()}: ${count}`,
  );
}
