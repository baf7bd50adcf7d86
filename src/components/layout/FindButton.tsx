import { SearchIcon } from "lucide-react";
import { paletteWindow } from "@/lib/paletteWindow.ts";
import { cn } from "@/lib/utils.ts";

const shortcut = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘K" : "Ctrl K";

/** Looks like the search field that it opens. */
export function FindButton({ isCompact = false }: { isCompact?: boolean }) {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts="Control+K Meta+K"
      onPointerEnter={paletteWindow.comeNear}
      onFocus={paletteWindow.comeNear}
      onClick={paletteWindow.open}
      className={cn(
        "flex items-center gap-2 rounded-md text-muted-foreground outline-none hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50",
        isCompact
          ? "size-11 justify-center"
          : "h-8 w-full border bg-background px-2 shadow-xs hover:border-ring/60 pointer-coarse:h-11",
      )}
    >
      <SearchIcon aria-hidden className={isCompact ? "size-5" : "size-4"} />
      <span className={isCompact ? "sr-only" : "flex-1 text-left"}>Find</span>
      {!isCompact && (
        <kbd aria-hidden className="font-sans text-xs">
          {shortcut}
        </kbd>
      )}
    </button>
  );
}
