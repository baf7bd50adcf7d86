import { useRef, useState, type InputEvent } from "react";
import { KeyboardIcon } from "lucide-react";
import { BarButton } from "./KeyBar.tsx";
import { textChange } from "./textChange.ts";

/** Something to delete, for a keyboard that says nothing of a key which changes nothing. */
const filling = "_".repeat(16);
const longestText = 500;

interface KeyboardButtonProps {
  disabled: boolean;
  onType: (text: string) => void;
  onErase: (count: number) => void;
}

/** A phone shows its keyboard for a text field alone: this one passes on what is typed into it. */
export function KeyboardButton({
  disabled,
  onType,
  onErase,
}: KeyboardButtonProps) {
  const fieldRef = useRef<HTMLTextAreaElement>(null);
  const textRef = useRef(filling);
  const [isShown, setIsShown] = useState(false);

  function refill() {
    const field = fieldRef.current;
    if (!field) return;
    textRef.current = field.value = filling;
    field.setSelectionRange(filling.length, filling.length);
  }

  function handleInput({
    currentTarget: { value },
    nativeEvent,
  }: InputEvent<HTMLTextAreaElement>) {
    const { erased, added } = textChange(textRef.current, value);
    textRef.current = value;
    if (erased > 0) onErase(erased);
    if (added !== "") onType(added);
    // Not amid a word: the keyboard would begin it anew.
    const isWriting = nativeEvent.isComposing;
    const isUsedUp =
      value.length < filling.length ||
      value.length > longestText ||
      value.includes("\n");
    if (isUsedUp && !isWriting) refill();
  }

  return (
    <>
      <BarButton
        label={<KeyboardIcon aria-hidden />}
        spoken="Keyboard"
        isOn={isShown}
        disabled={disabled}
        onPress={() => {
          if (isShown) fieldRef.current?.blur();
          else fieldRef.current?.focus();
        }}
      />
      <textarea
        ref={fieldRef}
        aria-label="Typed into the guest"
        tabIndex={-1}
        autoCapitalize="off"
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        className="pointer-events-none fixed bottom-0 left-0 size-px opacity-0"
        defaultValue={filling}
        onFocus={() => {
          setIsShown(true);
          refill();
        }}
        onBlur={() => {
          setIsShown(false);
        }}
        onInput={handleInput}
      />
    </>
  );
}
