import { lazy, useCallback, useRef, useState } from "react";
import {
  ClipboardIcon,
  KeyboardIcon,
  SlidersHorizontalIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { KeyBar, type BarModifier } from "./KeyBar.tsx";
import { ToolPanel } from "./ToolPanel.tsx";
import { keyCombinations, keys } from "./vncKeys.ts";
import VncScreen, { type VncHandle } from "./VncScreen.tsx";

const loadClipboardPanel = () => import("./ClipboardPanel.tsx");
const ClipboardPanel = lazy(loadClipboardPanel);
const loadPicturePanel = () => import("./PicturePanel.tsx");
const PicturePanel = lazy(loadPicturePanel);

/** The screen of a guest with its tools. */
export default function VncConsole({
  address,
  name,
  used: { state, guest, open },
  onKind,
}: ConsoleProps) {
  const screenRef = useRef<VncHandle>(null);
  const [settings, change] = useConsoleSettings();
  const [isViewOnly, setIsViewOnly] = useState(false);
  const [guestText, setGuestText] = useState("");
  const [held, setHeld] = useState<ReadonlySet<BarModifier>>(new Set());
  const handleClipboard = useCallback((text: string) => {
    setGuestText(text);
  }, []);
  const isUsable = state.status === "open" && !isViewOnly;

  function handleHold(modifier: BarModifier, isDown: boolean) {
    screenRef.current?.hold(keys[modifier], isDown);
    const next = new Set(held);
    if (isDown) next.add(modifier);
    else next.delete(modifier);
    setHeld(next);
  }

  return (
    <ConsoleFrame
      address={address}
      name={name}
      guest={guest}
      state={state}
      onKind={onKind}
      tools={
        <>
          <Button
            size="sm"
            variant="ghost"
            disabled={!isUsable}
            className="max-md:hidden"
            onClick={() =>
              screenRef.current?.press(keyCombinations[0]?.keys ?? [])
            }
          >
            Ctrl+Alt+Del
          </Button>
          <ToolPanel label="Keys" icon={KeyboardIcon}>
            {(close) => (
              <div className="grid grid-cols-2 gap-1">
                {keyCombinations.map((combination) => (
                  <Button
                    key={combination.label}
                    size="sm"
                    variant="ghost"
                    disabled={!isUsable}
                    className="justify-start px-2"
                    onClick={() => {
                      screenRef.current?.press(combination.keys);
                      screenRef.current?.focus();
                      close();
                    }}
                  >
                    {combination.label}
                  </Button>
                ))}
              </div>
            )}
          </ToolPanel>
          <ToolPanel
            label="Clipboard"
            icon={ClipboardIcon}
            load={loadClipboardPanel}
          >
            {(close) => (
              <ClipboardPanel
                guestText={guestText}
                isUsable={isUsable}
                onType={(text) => {
                  screenRef.current?.typeText(text);
                  screenRef.current?.focus();
                  close();
                }}
                onOffer={(text) => {
                  screenRef.current?.offerClipboard(text);
                  screenRef.current?.focus();
                  close();
                }}
              />
            )}
          </ToolPanel>
          <ToolPanel
            label="Picture"
            icon={SlidersHorizontalIcon}
            load={loadPicturePanel}
          >
            {() => (
              <PicturePanel
                settings={settings}
                onChange={change}
                isViewOnly={isViewOnly}
                onViewOnly={setIsViewOnly}
              />
            )}
          </ToolPanel>
          <FullScreenButton />
        </>
      }
    >
      <main className="relative min-h-0 flex-1 overflow-hidden bg-black">
        <VncScreen
          ref={screenRef}
          state={state}
          isViewOnly={isViewOnly}
          isScaled={settings.isScaled}
          quality={settings.quality}
          onClipboard={handleClipboard}
        />
        {isViewOnly && state.status === "open" && <ViewOnlyMark />}
        <ConsoleNotice
          state={state}
          address={address}
          name={name}
          onOpen={open}
          onOpenScreen={undefined}
        />
      </main>
      <KeyBar
        held={held}
        onHold={handleHold}
        onKey={(key) => screenRef.current?.press([keys[key]])}
        onType={(text) => screenRef.current?.typeText(text)}
        onEnter={() => screenRef.current?.press([keys.enter])}
        onBackspace={() => screenRef.current?.press([keys.backspace])}
      />
    </ConsoleFrame>
  );
}

function ViewOnlyMark() {
  return (
    <p className="pointer-events-none absolute right-3 bottom-3 rounded-full border bg-popover/90 px-2.5 py-1 text-xs">
      View only
    </p>
  );
}
