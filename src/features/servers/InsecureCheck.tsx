import { ShieldOffIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import {
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";

interface InsecureCheckProps {
  address: string;
  /** What is being done since it was confirmed. */
  progress: string | undefined;
  onConfirm: () => void;
  /** The safe way that is as short. */
  onCompare: () => void;
  onBack: () => void;
}

/** The second time that somebody is asked before nothing is verified. */
export function InsecureCheck({
  address,
  progress,
  onConfirm,
  onCompare,
  onBack,
}: InsecureCheckProps) {
  const isPending = progress !== undefined;
  return (
    <div className="min-w-0 space-y-4">
      <DialogHeader>
        <DialogTitle className="flex items-center gap-2">
          <ShieldOffIcon
            aria-hidden
            className="size-5 shrink-0 text-destructive"
          />
          Connect without checking?
        </DialogTitle>
        <DialogDescription>
          Whoever gets between Muster and{" "}
          <span className="font-mono text-xs">{address}</span> can then pose as
          your server, read the API token, and do all that it may, to every
          guest. The server stays marked red.
        </DialogDescription>
      </DialogHeader>
      <p className="text-sm">
        To compare one fingerprint takes a minute, works with every self-signed
        certificate, and closes that.
      </p>
      <DialogFooter className="flex-row flex-wrap justify-end">
        <Button variant="ghost" disabled={isPending} onClick={onBack}>
          Back
        </Button>
        <Button
          variant="outline"
          disabled={isPending}
          onClick={onConfirm}
          className="text-destructive hover:text-destructive"
        >
          {progress ?? "Connect without checking"}
        </Button>
        <Button disabled={isPending} onClick={onCompare}>
          Compare the fingerprint
        </Button>
      </DialogFooter>
    </div>
  );
}
