import { useEffect, useRef } from "react";
import { displayText } from "@/lib/displayText.ts";
import { formatCount } from "@/lib/format.ts";
import { cn } from "@/lib/utils.ts";
import { suggestionId, type Suggestion } from "./completeQuery.ts";

interface SearchSuggestionsProps {
  id: string;
  suggestions: readonly Suggestion[];
  /** -1 for none. */
  activeIndex: number;
  onChoose: (index: number) => void;
}

/** The keys are handled where the focus is: in the input. */
export function SearchSuggestions({
  id,
  suggestions,
  activeIndex,
  onChoose,
}: SearchSuggestionsProps) {
  const activeRef = useRef<HTMLLIElement>(null);

  useEffect(() => {
    activeRef.current?.scrollIntoView({ block: "nearest" });
  }, [activeIndex]);

  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Suggestions"
      className="absolute inset-x-0 top-full z-30 mt-1 max-h-80 overflow-y-auto rounded-md border bg-popover p-1 text-sm text-popover-foreground shadow-md"
    >
      {suggestions.map(({ text, hint, count }, index) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- an option is chosen by the input's keys
        <li
          key={text}
          ref={index === activeIndex ? activeRef : undefined}
          id={suggestionId(id, index)}
          role="option"
          aria-selected={index === activeIndex}
          // The focus stays in the input.
          onMouseDown={(event) => {
            event.preventDefault();
          }}
          onClick={() => {
            onChoose(index);
          }}
          className={cn(
            "flex min-h-8 cursor-default items-center gap-3 rounded-sm px-2 hover:bg-accent/60 pointer-coarse:min-h-11",
            index === activeIndex && "bg-accent text-accent-foreground",
          )}
        >
          <span className="min-w-0 flex-1 truncate">{displayText(text)}</span>
          {hint && (
            <span className="truncate text-xs text-muted-foreground">
              {hint}
            </span>
          )}
          {count !== undefined && (
            <span className="text-xs text-muted-foreground tabular-nums">
              {formatCount(count)}
              <span className="sr-only">
                {count === 1 ? " guest" : " guests"}
              </span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
