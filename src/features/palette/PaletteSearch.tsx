import {
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
} from "react";
import { ChevronLeftIcon, SearchIcon, XIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import type { Fleet } from "@/lib/fleet.ts";
import { pastServers } from "@/lib/inventory.ts";
import type { VmAction } from "@/lib/types.ts";
import { cn } from "@/lib/utils.ts";
import { serverKey } from "@/lib/vmKey.ts";
import { actionBlock } from "@/lib/vmPower.ts";
import { choiceKey, type Choice } from "./choice.ts";
import { choiceWords } from "./choiceWords.ts";
import { PaletteOption } from "./PaletteOption.tsx";
import { subjectOf, type Subject, type SubjectKey } from "./subject.ts";
import { usePaletteSections } from "./usePaletteSections.ts";
import { useLack } from "./useLack.ts";

interface PaletteSearchProps {
  fleet: Fleet;
  error: Error | null;
  recent: readonly string[];
  pendingActions: ReadonlyMap<string, VmAction>;
  text: string;
  subject: Subject | undefined;
  onTextChange: (text: string) => void;
  onSubjectChange: (subject: SubjectKey | undefined) => void;
  onChoose: (choice: Choice) => void;
  onClose: () => void;
}

/** A combobox with its list below it, as the ARIA authoring practices describe it: the focus never leaves the input. */
export function PaletteSearch({
  fleet,
  error,
  recent,
  pendingActions,
  text,
  subject,
  onTextChange,
  onSubjectChange,
  onChoose,
  onClose,
}: PaletteSearchProps) {
  const id = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const activeRef = useActiveInSight(id);
  const [activeKey, setActiveKey] = useState<string>();
  const sections = usePaletteSections({
    fleet,
    recent,
    pendingActions,
    text,
    subject,
  });
  const past = useMemo(
    () => pastServers(fleet, error !== null),
    [fleet, error],
  );

  const choices = sections.flatMap((section) => section.choices);
  // By its key: a refresh may bring others before it.
  const found = choices.findIndex((choice) => choiceKey(choice) === activeKey);
  const activeIndex = Math.max(0, found);
  const active = choices[activeIndex];
  const lack = useLack(active, true);
  const status = statusText(fleet, error, choices.length, text);

  useEffect(() => {
    activeRef(active && choiceKey(active));
  });

  function handleChoose(choice: Choice | undefined) {
    if (choice && !(choice === active && lack)) onChoose(choice);
  }

  function showMore(choice: Choice | undefined) {
    const more = choice && subjectOf(choice);
    if (!more) return false;
    onSubjectChange(more);
    onTextChange("");
    setActiveKey(undefined);
    inputRef.current?.focus();
    return true;
  }

  function move(to: number) {
    const next = choices.at(to % Math.max(1, choices.length));
    if (next) setActiveKey(choiceKey(next));
  }

  function handleKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    // An Enter that ends the writing of a syllable is not one that chooses.
    if (event.nativeEvent.isComposing) return;
    const { selectionStart, value } = event.currentTarget;
    const keys: Partial<Record<string, () => boolean>> = {
      ArrowDown: () => (move(activeIndex + 1), true),
      ArrowUp: () => (move(activeIndex - 1), true),
      PageDown: () => (
        move(Math.min(activeIndex + pageSteps, choices.length - 1)),
        true
      ),
      PageUp: () => (move(Math.max(activeIndex - pageSteps, 0)), true),
      Enter: () => (handleChoose(active), true),
      ArrowRight: () => selectionStart === value.length && showMore(active),
      ArrowLeft: () => value === "" && leaveSubject(),
      Backspace: () => value === "" && leaveSubject(),
    };
    if (keys[event.key]?.()) event.preventDefault();
  }

  function leaveSubject() {
    if (!subject) return false;
    onSubjectChange(undefined);
    setActiveKey(undefined);
    return true;
  }

  return (
    <>
      <div className="flex h-13 shrink-0 items-center gap-2 border-b px-3">
        {subject ? (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label="Back"
            onClick={() => {
              leaveSubject();
              inputRef.current?.focus();
            }}
          >
            <ChevronLeftIcon aria-hidden />
          </Button>
        ) : (
          <SearchIcon
            aria-hidden
            className="mx-2 size-4 shrink-0 text-muted-foreground"
          />
        )}
        <input
          ref={inputRef}
          type="text"
          role="combobox"
          aria-label="Find"
          aria-expanded={choices.length > 0}
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={active && optionId(id, active)}
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          placeholder={
            subject
              ? `What about ${nameOf(subject)}?`
              : "Find guests, servers, pages …"
          }
          value={text}
          onChange={({ target }) => {
            onTextChange(target.value);
            setActiveKey(undefined);
          }}
          onKeyDown={handleKeyDown}
          className="h-full min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-muted-foreground"
        />
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Close"
          onClick={onClose}
        >
          <XIcon aria-hidden />
        </Button>
      </div>
      {subject && <SubjectNote subject={subject} />}
      <div
        id={`${id}list`}
        role="listbox"
        aria-label="Results"
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-1.5"
      >
        {sections.map((section, index) => (
          <div
            key={section.title}
            role="group"
            aria-labelledby={`${id}section${String(index)}`}
          >
            <p
              id={`${id}section${String(index)}`}
              role="presentation"
              className="px-3 pt-2 pb-1 text-xs font-medium text-muted-foreground"
            >
              {section.title}
            </p>
            {section.choices.map((choice) => {
              const more = subjectOf(choice);
              return (
                <PaletteOption
                  key={choiceKey(choice)}
                  id={optionId(id, choice)}
                  choice={choice}
                  isActive={choice === active}
                  isOfSubject={subject !== undefined}
                  isPast={isPastChoice(choice, past)}
                  onPoint={() => {
                    setActiveKey(choiceKey(choice));
                  }}
                  onChoose={() => {
                    handleChoose(choice);
                  }}
                  onMore={more && (() => showMore(choice))}
                />
              );
            })}
          </div>
        ))}
        {choices.length === 0 && text.trim() !== "" && (
          <p className="px-3 py-8 text-center text-muted-foreground">
            Nothing fits “{text.trim()}”.
          </p>
        )}
      </div>
      <footer
        className={cn(
          "flex shrink-0 items-center justify-between gap-3 border-t px-4 py-2 text-xs text-muted-foreground",
          status === "" && "pointer-coarse:border-0 pointer-coarse:p-0",
        )}
      >
        <p role="status" className="min-w-0 truncate">
          {status}
        </p>
        <p aria-hidden className="whitespace-nowrap pointer-coarse:hidden">
          <Key>↑</Key> <Key>↓</Key> choose <Key>↵</Key> go{" "}
          {active && subjectOf(active) && (
            <>
              <Key>→</Key> more
            </>
          )}
        </p>
      </footer>
    </>
  );
}

