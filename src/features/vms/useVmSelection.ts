import { useCallback, useState } from "react";
import type { Vm } from "@/lib/types.ts";
import { emptySelection, onlyExisting, withGuests } from "./vmSelection.ts";

/** Which guests are selected, over refreshes, searches and ways to show them. */
export function useVmSelection(vms: readonly Vm[]) {
  const [selected, setSelected] = useState(emptySelection);
  const [seen, setSeen] = useState(vms);

  let selection = selected;
  if (seen !== vms) {
    setSeen(vms);
    selection = onlyExisting(selected, vms);
    if (selection !== selected) setSelected(selection);
  }

  const select = useCallback((guests: readonly Vm[], isSelected: boolean) => {
    setSelected((before) => withGuests(before, guests, isSelected));
  }, []);
  const clear = useCallback(() => {
    setSelected(emptySelection);
  }, []);

  return { selection, select, clear };
}
