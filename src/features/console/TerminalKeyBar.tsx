import { useEffect, useState, type RefObject } from "react";
import { noModifiers, withHeld } from "./barKeys.ts";
import { BarButton, KeyBar } from "./KeyBar.tsx";
import { keySequence, withModifiers } from "./terminalKeys.ts";
import type { TerminalHandle } from "./TerminalScreen.tsx";

interface TerminalKeyBarProps {
  terminalRef: RefObject<TerminalHandle | null>;
  /** Where the bar's Ctrl has its part in what is typed. */
  transformRef: RefObject<((text: string) => string) | undefined>;
  isUsable: boolean;
}

/** For a terminal without a keyboard before it. */
export default function TerminalKeyBar({
  terminalRef,
  transformRef,
  isUsable,
}: TerminalKeyBarProps) {
  const [held, setHeld] = useState(noModifiers);

  useEffect(() => {
    transformRef.current = (text) => {
      const changed = withModifiers(text, held);
      // They wait for a key: the terminal's own answers to a program are none.
      if (changed !== text) setHeld(noModifiers);
      return changed;
    };
    return () => {
      transformRef.current = undefined;
    };
  }, [transformRef, held]);

  const type = (text: string) => terminalRef.current?.typeText(text);
  return (
    <KeyBar
      held={held}
      isUsable={isUsable}
      onHold={(modifier, isDown) => {
        setHeld(withHeld(held, modifier, isDown));
      }}
      onKey={(key) => {
        const isApplicationMode =
          terminalRef.current?.hasApplicationKeys() ?? false;
        type(keySequence(key, isApplicationMode));
      }}
      first={
        <BarButton
          label="/"
          spoken="Slash"
          disabled={!isUsable}
          onPress={() => type("/")}
        />
      }
      last={
        <BarButton
          label="|"
          spoken="Pipe"
          disabled={!isUsable}
          onPress={() => type("|")}
        />
      }
    />
  );
}
