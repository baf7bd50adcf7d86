import { Suspense, lazy, useState, type ComponentProps } from "react";
import { BookmarkIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";

const loadPopover = () => import("./ViewsPopover.tsx");
const ViewsPopover = lazy(loadPopover);

/** The views of the list that this person keeps. */
export function ViewsMenu() {
  const [isWanted, setIsWanted] = useState(false);
  const preload = () => void loadPopover();

  if (!isWanted) {
    return (
      <ViewsButton
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
    <Suspense fallback={<ViewsButton />}>
      <ViewsPopover>
        <ViewsButton />
      </ViewsPopover>
    </Suspense>
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
