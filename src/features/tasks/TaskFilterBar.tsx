import { useEffect, useRef, useState } from "react";
import { FilterBar } from "@/components/FilterBar.tsx";
import { FilterChoice } from "@/components/FilterChoice.tsx";
import { Input } from "@/components/ui/input.tsx";
import { typeChoices } from "@/features/tasks/taskTypes.ts";
import {
  results,
  viewFields,
  type TaskView,
} from "@/features/tasks/taskView.ts";
import { useServerNames } from "@/hooks/useTasks.ts";
import { displayText } from "@/lib/displayText.ts";
import { periodChoices } from "@/lib/periods.ts";

interface TaskFilterBarProps {
  view: TaskView;
  /** A field of the address and its new value; an empty one takes it out. */
  onChange: (field: string, value: string) => void;
}

export function TaskFilterBar({ view, onChange }: TaskFilterBarProps) {
  const servers = [...useServerNames()].map(
    ([key, name]) => [key, displayText(name)] as const,
  );
  const isListed = servers.some(([key]) => key === view.server);
  // A server that does not answer, or a link from before: its tasks are still asked for.
  if (view.server !== "" && !isListed)
    servers.push([view.server, "Another server"]);

  return (
    <FilterBar>
      <FilterChoice
        label="Server"
        all="All servers, lately"
        value={view.server}
        options={servers}
        onChange={(value) => {
          onChange(viewFields.server, value);
        }}
      />
      <FilterChoice
        label="Task"
        all="All tasks"
        value={view.type}
        options={typeChoices(view.type)}
        onChange={(value) => {
          onChange(viewFields.type, value);
        }}
      />
      <FilterChoice
        label="Result"
        all="All results"
        value={view.result}
        options={resultChoices}
        onChange={(value) => {
          onChange(viewFields.result, value);
        }}
      />
      <FilterChoice
        label="Time"
        all="Any time"
        value={view.period}
        options={periodChoices}
        onChange={(value) => {
          onChange(viewFields.period, value);
        }}
      />
      <TextField
        label="Guest (VMID)"
        placeholder="VMID"
        inputMode="numeric"
        maxLength={9}
        value={view.vmid}
        onChange={(value) => {
          onChange(viewFields.vmid, value.replace(/\D/g, ""));
        }}
        className="sm:w-24"
      />
      <TextField
        label="User"
        placeholder="User"
        maxLength={128}
        value={view.user}
        onChange={(value) => {
          onChange(viewFields.user, value.trim());
        }}
        className="sm:w-40"
      />
    </FilterBar>
  );
}

const resultChoices = Object.entries(results).map(
  ([key, { label }]) => [key, label] as const,
);

interface TextFieldProps {
  label: string;
  placeholder: string;
  value: string;
  maxLength: number;
  inputMode?: "numeric";
  onChange: (value: string) => void;
  className: string;
}

const typingMs = 400;

/** Asks when the typing pauses: each question goes to every node of a server. */
function TextField({
  label,
  value,
  onChange,
  className,
  ...input
}: TextFieldProps) {
  const [typed, setTyped] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
    },
    [],
  );

  return (
    <Input
      {...input}
      aria-label={label}
      value={typed ?? value}
      onChange={({ target }) => {
        setTyped(target.value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          onChange(target.value);
          setTyped(undefined);
        }, typingMs);
      }}
      className={`h-8 ${className}`}
    />
  );
}
