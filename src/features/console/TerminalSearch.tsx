import { useState } from "react";
import {
  CaseSensitiveIcon,
  ChevronDownIcon,
  ChevronUpIcon,
  XIcon,
} from "lucide-react";
import { Input } from "@/components/ui/input.tsx";
import type { FindOptions, Matches } from "./TerminalScreen.tsx";
import { TerminalTool } from "./TerminalTool.tsx";

/** It was asked for. */
function focus(field: HTMLInputElement | null): void {
  field?.focus();
}

interface TerminalSearchProps {
  onFind: (text: string, options: FindOptions) => Promise<Matches>;
  onClose: () => void;
}

/** Where what the terminal has said is searched; the newest first. */
export default function TerminalSearch({
  onFind,
  onClose,
}: TerminalSearchProps) {
  const [text, setText] = useState("");
  const [isCaseSensitive, setIsCaseSensitive] = useState(false);
  const [matches, setMatches] = useState<Matches>();
  const isMissing = matches?.count === 0;

  function find(
    wanted: string,
    direction: FindOptions["direction"] = "previous",
    isExact = isCaseSensitive,
  ) {
    if (wanted === "") setMatches(undefined);
    else
      onFind(wanted, { direction, isCaseSensitive: isExact }).then(
        setMatches,
        // It fails only where its code cannot be loaded: then nothing is found.
        () => {
          setMatches({ index: -1, count: 0 });
        },
      );
  }

  return (
    <form
      role="search"
      className="absolute top-2 right-2 z-10 flex max-w-[calc(100%-1rem)] items-center gap-0.5 rounded-lg border bg-popover p-1.5 shadow-md"
      onSubmit={(event) => {
        event.preventDefault();
        find(text);
      }}
    >
      <Input
        ref={focus}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          else if (event.key === "Enter" && event.shiftKey) {
            event.preventDefault();
            find(text, "next");
          }
        }}
        aria-label="Search the terminal"
        aria-invalid={isMissing}
        placeholder="Search"
        className="h-8 w-40 min-w-16 flex-1"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          find(target.value);
        }}
      />
      <span
        role="status"
        className="w-18 shrink-0 text-center text-xs text-muted-foreground tabular-nums"
      >
        {matches && wordsFor(matches)}
      </span>
      <TerminalTool
        label="Match case"
        icon={CaseSensitiveIcon}
        isOn={isCaseSensitive}
        onClick={() => {
          setIsCaseSensitive(!isCaseSensitive);
          find(text, "previous", !isCaseSensitive);
        }}
      />
      <TerminalTool
        label="Previous match"
        icon={ChevronUpIcon}
        shortcut="Enter"
        onClick={() => {
          find(text);
        }}
      />
      <TerminalTool
        label="Next match"
        icon={ChevronDownIcon}
        shortcut="Shift+Enter"
        onClick={() => {
          find(text, "next");
        }}
      />
      <TerminalTool
        label="Close the search"
        icon={XIcon}
        shortcut="Esc"
        onClick={onClose}
      />
    </form>
  );
}

function wordsFor({ index, count }: Matches): string {
  if (count === 0) return "Not found";
  return index < 0
    ? `${String(count)}+`
    : `${String(index + 1)} of ${String(count)}`;
}
