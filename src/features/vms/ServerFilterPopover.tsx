import { useId, useState, type ReactNode } from "react";
import { StatusDot } from "@/components/StatusDot.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Checkbox } from "@/components/ui/checkbox.tsx";
import { Input } from "@/components/ui/input.tsx";
import {
  Popover,
  PopoverContent,
  PopoverTrigger,
} from "@/components/ui/popover.tsx";
import { displayText } from "@/lib/displayText.ts";
import { serverHealth, type FleetServer } from "@/lib/fleet.ts";
import { formatCount } from "@/lib/format.ts";
import { countByStatus } from "./vmFilter.ts";

/** A list longer than this is searched rather than read. */
const longList = 8;

interface ServerFilterPopoverProps {
  servers: readonly FleetServer[];
  selected: readonly string[];
  onChange: (selected: readonly string[]) => void;
  /** The button that opens it. */
  children: ReactNode;
}

export default function ServerFilterPopover({
  servers,
  selected,
  onChange,
  children,
}: ServerFilterPopoverProps) {
  const [text, setText] = useState("");
  const shown = servers.filter(({ serverName }) =>
    serverName.toLowerCase().includes(text.trim().toLowerCase()),
  );

  return (
    // It is drawn first in answer to a click on its button.
    <Popover
      defaultOpen
      onOpenChange={() => {
        setText("");
      }}
    >
      <PopoverTrigger asChild>{children}</PopoverTrigger>
      <PopoverContent align="start" aria-label="Servers" className="p-1">
        {servers.length > longList && (
          <Input
            aria-label="Search servers"
            placeholder="Search servers"
            value={text}
            onChange={({ target }) => {
              setText(target.value);
            }}
            className="mb-1"
          />
        )}
        <ul aria-label="Servers" className="max-h-72 overflow-y-auto">
          {shown.map((server) => (
            <ServerChoice
              key={server.key}
              server={server}
              isSelected={selected.includes(server.key)}
              onToggle={(isSelected) => {
                const others = selected.filter((key) => key !== server.key);
                onChange(isSelected ? [...others, server.key] : others);
              }}
            />
          ))}
        </ul>
        {shown.length === 0 && (
          <p className="px-2 py-1.5 text-muted-foreground">No such server</p>
        )}
        {selected.length > 0 && (
          <Button
            variant="ghost"
            size="sm"
            className="mt-1 w-full"
            onClick={() => {
              onChange([]);
            }}
          >
            Show all servers
          </Button>
        )}
      </PopoverContent>
    </Popover>
  );
}

interface ServerChoiceProps {
  server: FleetServer;
  isSelected: boolean;
  onToggle: (isSelected: boolean) => void;
}

function ServerChoice({ server, isSelected, onToggle }: ServerChoiceProps) {
  const id = useId();
  return (
    <li>
      <label
        htmlFor={id}
        className="flex min-h-9 items-center gap-2 rounded-sm px-2 hover:bg-accent pointer-coarse:min-h-11"
      >
        <Checkbox
          id={id}
          checked={isSelected}
          onCheckedChange={(checked) => {
            onToggle(checked === true);
          }}
        />
        <span className="min-w-0 flex-1 truncate">
          {displayText(server.serverName)}
        </span>
        {serverHealth(server) === "down" && (
          <StatusDot tone="bad" label="Does not answer" />
        )}
        <span className="text-xs text-muted-foreground tabular-nums">
          {formatCount(countByStatus(server.vms).all)}
        </span>
      </label>
    </li>
  );
}
