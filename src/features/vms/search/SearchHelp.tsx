import { lazy, type ComponentProps } from "react";
import { CircleQuestionMarkIcon } from "lucide-react";
import { PopupOnDemand } from "@/components/PopupOnDemand.tsx";

const loadPopover = () => import("./SearchHelpPopover.tsx");
const SearchHelpPopover = lazy(loadPopover);

interface SearchHelpProps {
  /** Puts an example into the search. */
  onChoose: (example: string) => void;
}

export function SearchHelp({ onChoose }: SearchHelpProps) {
  return (
    <PopupOnDemand popup="dialog" load={loadPopover} renderButton={HelpButton}>
      {(button) => (
        <SearchHelpPopover onChoose={onChoose}>{button}</SearchHelpPopover>
      )}
    </PopupOnDemand>
  );
}

function HelpButton(props: ComponentProps<"button">) {
  return (
    <button
      type="button"
      aria-label="How to search"
      className="flex w-9 items-center justify-center rounded-md text-muted-foreground hover:text-foreground"
      {...props}
    >
      <CircleQuestionMarkIcon aria-hidden className="size-4" />
    </button>
  );
}
