import { lazy, type ComponentProps } from "react";
import { SlidersHorizontalIcon } from "lucide-react";
import { PopupOnDemand } from "@/components/PopupOnDemand.tsx";
import { Button } from "@/components/ui/button.tsx";
import type { ListDisplay, VmView } from "./vmView.ts";

const loadPopover = () => import("./DisplayPopover.tsx");
const DisplayPopover = lazy(loadPopover);

interface DisplayMenuProps {
  display: ListDisplay;
  onChange: (change: Partial<VmView>) => void;
}

/** How the guests are shown: as what, in which order and groups, with which columns. */
export function DisplayMenu(props: DisplayMenuProps) {
  return (
    <PopupOnDemand
      popup="dialog"
      load={loadPopover}
      renderButton={DisplayButton}
    >
      {(button) => <DisplayPopover {...props}>{button}</DisplayPopover>}
    </PopupOnDemand>
  );
}

function DisplayButton(props: ComponentProps<typeof Button>) {
  return (
    <Button
      variant="outline"
      className="font-normal max-sm:flex-1 pointer-coarse:min-h-11"
      {...props}
    >
      <SlidersHorizontalIcon aria-hidden className="opacity-60" />
      Display
    </Button>
  );
}
