import { useState, type RefObject } from "react";
import { noModifiers, withHeld, type BarModifier } from "./barKeys.ts";
import { BarButton, KeyBar } from "./KeyBar.tsx";
import { KeyboardButton } from "./KeyboardButton.tsx";
import { keys, type VncKey } from "./vncKeys.ts";
import type { VncHandle } from "./VncScreen.tsx";

interface VncKeyBarProps {
  screenRef: RefObject<VncHandle | null>;
  isUsable: boolean;
}

/** For a screen without a keyboard before it. */
export default function VncKeyBar({ screenRef, isUsable }: VncKeyBarProps) {
  const [held, setHeld] = useState(noModifiers);
  // The guest has let go of them when it is not there.
  if (!isUsable && held.size > 0) setHeld(noModifiers);

  function handleHold(modifier: BarModifier, isDown: boolean) {
    screenRef.current?.hold(keys[modifier], isDown);
    setHeld(withHeld(held, modifier, isDown));
  }

  /** Ctrl and Alt of the bar are for the next key alone. */
  function release() {
    for (const modifier of held) screenRef.current?.hold(keys[modifier], false);
    setHeld(noModifiers);
  }

  function press(key: VncKey) {
    screenRef.current?.press([key]);
    release();
  }

  return (
    <KeyBar
      held={held}
      isUsable={isUsable}
      onHold={handleHold}
      onKey={(key) => {
        press(keys[key]);
      }}
      first={
        <KeyboardButton
          disabled={!isUsable}
          onType={(text) => {
            screenRef.current?.typeText(text);
            release();
          }}
          onErase={(count) => {
            for (let erased = 0; erased < count; erased++)
              press(keys.backspace);
          }}
        />
      }
      last={
        <BarButton
          label="Win"
          spoken="Windows key"
          disabled={!isUsable}
          onPress={() => {
            press(keys.meta);
          }}
        />
      }
    />
  );
}
