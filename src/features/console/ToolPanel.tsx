import {
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
  type ReactNode,
} from "react";
import type { LucideIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { cn } from "@/lib/utils.ts";

interface ToolPanelProps {
  label: string;
  icon: LucideIcon;
  className?: string;
  /** Fetches what is in it; undefined where it is there. */
  load?: () => Promise<unknown>;
  /** What has come for it since it was open. */
  news?: string | undefined;
  onOpened?: () => void;
  /** What is in it; `close` is for the buttons that are the last word. */
  children: (close: () => void) => ReactNode;
}

/** A button with a panel below it: Escape or a click elsewhere closes it. */
export function ToolPanel({
  label,
  icon: Icon,
  className,
  load,
  news,
  onOpened,
  children,
}: ToolPanelProps) {
  const [isOpen, setIsOpen] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const panelId = useId();
  const preload = () => void load?.();

  useEffect(() => {
    if (!isOpen) return;
    function handlePointer({ target }: PointerEvent) {
      if (!rootRef.current?.contains(target as Node)) setIsOpen(false);
    }
    function handleKey(event: KeyboardEvent) {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setIsOpen(false);
      rootRef.current?.querySelector("button")?.focus();
    }
    // Before the screen below takes them for the guest.
    window.addEventListener("pointerdown", handlePointer, true);
    window.addEventListener("keydown", handleKey, true);
    return () => {
      window.removeEventListener("pointerdown", handlePointer, true);
      window.removeEventListener("keydown", handleKey, true);
    };
  }, [isOpen]);

  return (
    <div ref={rootRef} className="relative">
      <Button
        size="icon-sm"
        variant="ghost"
        aria-label={news ? `${label}: ${news}` : label}
        title={news ?? label}
        aria-expanded={isOpen}
        aria-controls={isOpen ? panelId : undefined}
        className={cn("relative", isOpen && "bg-accent")}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => {
          setIsOpen(!isOpen);
          if (!isOpen) onOpened?.();
        }}
      >
        <Icon aria-hidden />
        {news && (
          <span
            aria-hidden
            className="absolute top-1 right-1 size-2 rounded-full bg-primary"
          />
        )}
      </Button>
      {isOpen && (
        <div
          id={panelId}
          role="group"
          aria-label={label}
          className={cn(
            "fixed inset-x-2 z-20 mt-1.5 max-h-[70dvh] overflow-y-auto rounded-lg border bg-popover p-3 text-sm shadow-lg sm:absolute sm:inset-x-auto sm:right-0 sm:w-84",
            className,
          )}
        >
          <Suspense>
            {children(() => {
              setIsOpen(false);
            })}
          </Suspense>
        </div>
      )}
    </div>
  );
}
