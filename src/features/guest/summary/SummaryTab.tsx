import { isTemplate } from "@/lib/vmPower.ts";
import { ChartsSection } from "../charts/ChartsSection.tsx";
import type { GuestView } from "../guestView.ts";
import { AgentSection } from "./AgentSection.tsx";
import { NotesSection } from "../notes/NotesSection.tsx";
import { ResourceTiles } from "./ResourceTiles.tsx";

interface SummaryTabProps {
  view: GuestView;
  onEditNotes: () => void;
}

/** How the guest does. */
export function SummaryTab({ view, onEditNotes }: SummaryTabProps) {
  return (
    <div className="space-y-4">
      <ResourceTiles view={view} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="order-2 min-w-0 xl:order-1">
          <ChartsSection guest={view.guest} />
        </div>
        <div className="order-1 grid min-w-0 gap-4 md:grid-cols-2 xl:order-2 xl:grid-cols-1">
          {!isTemplate(view.vm) && <AgentSection view={view} />}
          <NotesSection view={view} onEdit={onEditNotes} />
        </div>
      </div>
    </div>
  );
}
