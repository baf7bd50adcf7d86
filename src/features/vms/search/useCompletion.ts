import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from "react";
import type { Vm } from "@/lib/types.ts";
import type { Completion } from "./completeQuery.ts";
import type { Span } from "./tokenize.ts";

/** Comes with the first focus: the list of guests does not wait for it. */
async function loadAssistant() {
  const [functions, { SearchSuggestions }] = await Promise.all([
    import("./completeQuery.ts"),
    import("./SearchSuggestions.tsx"),
  ]);
  return { ...functions, SearchSuggestions };
}
type Assistant = Awaited<ReturnType<typeof loadAssistant>>;

interface CompletionOptions {
  inputRef: RefObject<HTMLInputElement | null>;
  text: string;
  vms: readonly Vm[];
  onChange: (text: string) => void;
}

const nothing: Completion = { replaced: { from: 0, to: 0 }, suggestions: [] };

/** The combobox pattern of WAI-ARIA, with a list and manual selection: the focus stays in the input all the time. */
export function useCompletion({
  inputRef,
  text,
  vms,
  onChange,
}: CompletionOptions) {
  const listId = useId();
  const [assistant, setAssistant] = useState<Assistant>();
  /** Where the caret was when the list was asked for; undefined while it is closed. */
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  const nextCaret = useRef<number>(undefined);

  const { replaced, suggestions } =
    assistant && caret !== undefined
      ? assistant.completeQuery(text, caret, vms)
      : nothing;
  const isOpen = suggestions.length > 0;
  // A refresh may have taken the last of them away.
  const activeIndex = active < suggestions.length ? active : -1;

  // React leaves the caret at the end of a text that it has changed.
  useLayoutEffect(() => {
    if (nextCaret.current === undefined) return;
    inputRef.current?.setSelectionRange(nextCaret.current, nextCaret.current);
    nextCaret.current = undefined;
  }, [inputRef, text]);

  function open() {
    setCaret(inputRef.current?.selectionStart ?? text.length);
    setActive(-1);
  }

  function close() {
    setCaret(undefined);
    setActive(-1);
  }

  function choose(index: number) {
    const suggestion = suggestions[index];
    if (!suggestion || !assistant) return;
    const changed = assistant.applySuggestion(text, replaced, suggestion);
    nextCaret.current = changed.caret;
    onChange(changed.text);
    setActive(-1);
    // A field's values come next.
    setCaret(suggestion.isComplete ? undefined : changed.caret);
  }

  function move(step: 1 | -1) {
    // Past either end is the input itself.
    const places = suggestions.length + 1;
    setActive(((activeIndex + 1 + step + places) % places) - 1);
  }

  /** Whether the key was the list's. */
  function handleKey(event: KeyboardEvent<HTMLInputElement>): boolean {
    if (isComposing(event)) return false;
    const isTaken = takeKey(event);
    if (isTaken) event.preventDefault();
    return isTaken;
  }

  function takeKey({ key, altKey }: KeyboardEvent): boolean {
    switch (key) {
      case "ArrowDown":
      case "ArrowUp":
        if (!isOpen) open();
        else if (altKey) close();
        else move(key === "ArrowDown" ? 1 : -1);
        return true;
      case "Enter":
      case "Tab":
        if (activeIndex === -1) {
          close();
          return false;
        }
        choose(activeIndex);
        return true;
      case "Escape":
        close();
        return isOpen;
      case "ArrowLeft":
      case "ArrowRight":
      case "Home":
      case "End":
        close();
        return false;
      default:
        return false;
    }
  }

  return {
    listId,
    isOpen,
    /** Whether the list offers something in place of that part of the text. */
    isAbout: (span: Span | undefined) =>
      isOpen && span && span.from < replaced.to && span.to > replaced.from,
    suggestions,
    activeIndex,
    choose,
    handleKey,
    Suggestions: assistant?.SearchSuggestions,
    inputProps: {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": isOpen,
      "aria-controls": isOpen ? listId : undefined,
      "aria-activedescendant":
        activeIndex === -1
          ? undefined
          : assistant?.suggestionId(listId, activeIndex),
      onFocus: () => {
        // Without it the search still searches.
        loadAssistant().then(setAssistant, () => undefined);
      },
      onBlur: close,
      onClick: open,
      onChange: ({ target }: { target: HTMLInputElement }) => {
        onChange(target.value);
        const place = target.selectionStart ?? target.value.length;
        setActive(-1);
        // After a blank or nothing, everything could follow: that is shown to who asks for it.
        setCaret(/\S$/.test(target.value.slice(0, place)) ? place : undefined);
      },
    },
  } as const;
}

/** Enter and the arrows choose among characters while an input method writes one. */
function isComposing({ nativeEvent }: KeyboardEvent): boolean {
  return nativeEvent.isComposing;
}
