import { PencilIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import type { GuestView } from "../guestView.ts";
import { guestLack, lockReason } from "../reasons.ts";
import { Section } from "../Section.tsx";
import { NotesText } from "./NotesText.tsx";

interface NotesSectionProps {
  view: GuestView;
  onEdit: () => void;
}

export function NotesSection({ view, onEdit }: NotesSectionProps) {
  const { detail, vm, permissions, isPast } = view;
  const config = detail?.config;
  if (!config) return null;

  const notes = String(config.description ?? "").trim();
  const reason =
    guestLack(permissions, vm, "VM.Config.Options") ?? lockReason(vm);
  return (
    <Section
      title="Notes"
      actions={
        <Button
          size="sm"
          variant="ghost"
          className="h-7"
          disabled={isPast || reason !== undefined}
          title={reason}
          aria-label={notes ? "Edit notes" : "Add notes"}
          onClick={onEdit}
        >
          <PencilIcon aria-hidden />
          {notes ? "Edit" : "Add"}
        </Button>
      }
    >
      <div className="px-4 py-3">
        {notes ? (
          <NotesText text={notes} />
        ) : (
          <p className="text-muted-foreground">None yet.</p>
        )}
      </div>
    </Section>
  );
}
