import { Suspense, lazy, useState, type ComponentProps } from "react";
import { ChevronDownIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { displayText } from "@/lib/displayText.ts";
import type { FleetServer } from "@/lib/fleet.ts";

const loadPopover = () => import("./ServerFilterPopover.tsx");
const ServerFilterPopover = lazy(loadPopover);

interface ServerFilterProps {
  servers: readonly FleetServer[];
  /** Keys of servers; none means all. */
  selected: readonly string[];
  onChange: (selected: readonly string[]) => void;
}

export function ServerFilter(props: ServerFilterProps) {
  const [isWanted, setIsWanted] = useState(false);
  const label = labelOf(props);
  const preload = () => void loadPopover();

  if (!isWanted) {
    return (
      <FilterButton
        label={label}
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
    <Suspense fallback={<FilterButton label={label} />}>
      <ServerFilterPopover {...props}>
        <FilterButton label={label} />
      </ServerFilterPopover>
    </Suspense>
  );
}

function FilterButton({
  label,
  ...props
}: ComponentProps<typeof Button> & { label: string }) {
  return (
    <Button
      variant="outline"
      className="max-w-56 font-normal max-sm:flex-[2_1_0%] max-sm:justify-between pointer-coarse:min-h-11"
      {...props}
    >
      <span className="truncate">{label}</span>
      <ChevronDownIcon aria-hidden className="opacity-50" />
    </Button>
  );
}

function labelOf({ selected, servers }: ServerFilterProps): string {
  if (selected.length === 0) return "All servers";
  if (selected.length > 1) return `${selected.length} servers`;
  const server = servers.find(({ key }) => key === selected[0]);
  return server ? displayText(server.serverName) : "1 server";
}
