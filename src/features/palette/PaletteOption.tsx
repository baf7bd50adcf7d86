import type { ReactNode } from "react";
import {
  ArrowRightIcon,
  ChevronRightIcon,
  LogOutIcon,
  PowerIcon,
  RotateCwIcon,
  ServerIcon,
  SquareTerminalIcon,
  type LucideIcon,
} from "lucide-react";
import { StatusDot } from "@/components/StatusDot.tsx";
import { themeIcons } from "@/components/themeChoices.ts";
import { cn } from "@/lib/utils.ts";
import {
  confirmationTone,
  isTemplate,
  vmState,
  vmStateTone,
} from "@/lib/vmPower.ts";
import type { Choice } from "./choice.ts";
import { choiceWords } from "./choiceWords.ts";
import { useLack } from "./useLack.ts";

interface PaletteOptionProps {
  id: string;
  choice: Choice;
  isActive: boolean;
  isOfSubject: boolean;
  /** Its server does not answer. */
  isPast: boolean;
  onPoint: () => void;
  onChoose: () => void;
  /** Shows what else it offers; undefined if that is nothing. */
  onMore: (() => void) | undefined;
}

/** The keys are handled where the focus is: in the input. */
export function PaletteOption({
  id,
  choice,
  isActive,
  isOfSubject,
  isPast,
  onPoint,
  onChoose,
  onMore,
}: PaletteOptionProps) {
  const { label, detail } = choiceWords(choice, isOfSubject);
  const lack = useLack(choice, isActive || isOfSubject);
  const note = lack ?? (isPast ? "last known" : undefined);

  return (
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- an option is chosen by the input's keys
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={isActive}
      aria-disabled={lack !== undefined}
      // The focus stays in the input.
      onMouseDown={(event) => {
        event.preventDefault();
      }}
      // Not on entering: a list that moves under a still pointer chooses nothing.
      onPointerMove={onPoint}
      onClick={onChoose}
      className={cn(
        "flex min-h-10 cursor-default items-center gap-3 rounded-md pl-3 pointer-coarse:min-h-12",
        isActive && "bg-accent text-accent-foreground",
        (isPast || lack) && "text-muted-foreground",
      )}
    >
      <ChoiceMark choice={choice} isPast={isPast} />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2 py-1.5 pr-3">
        <span className="max-w-full truncate font-medium">{label}</span>
        {detail && (
          <span className="min-w-0 truncate text-xs text-muted-foreground">
            {detail}
          </span>
        )}
        {note && (
          <span className="text-xs text-muted-foreground">({note})</span>
        )}
      </span>
      {onMore && (
        // For the pointer; the keys have the arrow to the right.
        <span
          aria-hidden
          className={cn(
            "flex h-10 w-10 shrink-0 items-center justify-center self-stretch rounded-md text-muted-foreground hover:text-foreground pointer-coarse:h-auto pointer-coarse:w-12",
            !isActive && "pointer-fine:opacity-0",
          )}
          onClick={(event) => {
            event.stopPropagation();
            onMore();
          }}
        >
          <ChevronRightIcon className="size-4" />
        </span>
      )}
    </div>
  );
}

function ChoiceMark({ choice, isPast }: { choice: Choice; isPast: boolean }) {
  return (
    <span className="flex size-4 shrink-0 items-center justify-center text-muted-foreground">
      {markOf(choice, isPast)}
    </span>
  );
}

function markOf(choice: Choice, isPast: boolean): ReactNode {
  if (choice.kind === "guest") {
    const state = vmState(choice.vm);
    const isDull = isPast || isTemplate(choice.vm);
    return <StatusDot tone={isDull ? "neutral" : vmStateTone[state]} />;
  }
  const Icon = iconOf(choice);
  const isDanger =
    choice.kind === "power" && confirmationTone[choice.action] === "danger";
  return (
    <Icon
      aria-hidden
      className={cn("size-4", isDanger && "text-destructive")}
    />
  );
}

function iconOf(choice: Exclude<Choice, { kind: "guest" }>): LucideIcon {
  switch (choice.kind) {
    case "console":
      return SquareTerminalIcon;
    case "power":
      return PowerIcon;
    case "server":
      return ServerIcon;
    case "link":
      return ArrowRightIcon;
    case "theme":
      return themeIcons[choice.theme];
    case "command":
      return choice.command === "refresh" ? RotateCwIcon : LogOutIcon;
  }
}
