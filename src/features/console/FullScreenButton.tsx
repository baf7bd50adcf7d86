import { useSyncExternalStore } from "react";
import { MaximizeIcon, MinimizeIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";

/** With the whole window: the tools stay in reach. */
export function FullScreenButton() {
  const isFull = useSyncExternalStore(
    subscribe,
    () => document.fullscreenElement !== null,
  );
  if (!document.fullscreenEnabled) return null;
  const label = isFull ? "Leave full screen" : "Full screen";
  return (
    <Button
      size="icon-sm"
      variant="ghost"
      aria-label={label}
      title={label}
      onClick={() => {
        // Refused only where the browser does not want it; then nothing changes.
        void (
          isFull
            ? document.exitFullscreen()
            : document.documentElement.requestFullscreen()
        ).catch(() => undefined);
      }}
    >
      {isFull ? <MinimizeIcon aria-hidden /> : <MaximizeIcon aria-hidden />}
    </Button>
  );
}

function subscribe(listener: () => void): () => void {
  document.addEventListener("fullscreenchange", listener);
  return () => {
    document.removeEventListener("fullscreenchange", listener);
  };
}
