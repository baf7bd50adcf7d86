import { Suspense, lazy, useState, type ComponentProps } from "react";
import { CircleQuestionMarkIcon } from "lucide-react";

const loadPopover = () => import("./SearchHelpPopover.tsx");
const SearchHelpPopover = lazy(loadPopover);

interface SearchHelpProps {
  /** Puts an example into the search. */
  onChoose: (example: string) => void;
}

export function SearchHelp({ onChoose }: SearchHelpProps) {
  const [isWanted, setIsWanted] = useState(false);
  const preload = () => void loadPopover();

  if (!isWanted) {
    return (
      <HelpButton
        aria-haspopup="dialog"
        aria-expanded={false}
        onPointerEnter={preload}
        onFocus={preload}
        onClick={() => {
          setIsWanted(true);
        }}
      />
    );
  }
  return (
    <Suspense fallback={<HelpButton />}>
      <SearchHelpPopover onChoose={onChoose}>
        <HelpButton />
      </SearchHelpPopover>
    </Suspense>
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
