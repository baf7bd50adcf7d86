import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import {
  AArrowDownIcon,
  AArrowUpIcon,
  ClipboardPasteIcon,
  CopyIcon,
  SearchIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { toast } from "@/lib/toast.ts";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { fontSizes, useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { isTouched } from "./isTouched.ts";
import type * as terminalClipboard from "./terminalClipboard.ts";
import TerminalScreen, {
  type Matches,
  type TerminalEvents,
  type TerminalHandle,
} from "./TerminalScreen.tsx";
import { TerminalTool } from "./TerminalTool.tsx";

const TerminalKeyBar = lazy(() => import("./TerminalKeyBar.tsx"));
const TerminalSearch = lazy(() => import("./TerminalSearch.tsx"));
const LinkDialog = lazy(() => import("./LinkDialog.tsx"));

/** The terminal of a guest with its tools. */
export default function TerminalConsole({
  address,
  name,
  used: { state, guest, open },
  onKind,
}: ConsoleProps) {
  const terminalRef = useRef<TerminalHandle>(null);
  const [settings, change] = useConsoleSettings();
  const [isSearching, setIsSearching] = useState(false);
  const [matches, setMatches] = useState<Matches>();
  const [link, setLink] = useState<string>();
  const transformRef = useRef<(text: string) => string>(undefined);

  const events = useMemo<TerminalEvents>(
    () => ({
      onLink: setLink,
      onCopy: () => {
        withClipboard(({ copy }) => copy(terminalRef.current));
      },
      onPaste: (text) => {
        withClipboard(({ paste }) => {
          paste(terminalRef.current, text);
        });
      },
      onSearch: () => {
        setIsSearching(true);
      },
      onMatches: setMatches,
      transformInput: (text) => transformRef.current?.(text) ?? text,
    }),
    [],
  );
  useEffect(() => {
    withClipboard(() => undefined);
  }, []);
  const isUsable = state.status === "open";

  function endSearch() {
    setIsSearching(false);
    setMatches(undefined);
    terminalRef.current?.endSearch();
  }

  return (
    <ConsoleFrame
      address={address}
      name={name}
      guest={guest}
      state={state}
      onKind={onKind}
      onFocus={() => terminalRef.current?.focus()}
      tools={
        <>
          <TerminalTool
            label="Search"
            icon={SearchIcon}
            shortcut="Ctrl+Shift+F"
            isOn={isSearching}
            onClick={() => {
              if (isSearching) endSearch();
              else setIsSearching(true);
            }}
          />
          <TerminalTool
            label="Copy"
            icon={CopyIcon}
            shortcut="Ctrl+Shift+C"
            onClick={events.onCopy}
          />
          <TerminalTool
            label="Paste"
            icon={ClipboardPasteIcon}
            shortcut="Ctrl+Shift+V"
            disabled={!isUsable}
            onClick={() => {
              withClipboard(({ pasteClipboard }) =>
                pasteClipboard(terminalRef.current),
              );
            }}
          />
          <TerminalTool
            label="Smaller text"
            icon={AArrowDownIcon}
            className="max-sm:hidden"
            onClick={() => {
              change({
                fontSize: Math.max(fontSizes.least, settings.fontSize - 1),
              });
            }}
          />
          <TerminalTool
            label="Larger text"
            icon={AArrowUpIcon}
            className="max-sm:hidden"
            onClick={() => {
              change({
                fontSize: Math.min(fontSizes.most, settings.fontSize + 1),
              });
            }}
          />
          <FullScreenButton />
          <Button
            size="sm"
            variant="outline"
            aria-pressed={settings.isReadOut}
            className="sr-only focus:not-sr-only"
            onClick={() => {
              change({ isReadOut: !settings.isReadOut });
            }}
          >
            Read the terminal out
          </Button>
        </>
      }
    >
      <main className="relative flex min-h-0 flex-1 flex-col overflow-hidden bg-[#0b0c0f]">
        <TerminalScreen
          ref={terminalRef}
          state={state}
          fontSize={settings.fontSize}
          isReadOut={settings.isReadOut}
          events={events}
        />
        {isSearching && (
          <Suspense>
            <TerminalSearch
              matches={matches}
              onFind={(text, options) => {
                // It fails only where its code cannot be loaded: then nothing is found.
                terminalRef.current?.find(text, options).catch(() => {
                  setMatches({ index: -1, count: 0 });
                });
              }}
              onClose={endSearch}
            />
          </Suspense>
        )}
        <ConsoleNotice
          state={state}
          address={address}
          name={name}
          onOpen={open}
          onOpenScreen={() => {
            onKind?.("vnc");
          }}
        />
      </main>
      {isTouched() && (
        <Suspense>
          <TerminalKeyBar
            terminalRef={terminalRef}
            transformRef={transformRef}
            isUsable={isUsable}
          />
        </Suspense>
      )}
      {link && (
        <Suspense>
          <LinkDialog
            url={link}
            onClose={() => {
              setLink(undefined);
            }}
          />
        </Suspense>
      )}
    </ConsoleFrame>
  );
}

/** It is loaded when the terminal is there, which does not wait for it. */
function withClipboard(
  use: (clipboard: typeof terminalClipboard) => unknown,
): void {
  import("./terminalClipboard.ts").then(use, () => {
    toast.error("The clipboard could not be loaded. Try again.");
  });
}
