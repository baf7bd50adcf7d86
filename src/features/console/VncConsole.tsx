import { lazy, Suspense, useCallback, useRef, useState } from "react";
import {
  ClipboardIcon,
  KeyboardIcon,
  SlidersHorizontalIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { formatCount } from "@/lib/format.ts";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { isTouched } from "./isTouched.ts";
import { keepFocus } from "./keepFocus.ts";
import { ToolPanel } from "./ToolPanel.tsx";
import { keyCombinations } from "./vncKeys.ts";
import VncScreen, { type VncHandle } from "./VncScreen.tsx";

const VncKeyBar = lazy(() => import("./VncKeyBar.tsx"));
const loadClipboardPanel = () => import("./ClipboardPanel.tsx");
const ClipboardPanel = lazy(loadClipboardPanel);
const loadPicturePanel = () => import("./PicturePanel.tsx");
const PicturePanel = lazy(loadPicturePanel);

/** Shorter texts are there before anybody has read that they come. */
const leastToSay = 40;

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
  const [isDragged, setIsDragged] = useState(false);
  const [guestText, setGuestText] = useState("");
  const [hasNews, setHasNews] = useState(false);
  const [leftToType, setLeftToType] = useState(0);
  const handleClipboard = useCallback((text: string) => {
    setGuestText(text);
    setHasNews(text !== "");
  }, []);
  const isUsable = state.status === "open" && !isViewOnly;

  return (
    <ConsoleFrame
      address={address}
      name={name}
      guest={guest}
      state={state}
      onKind={onKind}
      onFocus={() => screenRef.current?.focus()}
      tools={
        <>
          <Button
            size="sm"
            variant="ghost"
            disabled={!isUsable}
            className="max-md:hidden"
            onMouseDown={keepFocus}
            onClick={() =>
              screenRef.current?.press(keyCombinations[0]?.keys ?? [])
            }
          >
            Ctrl+Alt+Del
          </Button>
          <ToolPanel label="Keys" icon={KeyboardIcon}>
            {(close) => (
              <div className="grid grid-cols-[auto_auto] gap-x-1">
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
            news={hasNews ? "The guest has copied something" : undefined}
            onOpened={() => {
              setHasNews(false);
            }}
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
                isDragged={isDragged}
                onDragged={
                  settings.size === "actual" ? setIsDragged : undefined
                }
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
          size={settings.size}
          isDragged={isDragged}
          quality={settings.quality}
          onClipboard={handleClipboard}
          onTyping={setLeftToType}
        />
        {leftToType >= leastToSay && (
          <TypingNote
            left={leftToType}
            onStop={() => screenRef.current?.stopTyping()}
          />
        )}
        {isViewOnly && state.status === "open" && <ViewOnlyMark />}
        <ConsoleNotice
          state={state}
          address={address}
          name={name}
          onOpen={open}
          onOpenScreen={undefined}
        />
      </main>
      {isTouched() && (
        <Suspense>
          <VncKeyBar screenRef={screenRef} isUsable={isUsable} />
        </Suspense>
      )}
    </ConsoleFrame>
  );
}

function TypingNote({ left, onStop }: { left: number; onStop: () => void }) {
  return (
    <p className="absolute inset-x-0 bottom-3 z-10 mx-auto flex w-fit items-center gap-2 rounded-full border bg-popover/95 py-1 pr-1 pl-3.5 text-sm tabular-nums shadow-md">
      Typing, {formatCount(left)} characters to go
      <Button
        size="sm"
        variant="ghost"
        className="rounded-full"
        onMouseDown={keepFocus}
        onClick={onStop}
      >
        Stop
      </Button>
    </p>
  );
}

function ViewOnlyMark() {
  return (
    <p className="pointer-events-none absolute right-3 bottom-3 rounded-full border bg-popover/90 px-2.5 py-1 text-xs">
      View only
    </p>
  );
}
