import { useState, type SyntheticEvent } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Input } from "@/components/ui/input.tsx";
import { useSaveView } from "@/hooks/useSavedViews.ts";
import { toAppError } from "@/lib/errors.ts";
import { viewNameError, type SavedView } from "@/lib/savedViews.ts";
import { toast } from "@/lib/toast.ts";

interface SaveViewFormProps {
  views: readonly SavedView[];
  /** What the list shows now. */
  query: string;
}

/** Keeps what the list shows under a name. */
export function SaveViewForm({ views, query }: SaveViewFormProps) {
  const [name, setName] = useState("");
  const { mutate, isPending, error } = useSaveView();
  const nameError = name.trim() ? viewNameError(name, views) : undefined;
  const isTooLong = query.length > 2000;
  const message =
    nameError ??
    (isTooLong
      ? "This view is too long to be saved: choose fewer servers, or search for less"
      : error && toAppError(error).message);

  function handleSubmit(event: SyntheticEvent) {
    event.preventDefault();
    if (name.trim() === "" || nameError !== undefined || isTooLong) return;
    mutate(
      { name: name.trim(), query },
      {
        onSuccess: (saved) => {
          setName("");
          toast.success(`View “${saved.name}” saved`);
        },
      },
    );
  }

  return (
    <form className="mt-1 space-y-1 border-t p-1 pt-2" onSubmit={handleSubmit}>
      <div className="flex items-center gap-1">
        <Input
          aria-label="Name for what is shown"
          placeholder="Save what is shown as …"
          autoComplete="off"
          aria-invalid={nameError !== undefined}
          className="h-8 pointer-coarse:h-11"
          value={name}
          onChange={({ target }) => {
            setName(target.value);
          }}
        />
        <Button
          type="submit"
          size="sm"
          className="pointer-coarse:h-11"
          disabled={isPending || name.trim() === "" || nameError !== undefined}
        >
          Save
        </Button>
      </div>
      {message && (
        <p role="alert" className="px-1 text-xs text-destructive">
          {message}
        </p>
      )}
    </form>
  );
}
