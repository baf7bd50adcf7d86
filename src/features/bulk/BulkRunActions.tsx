import { useState, type ReactNode } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button.tsx";
import { useNow } from "@/hooks/useNow.ts";
import { vmQueries } from "@/hooks/useVms.ts";
import {
  cancelWaiting,
  countStates,
  lookAgain,
  releaseHold,
  retryItems,
  type BulkRun,
} from "@/lib/bulkRun.ts";
import type { BulkView } from "@/lib/bulkSession.ts";
import { counted } from "@/lib/counted.ts";
import { formatCount } from "@/lib/format.ts";
import { vmKey } from "@/lib/vmKey.ts";

interface BulkRunActionsProps {
  run: BulkRun;
  drivenBy: BulkView["drivenBy"];
  onChange: (change: (run: BulkRun) => BulkRun) => void;
}

/** What a run waits for, and what can be done about it. */
export function BulkRunActions({
  run,
  drivenBy,
  onChange,
}: BulkRunActionsProps) {
  const [isAsking, setIsAsking] = useState(false);
  const queryClient = useQueryClient();
  const { waiting, failed, unknown } = countStates(run.items);
  const canLookAgain = run.items.some(
    ({ state, upid }) => state === "unknown" && upid !== undefined,
  );

  function nodeOf(key: string): string | undefined {
    return queryClient
      .getQueryData(vmQueries.fleet().queryKey)
      ?.vms.find((vm) => vmKey(vm) === key)?.node;
  }
  function retry(which: "failed" | "unknown") {
    onChange((now) => retryItems(now, which, nodeOf));
  }

  if (drivenBy === "elsewhere") {
    return (
      <Foot>
        <p className="text-muted-foreground">
          Another tab of this browser drives this.
        </p>
      </Foot>
    );
  }
  if (isAsking && unknown > 0) {
    return (
      <Foot>
        <p>
          {counted(unknown, "guest")} may have done it already. Send it again
          all the same?
        </p>
        <Button
          variant="outline"
          size="sm"
          onClick={() => {
            setIsAsking(false);
          }}
        >
          No
        </Button>
        <Button
          variant="destructive"
          size="sm"
          onClick={() => {
            setIsAsking(false);
            retry("unknown");
          }}
        >
          Send again
        </Button>
      </Foot>
    );
  }
  if (waiting + failed + unknown === 0) return null;
  return (
    <Foot>
      {waiting > 0 && run.heldBecause !== undefined && (
        <p>
          {run.heldBecause.replace(/\.?$/, ".")} {counted(waiting, "guest")} not
          sent.
        </p>
      )}
      {run.pausedUntil !== undefined && <Pause until={run.pausedUntil} />}
      {waiting > 0 && (
        <Button
          variant="outline"
          size="sm"
          onClick={() => {
            onChange(cancelWaiting);
          }}
        >
          {run.heldBecause === undefined
            ? `Cancel the ${formatCount(waiting)} not sent`
            : "Do not send"}
        </Button>
      )}
      {waiting > 0 && run.heldBecause !== undefined && (
        <Button
          size="sm"
          onClick={() => {
            onChange(releaseHold);
          }}
        >
          Send {formatCount(waiting)} now
        </Button>
      )}
      {canLookAgain && (
        <Button
          variant="outline"
          size="sm"
          onClick={() => {
            onChange(lookAgain);
          }}
        >
          Look again
        </Button>
      )}
      {unknown > 0 && (
        <Button
          variant="outline"
          size="sm"
          onClick={() => {
            setIsAsking(true);
          }}
        >
          Send {formatCount(unknown)} unknown again …
        </Button>
      )}
      {failed > 0 && (
        <Button
          size="sm"
          onClick={() => {
            retry("failed");
          }}
        >
          Retry {formatCount(failed)} failed
        </Button>
      )}
    </Foot>
  );
}

function Foot({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t p-3 [&>p]:mr-auto [&>p]:basis-full">
      {children}
    </footer>
  );
}

function Pause({ until }: { until: number }) {
  const seconds = Math.max(1, Math.ceil((until - useNow(1000)) / 1000));
  return (
    <p className="text-muted-foreground">
      That is as much as the operator of this Muster allows a minute. It goes on
      by itself in {seconds} s.
    </p>
  );
}
