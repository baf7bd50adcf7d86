import { useState } from "react";
import { ChevronDownIcon, ChevronUpIcon, XIcon } from "lucide-react";
import { Input } from "@/components/ui/input.tsx";
import { TerminalTool } from "./TerminalTool.tsx";

/** It was asked for. */
function focus(field: HTMLInputElement | null): void {
  field?.focus();
}

interface TerminalSearchProps {
  onFind: (text: string, direction: "next" | "previous") => Promise<boolean>;
  onClose: () => void;
}

/** Where what the terminal has said is searched; the newest first. */
export default function TerminalSearch({
  onFind,
  onClose,
}: TerminalSearchProps) {
  const [text, setText] = useState("");
  const [isFound, setIsFound] = useState(true);
  const find = (wanted: string, direction: "next" | "previous") => {
    if (wanted === "") setIsFound(true);
    // It fails only where its code cannot be loaded: then nothing is found.
    else
      void onFind(wanted, direction).then(setIsFound, () => setIsFound(false));
  };
  return (
    <form
      role="search"
      className="absolute top-2 right-2 z-10 flex items-center gap-1 rounded-lg border bg-popover p-1.5 shadow-md"
      onSubmit={(event) => {
        event.preventDefault();
        find(text, "previous");
      }}
    >
      <Input
        ref={focus}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
        }}
        aria-label="Search the terminal"
        aria-invalid={!isFound}
        placeholder="Search"
        className="h-8 w-40"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          find(target.value, "previous");
        }}
      />
      <TerminalTool
        label="Previous match"
        icon={ChevronUpIcon}
        onClick={() => {
          find(text, "previous");
        }}
      />
      <TerminalTool
        label="Next match"
        icon={ChevronDownIcon}
        onClick={() => {
          find(text, "next");
        }}
      />
      <TerminalTool label="Close the search" icon={XIcon} onClick={onClose} />
      <span role="status" className="sr-only">
        {isFound ? "" : "Not found"}
      </span>
    </form>
  );
}
