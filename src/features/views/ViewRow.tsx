import {
  useRef,
  useState,
  type KeyboardEvent,
  type SyntheticEvent,
} from "react";
import { flushSync } from "react-dom";
import { EllipsisIcon } from "lucide-react";
import { Badge } from "@/components/ui/badge.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useChangeView, useDeleteView } from "@/hooks/useSavedViews.ts";
import { toAppError } from "@/lib/errors.ts";
import { viewNameError, type SavedView } from "@/lib/savedViews.ts";

interface ViewRowProps {
  view: SavedView;
  views: readonly SavedView[];
  /** What the list shows now. */
  query: string;
  onOpen: () => void;
}

/** One view: opened by a click; all else from its menu. */
export function ViewRow({ view, views, query, onOpen }: ViewRowProps) {
  const [doing, setDoing] = useState<"rename" | "delete">();
  const change = useChangeView();
  const menuRef = useRef<HTMLButtonElement>(null);
  const { id, name, is_default } = view;
  const isShown = view.query === query;
  const stop = () => {
    // The button has to be there again before it can have the focus.
    flushSync(() => {
      setDoing(undefined);
    });
    menuRef.current?.focus();
  };

  return (
    <li>
      {doing === "rename" && (
        <RenameForm view={view} views={views} onDone={stop} />
      )}
      {doing === "delete" && <DeleteQuestion view={view} onDone={stop} />}
      {doing === undefined && (
        <div className="flex items-center rounded-sm focus-within:bg-accent hover:bg-accent">
          <button
            type="button"
            aria-current={isShown}
            className="flex min-h-9 min-w-0 flex-1 items-center gap-2 px-2 text-left outline-none aria-[current=true]:font-medium pointer-coarse:min-h-11"
            onClick={onOpen}
          >
            <span className="min-w-0 truncate">{name}</span>
            {is_default && <Badge variant="secondary">Default</Badge>}
          </button>
          <DropdownMenu modal={false}>
            <DropdownMenuTrigger asChild>
              <Button
                ref={menuRef}
                variant="ghost"
                size="icon-sm"
                className="pointer-coarse:size-11"
                aria-label={`Change ${name}`}
                disabled={change.isPending}
              >
                <EllipsisIcon aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent
              align="end"
              // What was asked for has the focus.
              onCloseAutoFocus={(event) => {
                if (document.activeElement?.closest("[data-asking]"))
                  event.preventDefault();
              }}
            >
              <DropdownMenuItem
                disabled={isShown}
                onSelect={() => {
                  change.mutate({ id, query });
                }}
              >
                Update to what is shown
              </DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => {
                  setDoing("rename");
                }}
              >
                Rename
              </DropdownMenuItem>
              <DropdownMenuItem
                onSelect={() => {
                  change.mutate({ id, is_default: !is_default });
                }}
              >
                {is_default ? "No longer the default" : "Make it the default"}
              </DropdownMenuItem>
              <DropdownMenuItem
                variant="destructive"
                onSelect={() => {
                  setDoing("delete");
                }}
              >
                Delete
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </div>
      )}
      {change.error && <Failure error={change.error} />}
    </li>
  );
}

interface AskedProps {
  view: SavedView;
  onDone: () => void;
}

function DeleteQuestion({ view: { id, name }, onDone }: AskedProps) {
  const { mutate, isPending, error } = useDeleteView();

  return (
    <>
      <div data-asking className="flex min-h-9 items-center gap-1 pl-2">
        <span className="min-w-0 flex-1 truncate">Delete “{name}”?</span>
        <Button
          ref={focusOn}
          variant="ghost"
          size="sm"
          onKeyDown={onEscape(onDone)}
          onClick={onDone}
        >
          Keep
        </Button>
        <Button
          variant="destructive"
          size="sm"
          disabled={isPending}
          onKeyDown={onEscape(onDone)}
          onClick={({ currentTarget }) => {
            // The row goes, and the focus that it holds would be nowhere.
            currentTarget.closest<HTMLElement>("[role=dialog]")?.focus();
            mutate(id);
          }}
        >
          Delete
        </Button>
      </div>
      {error && <Failure error={error} />}
    </>
  );
}

function RenameForm({
  view,
  views,
  onDone,
}: AskedProps & Pick<ViewRowProps, "views">) {
  const [name, setName] = useState(view.name);
  const { mutate, isPending, error } = useChangeView();
  const others = views.filter(({ id }) => id !== view.id);
  const nameError = viewNameError(name, others);

  function handleSubmit(event: SyntheticEvent) {
    event.preventDefault();
    if (nameError !== undefined) return;
    mutate({ id: view.id, name: name.trim() }, { onSuccess: onDone });
  }

  return (
    <form data-asking className="space-y-1 p-1" onSubmit={handleSubmit}>
      <div className="flex items-center gap-1">
        <Input
          ref={focusOn}
          aria-label={`New name of ${view.name}`}
          aria-invalid={nameError !== undefined}
          className="h-8"
          value={name}
          onChange={({ target }) => {
            setName(target.value);
          }}
          onKeyDown={onEscape(onDone)}
        />
        <Button
          type="submit"
          size="sm"
          disabled={isPending || nameError !== undefined}
        >
          Rename
        </Button>
      </div>
      {(nameError ?? error) && (
        <p role="alert" className="px-1 text-xs text-destructive">
          {nameError ?? toAppError(error).message}
        </p>
      )}
    </form>
  );
}

/** It stands where the row was that asked for it. */
function focusOn(element: HTMLElement | null) {
  element?.focus();
}

function onEscape(onDone: () => void) {
  return ({ key }: KeyboardEvent) => {
    if (key === "Escape") onDone();
  };
}

function Failure({ error }: { error: Error }) {
  return (
    <p role="alert" className="px-2 pb-1.5 text-xs text-destructive">
      {toAppError(error).message}
    </p>
  );
}