const pageSteps = 8;

/** Ids must not hold blanks. */
function optionId(id: string, choice: Choice): string {
  return `${id}${choiceKey(choice).replaceAll(" ", "-")}`;
}

function isPastChoice(choice: Choice, past: ReadonlySet<string>): boolean {
  switch (choice.kind) {
    case "guest":
    case "console":
    case "power":
      return past.has(serverKey(choice.vm.serverId));
    case "server":
    case "link":
    case "theme":
    case "command":
      return false;
  }
}

function nameOf(subject: Subject): string {
  return choiceWords(subject, false).label;
}

/** Which of the guests of that name it is, and why nothing can be done with it now. */
function SubjectNote({ subject }: { subject: Subject }) {
  const { label, detail } = choiceWords(subject, false);
  const block = subject.kind === "guest" ? actionBlock(subject.vm) : undefined;
  return (
    <div className="shrink-0 border-b bg-muted/40 px-4 py-2 break-words">
      <span className="font-medium">{label}</span>{" "}
      <span className="text-xs text-muted-foreground">{detail}</span>
      {block && <p className="text-xs text-muted-foreground">{block}</p>}
    </div>
  );
}

function statusText(
  fleet: Fleet,
  error: Error | null,
  count: number,
  text: string,
): string {
  if (error) return "Muster does not answer: guests as last known";
  if (!fleet.isComplete) return "Some servers have not answered yet";
  if (text.trim() === "") return "";
  return `${String(count)} ${count === 1 ? "result" : "results"}`;
}

function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded-sm border bg-muted px-1 font-sans">{children}</kbd>
  );
}

/** Scrolls the list only when another one becomes active, not at each refresh. */
function useActiveInSight(id: string) {
  const last = useRef<string>(undefined);
  return (key: string | undefined) => {
    if (key === last.current) return;
    last.current = key;
    if (key === undefined) return;
    document
      .getElementById(`${id}${key.replaceAll(" ", "-")}`)
      ?.scrollIntoView({ block: "nearest" });
  };
}
