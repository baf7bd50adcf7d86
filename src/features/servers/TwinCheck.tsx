import { CopyCheckIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";
import { displayText } from "@/lib/displayText.ts";
import { hostWithPort, type Server } from "@/lib/types.ts";

interface TwinCheckProps {
  /** The registrations that the cluster has already. */
  twins: readonly Server[];
  progress: string | undefined;
  onConfirm: () => void;
  onBack: () => void;
}

/** Said before a cluster is saved a second time; not refused: two tokens with different rights may be what somebody wants. */
export function TwinCheck({
  twins,
  progress,
  onConfirm,
  onBack,
}: TwinCheckProps) {
  const isPending = progress !== undefined;
  return (
    <div className="min-w-0 space-y-4">
      <DialogHeader>
        <DialogTitle className="flex items-center gap-2">
          <CopyCheckIcon aria-hidden className="size-5 shrink-0 text-warning" />
          You have this cluster already
        </DialogTitle>
        <DialogDescription>
          One registration covers all of its nodes. Saved twice, its guests are
          listed twice, and the cluster is asked twice.
        </DialogDescription>
      </DialogHeader>
      <ul aria-label="Saved already" className="space-y-1 text-sm">
        {twins.map(({ id, name, host, port }) => (
          <li key={id} className="rounded-md border px-3 py-2 break-words">
            {displayText(name)}{" "}
            <span className="font-mono text-xs text-muted-foreground">
              {hostWithPort(host, port)}
            </span>
          </li>
        ))}
      </ul>
      <DialogFooter className="flex-row flex-wrap justify-end">
        <Button variant="outline" disabled={isPending} onClick={onConfirm}>
          {progress ?? "Save it a second time"}
        </Button>
        <Button disabled={isPending} onClick={onBack}>
          Back
        </Button>
      </DialogFooter>
    </div>
  );
}
