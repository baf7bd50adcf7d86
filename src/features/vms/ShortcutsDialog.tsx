import { OpenDialog } from "@/components/OpenDialog.tsx";
import {
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog.tsx";

/** Keys that mean the same stand in one line. */
const shortcuts: readonly [keys: readonly string[], meaning: string][] = [
  [["/"], "Search"],
  [["j", "↓"], "Next guest"],
  [["k", "↑"], "Guest before"],
  [["Page down", "Page up"], "A screen further, a screen back"],
  [["Home", "End"], "First guest, last guest"],
  [["Enter"], "Open the guest's page"],
  [["x", "Space"], "Select the guest"],
  [["Shift + x", "Shift + ↓"], "Select up to here"],
  [["Ctrl + A", "⌘ A"], "Select all guests shown"],
  [["←", "→"], "Close or open a group"],
  [["Esc"], "Select nothing"],
  [["?"], "These keys"],
];

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <OpenDialog onClose={onClose}>
      <DialogHeader>
        <DialogTitle>Keys of the list</DialogTitle>
        <DialogDescription>
          They work in the list, and j, k and ? wherever nothing is typed.
        </DialogDescription>
      </DialogHeader>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2">
        {shortcuts.map(([keys, meaning]) => (
          <div key={meaning} className="contents">
            <dt className="flex gap-1.5">
              {keys.map((key) => (
                <kbd
                  key={key}
                  className="rounded-sm border bg-muted px-1.5 py-0.5 font-mono text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-muted-foreground">{meaning}</dd>
          </div>
        ))}
      </dl>
    </OpenDialog>
  );
}
