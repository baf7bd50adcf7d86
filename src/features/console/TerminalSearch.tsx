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
  /** Undefined until something was searched for. */
  matches: Matches | undefined;
  onFind: (text: string, options: FindOptions) => void;
  onClose: () => void;
}

/** Where what the terminal has said is searched; the newest first. */
export default function TerminalSearch({
  matches,
  onFind,
  onClose,
}: TerminalSearchProps) {
  const [text, setText] = useState("");
  const [isCaseSensitive, setIsCaseSensitive] = useState(false);
  const found = text === "" ? undefined : matches;

  function find(
    wanted: string,
    direction: FindOptions["direction"] = "previous",
    isExact = isCaseSensitive,
  ) {
    if (wanted !== "") onFind(wanted, { direction, isCaseSensitive: isExact });
  }

  return (
    <form
      role="search"
      className="z-10 flex items-center gap-0.5 border bg-popover p-1.5 shadow-md max-sm:order-first sm:absolute sm:top-2 sm:right-2 sm:rounded-lg"
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
        aria-invalid={found?.count === 0}
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
        {found && wordsFor(found)}
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
