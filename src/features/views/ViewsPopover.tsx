import { useState, type ReactNode } from "react";
import { useNavigate } from "react-router-dom";
import { ErrorNotice } from "@/components/ErrorNotice.tsx";
import {
  Popover,
  PopoverContent,
  PopoverTrigger,
} from "@/components/ui/popover.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { everythingState } from "@/hooks/useDefaultView.ts";
import { useSavedViews } from "@/hooks/useSavedViews.ts";
import { paths } from "@/lib/paths.ts";
import { SaveViewForm } from "./SaveViewForm.tsx";
import { ViewRow } from "./ViewRow.tsx";

interface ViewsPopoverProps {
  /** The button that opens it. */
  children: ReactNode;
}

export default function ViewsPopover({ children }: ViewsPopoverProps) {
  const [isOpen, setIsOpen] = useState(true);
  return (
    // It is drawn first in answer to a click on its button.
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent
        align="end"
        aria-label="Saved views"
        className="w-80 max-w-[calc(100vw-1rem)] p-1 text-sm outline-none"
        // It gives up what a row asks for first.
        onEscapeKeyDown={(event) => {
          if (document.activeElement?.closest("[data-asking]"))
            event.preventDefault();
        }}
      >
        <Views
          onOpened={() => {
            setIsOpen(false);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function Views({ onOpened }: { onOpened: () => void }) {
  const { data: views, error, refetch, isFetching } = useSavedViews();
  const navigate = useNavigate();
  // The list writes its view there, past the router.
  const [query] = useState(() => window.location.search.replace(/^\?/, ""));

  function open(wanted: string) {
    void navigate(
      { pathname: paths.dashboard, search: wanted },
      { state: everythingState },
    );
    onOpened();
  }

  if (!views && !error) {
    return (
      <div role="status" className="space-y-1.5 p-2">
        <span className="sr-only">Loading</span>
        <Skeleton className="h-7" />
        <Skeleton className="h-7" />
      </div>
    );
  }
  if (!views) {
    return (
      <ErrorNotice
        error={error}
        onRetry={() => void refetch()}
        isRetrying={isFetching}
      />
    );
  }
  return (
    <>
      {views.length > 0 ? (
        <ul aria-label="Views" className="max-h-72 overflow-y-auto">
          <li>
            <EverythingRow
              isShown={query === ""}
              onOpen={() => {
                open("");
              }}
            />
          </li>
          {views.map((view) => (
            <ViewRow
              key={view.id}
              view={view}
              views={views}
              query={query}
              onOpen={() => {
                open(view.query);
              }}
            />
          ))}
        </ul>
      ) : (
        <p className="px-2 py-1.5 text-muted-foreground">
          No saved views yet. Set search, filters, order and columns as you like
          them, then keep them here under a name.
        </p>
      )}
      <SaveViewForm views={views} query={query} />
    </>
  );
}

/** The way back from a default view. */
function EverythingRow({
  isShown,
  onOpen,
}: {
  isShown: boolean;
  onOpen: () => void;
}) {
  return (
    <button
      type="button"
      aria-current={isShown}
      className="flex min-h-9 w-full items-center rounded-sm px-2 text-left text-muted-foreground outline-none hover:bg-accent focus-visible:bg-accent aria-[current=true]:font-medium aria-[current=true]:text-foreground pointer-coarse:min-h-11"
      onClick={onOpen}
    >
      All guests
    </button>
  );
}
