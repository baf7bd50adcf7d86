import { useRef, useState, type ReactNode } from "react";
import {
  Popover,
  PopoverContent,
  PopoverTrigger,
} from "@/components/ui/popover.tsx";

/** Each is a search that can be tried by a click. */
const examples: readonly [string, string][] = [
  ["web prod", "both words, in name, VMID, tag, node, server or pool"],
  ["tag:prod status:running", "both; a value is the whole tag, node, …"],
  ["name:web -tag:test", "a part of the name; without that tag"],
  ["tag:prod or tag:stage", "either; group with ( )"],
  ["node:pve* id:10*", "* stands for anything"],
  ['server:"Berlin 1"', "quotes hold words together"],
  ["cpu>80 mem>=90%", "busy guests; mem>4G compares memory used"],
  ["uptime<1d2h", "has just started"],
  ["disk>500G type:vm", "large disks; type:ct for containers"],
  ["status:locked or status:unknown", "also paused, hibernated, template"],
  ["-tag:*", "guests without a tag"],
];

interface SearchHelpPopoverProps {
  onChoose: (example: string) => void;
  /** The button that opens it. */
  children: ReactNode;
}

export default function SearchHelpPopover({
  onChoose,
  children,
}: SearchHelpPopoverProps) {
  // It is drawn first in answer to a click on its button.
  const [isOpen, setIsOpen] = useState(true);
  const chosen = useRef<string>(undefined);

  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent
        align="end"
        collisionPadding={8}
        aria-label="How to search"
        className="max-h-(--radix-popover-content-available-height) w-[min(32rem,calc(100vw-1rem))] overflow-y-auto p-2 text-sm"
        // The focus goes to the search with the example in it, otherwise back to the button.
        onCloseAutoFocus={(event) => {
          if (chosen.current === undefined) return;
          event.preventDefault();
          onChoose(chosen.current);
          chosen.current = undefined;
        }}
      >
        <ul aria-label="Examples">
          {examples.map(([example, meaning]) => (
            <li key={example}>
              <button
                type="button"
                onClick={() => {
                  chosen.current = example;
                  setIsOpen(false);
                }}
                className="flex min-h-8 w-full flex-col justify-center gap-x-3 rounded-sm px-2 py-1.5 text-left hover:bg-accent sm:flex-row sm:items-baseline sm:justify-start pointer-coarse:min-h-11"
              >
                <code className="text-[0.8125rem]">{example}</code>
                <span className="text-xs text-muted-foreground">{meaning}</span>
              </button>
            </li>
          ))}
        </ul>
        <p className="px-2 pt-2 text-xs text-muted-foreground">
          Words next to each other must all fit. CPU, memory and uptime are
          those of running guests.
        </p>
      </PopoverContent>
    </Popover>
  );
}
