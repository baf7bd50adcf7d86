import { lazy, Suspense, useMemo, useRef, useState } from "react";
import {
  AArrowDownIcon,
  AArrowUpIcon,
  ClipboardPasteIcon,
  CopyIcon,
  SearchIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { copyText } from "@/lib/copyText.ts";
import { toast } from "@/lib/toast.ts";
import type { BarModifier } from "./barKeys.ts";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { fontSizes, useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { BarButton, KeyBar } from "./KeyBar.tsx";
import { isTooMuchToPaste, pasteable, withModifiers } from "./terminalKeys.ts";
import TerminalScreen, {
  type Matches,
  type TerminalEvents,
  type TerminalHandle,
} from "./TerminalScreen.tsx";
import { TerminalTool } from "./TerminalTool.tsx";

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
  const [held, setHeld] = useState<ReadonlySet<BarModifier>>(new Set());
  const heldRef = useRef<ReadonlySet<BarModifier>>(held);

  function hold(next: ReadonlySet<BarModifier>) {
    heldRef.current = next;
    setHeld(next);
  }
  const events = useMemo<TerminalEvents>(
    () => ({
      onLink: (url) => {
        if (isWebLink(url)) setLink(url);
      },
      onCopy: () => void copy(terminalRef.current),
      onPaste: (text) => {
        paste(terminalRef.current, text);
      },
      onSearch: () => {
        setIsSearching(true);
      },
      onMatches: setMatches,
      transformInput: (text) => {
        const held = heldRef.current;
        if (held.size === 0) return text;
        heldRef.current = new Set();
        setHeld(heldRef.current);
        return withModifiers(text, held);
      },
    }),
    [],
  );
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
            onClick={() => void pasteClipboard(terminalRef.current)}
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
            Read out what the terminal says
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
      <KeyBar
        held={held}
        isUsable={isUsable}
        onHold={(modifier, isDown) => {
          const next = new Set(held);
          if (isDown) next.add(modifier);
          else next.delete(modifier);
          hold(next);
        }}
        onKey={(key) => terminalRef.current?.typeKey(key)}
        first={
          <BarButton
            label="/"
            spoken="Slash"
            disabled={!isUsable}
            onPress={() => terminalRef.current?.typeText("/")}
          />
        }
        last={
          <BarButton
            label="|"
            spoken="Pipe"
            disabled={!isUsable}
            onPress={() => terminalRef.current?.typeText("|")}
          />
        }
      />
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

function isWebLink(url: string): boolean {
  return (
    URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol)
  );
}

async function copy(terminal: TerminalHandle | null): Promise<void> {
  const selection = terminal?.selection() ?? "";
  try {
    await copyText(selection || (terminal?.visibleText() ?? ""));
    toast.success(
      selection ? "Copied" : "Nothing was selected: what is in view is copied",
    );
  } catch {
    toast.error(
      "The browser keeps its clipboard to itself. Select the text and press Ctrl+Insert.",
    );
  }
}

async function pasteClipboard(terminal: TerminalHandle | null): Promise<void> {
  // Refused by whoever does not want it read; on plain HTTP there is none.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const text = await clipboard?.readText().catch(() => undefined);
  if (text === undefined)
    toast.error(
      "The browser keeps its clipboard to itself. Paste with Ctrl+Shift+V.",
    );
  else paste(terminal, text);
}

function paste(terminal: TerminalHandle | null, text: string): void {
  if (isTooMuchToPaste(text))
    toast.error(
      "Nothing was pasted: a terminal takes at most 1 MB at once. Use a file for more.",
    );
  else terminal?.paste(pasteable(text));
}
