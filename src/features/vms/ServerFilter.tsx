import { lazy, type ComponentProps } from "react";
import { ChevronDownIcon } from "lucide-react";
import { PopupOnDemand } from "@/components/PopupOnDemand.tsx";
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
  const label = labelOf(props);
  return (
    <PopupOnDemand
      popup="dialog"
      load={loadPopover}
      renderButton={(button) => <FilterButton label={label} {...button} />}
    >
      {(button) => (
        <ServerFilterPopover {...props}>{button}</ServerFilterPopover>
      )}
    </PopupOnDemand>
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
