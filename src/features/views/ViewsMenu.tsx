import { lazy, type ComponentProps } from "react";
import { BookmarkIcon } from "lucide-react";
import { PopupOnDemand } from "@/components/PopupOnDemand.tsx";
import { Button } from "@/components/ui/button.tsx";

const loadPopover = () => import("./ViewsPopover.tsx");
const ViewsPopover = lazy(loadPopover);

/** The views of the list that this person keeps. */
export function ViewsMenu() {
  return (
    <PopupOnDemand popup="dialog" load={loadPopover} renderButton={ViewsButton}>
      {(button) => <ViewsPopover>{button}</ViewsPopover>}
    </PopupOnDemand>
  );
}

function ViewsButton(props: ComponentProps<typeof Button>) {
  return (
    <Button
      variant="outline"
      size="icon"
      className="pointer-coarse:size-11"
      aria-label="Saved views"
      title="Saved views"
      {...props}
    >
      <BookmarkIcon aria-hidden className="opacity-60" />
    </Button>
  );
}
