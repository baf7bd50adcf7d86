import { useId, useState } from "react";
import { ChevronDownIcon } from "lucide-react";
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

/** A list longer than this is searched rather than read. */
const longList = 8;

interface ServerFilterProps {
  servers: readonly FleetServer[];
  /** Keys of servers; none means all. */
  selected: readonly string[];
  onChange: (selected: readonly string[]) => void;
}

export function ServerFilter({
  servers,
  selected,
  onChange,
}: ServerFilterProps) {
  const [text, setText] = useState("");
  const id = useId();
  const shown = servers.filter(({ serverName }) =>
    serverName.toLowerCase().includes(text.trim().toLowerCase()),
  );

  function toggle(key: string, isChecked: boolean) {
    onChange(
      isChecked ? [...selected, key] : selected.filter((one) => one !== key),
    );
  }

  return (
    <Popover
      onOpenChange={() => {
        setText("");
      }}
    >
      <PopoverTrigger asChild>
        <Button variant="outline" className="max-w-56 font-normal">
          <span className="truncate">{labelOf(selected, servers)}</span>
          <ChevronDownIcon aria-hidden className="opacity-50" />
        </Button>
      </PopoverTrigger>
      <PopoverContent align="start" className="p-1">
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
            <li key={server.key}>
              <label
                htmlFor={`${id}${server.key}`}
                className="flex min-h-9 items-center gap-2 rounded-sm px-2 hover:bg-accent pointer-coarse:min-h-11"
              >
                <Checkbox
                  id={`${id}${server.key}`}
                  checked={selected.includes(server.key)}
                  onCheckedChange={(checked) => {
                    toggle(server.key, checked === true);
                  }}
                />
                <span className="min-w-0 flex-1 truncate">
                  {displayText(server.serverName)}
                </span>
                {serverHealth(server) === "down" && (
                  <StatusDot tone="bad" label="Does not answer" />
                )}
                <span className="text-xs text-muted-foreground tabular-nums">
                  {server.vms.length}
                </span>
              </label>
            </li>
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

function labelOf(
  selected: readonly string[],
  servers: readonly FleetServer[],
): string {
  if (selected.length === 0) return "All servers";
  if (selected.length > 1) return `${selected.length} servers`;
  const server = servers.find(({ key }) => key === selected[0]);
  return server ? displayText(server.serverName) : "1 server";
}
