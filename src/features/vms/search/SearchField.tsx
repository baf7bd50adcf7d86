import { memo, useCallback, useEffect, useRef, useState } from "react";
import { SearchIcon, XIcon } from "lucide-react";
import { Input } from "@/components/ui/input.tsx";
import type { Vm } from "@/lib/types.ts";
import { maxQueryLength } from "./maxQueryLength.ts";
import type { Search } from "./readSearch.ts";
import { SearchHelp } from "./SearchHelp.tsx";
import { SearchMark } from "./SearchMark.tsx";
import { useCompletion } from "./useCompletion.ts";

interface SearchFieldProps {
  text: string;
  search: Search;
  /** All guests: what is there to be searched for. */
  vms: readonly Vm[];
  onChange: (text: string) => void;
}

const errorId = "search-error";

const StillSearchHelp = memo(SearchHelp);

/** "/" goes there from anywhere on the page; Escape empties it. */
export function SearchField({ text, search, vms, onChange }: SearchFieldProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  const [scrollLeft, setScrollLeft] = useState(0);
  const completion = useCompletion({ inputRef, text, vms, onChange });
  const { Suggestions } = completion;
  const [isSettled, settle] = useSettled(text);
  // Half a word is no mistake yet; nor is what is just being chosen.
  const error =
    isSettled && !completion.isAbout(search.error) ? search.error : undefined;

  useSlashKey(inputRef);

  const change = useCallback(
    (changed: string) => {
      onChange(changed);
      inputRef.current?.focus();
    },
    [onChange],
  );

  return (
    <div className="min-w-48 flex-1 basis-64 max-sm:basis-full">
      <div className="relative">
        <SearchIcon
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted-foreground"
        />
        <Input
          {...completion.inputProps}
          ref={inputRef}
          aria-label="Search guests"
          aria-keyshortcuts="/"
          aria-invalid={error ? true : undefined}
          aria-describedby={error && errorId}
          placeholder="Name, VMID, tag:prod, cpu>80 …"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={maxQueryLength}
          value={text}
          onScroll={({ currentTarget }) => {
            setScrollLeft(currentTarget.scrollLeft);
          }}
          onKeyDown={(event) => {
            if (completion.handleKey(event)) return;
            if (event.key === "Escape") onChange("");
            if (event.key === "Enter") settle();
          }}
          className="pr-18 pl-8"
        />
        {error && (
          <SearchMark text={text} span={error} scrollLeft={scrollLeft} />
        )}
        <div className="absolute inset-y-0 right-0 flex">
          {text ? (
            <button
              type="button"
              aria-label="Clear the search"
              onClick={() => {
                change("");
              }}
              className="flex w-9 items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
            >
              <XIcon aria-hidden className="size-4" />
            </button>
          ) : (
            <kbd
              aria-hidden
              className="pointer-events-none hidden self-center rounded-sm border px-1.5 font-mono text-xs text-muted-foreground pointer-fine:block"
            >
              /
            </kbd>
          )}
          <StillSearchHelp onChoose={change} />
        </div>
        {completion.isOpen && Suggestions && (
          <Suggestions
            id={completion.listId}
            suggestions={completion.suggestions}
            activeIndex={completion.activeIndex}
            onChoose={completion.choose}
          />
        )}
      </div>
      {error && (
        <p id={errorId} role="status" className="px-1 pt-1.5 text-sm">
          <span className="text-destructive">{error.message}</span>{" "}
          <span className="text-muted-foreground">
            {search.queryText
              ? `Meanwhile the list shows “${search.queryText}”.`
              : "Meanwhile the list shows all."}
          </span>
        </p>
      )}
    </div>
  );
}

const settledAfterMs = 700;

/** Whether the typing has paused, or has been declared done. What the field begins with nobody is just typing. */
function useSettled(text: string): [boolean, () => void] {
  const [settled, setSettled] = useState(text);
  const settle = () => {
    setSettled(text);
  };

  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, settledAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);

  return [settled === text, settle];
}

function useSlashKey(inputRef: React.RefObject<HTMLInputElement | null>) {
  useEffect(() => {
    function handleKeyDown(event: KeyboardEvent) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      // Somebody who types a "/" somewhere else means it; and an open dialog or menu keeps its keys.
      const isElsewhere =
        event.target instanceof Element &&
        event.target.closest(
          "input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu]",
        );
      if (isElsewhere) return;
      event.preventDefault();
      inputRef.current?.focus();
      inputRef.current?.select();
    }
    document.addEventListener("keydown", handleKeyDown);
    return () => {
      document.removeEventListener("keydown", handleKeyDown);
    };
  }, [inputRef]);
}
