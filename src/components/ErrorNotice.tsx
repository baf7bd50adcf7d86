import { CircleAlertIcon, RotateCwIcon } from "lucide-react";
import { Copyable } from "@/components/Copyable.tsx";
import { Button } from "@/components/ui/button.tsx";
import { errorWordsOf, toAppError } from "@/lib/errors.ts";
import { cn } from "@/lib/utils.ts";
import { withFullStop } from "@/lib/withFullStop.ts";

interface ErrorNoticeProps {
  error: unknown;
  /** Offered as "Try again". */
  onRetry?: () => void;
  isRetrying?: boolean;
  className?: string;
}

/** A whole failure: what happened, what was tried, the way out, and the id under which the log knows it. */
export function ErrorNotice({
  error,
  onRetry,
  isRetrying = false,
  className,
}: ErrorNoticeProps) {
  const appError = toAppError(error);
  const { message, requestId } = appError;
  const { title, advice } = errorWordsOf(appError);

  return (
    <div
      role="alert"
      className={cn(
        "flex gap-3 rounded-lg border border-destructive/30 bg-destructive/5 p-3 text-sm dark:bg-destructive/10",
        className,
      )}
    >
      <CircleAlertIcon
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-destructive"
      />
      <div className="min-w-0 flex-1 space-y-1">
        <p className="font-medium">{title}</p>
        <p className="break-words">{withFullStop(message)}</p>
        {advice && <p className="text-muted-foreground">{advice}</p>}
        {requestId && (
          <p className="flex flex-wrap items-center gap-x-1 text-xs text-muted-foreground">
            Request <Copyable value={requestId} label="request id" />
          </p>
        )}
        {onRetry && (
          <Button
            variant="outline"
            size="sm"
            className="mt-1.5"
            disabled={isRetrying}
            onClick={onRetry}
          >
            <RotateCwIcon className={cn(isRetrying && "animate-spin")} />
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}
