import { lazy, Suspense, useCallback, useRef, useState } from "react";
import {
  AArrowDownIcon,
  AArrowUpIcon,
  ClipboardPasteIcon,
  CopyIcon,
  SearchIcon,
} from "lucide-react";
import { ConsoleFrame } from "./ConsoleFrame.tsx";
import { ConsoleNotice } from "./ConsoleNotice.tsx";
import type { ConsoleProps } from "./consoleProps.ts";
import { fontSizes, useConsoleSettings } from "./consoleSettings.ts";
import { FullScreenButton } from "./FullScreenButton.tsx";
import { KeyBar, type BarKey, type BarModifier } from "./KeyBar.tsx";
import { TerminalTool } from "./TerminalTool.tsx";
import TerminalScreen, { type TerminalHandle } from "./TerminalScreen.tsx";

const TerminalSearch = lazy(() => import("./TerminalSearch.tsx"));
const LinkDialog = lazy(() => import("./LinkDialog.tsx"));

/** What a terminal sends for them (ECMA-48). */
const sequences: Record<BarKey, string> = {
  escape: "\u001b",
  tab: "\t",
  left: "\u001b[D",
  up: "\u001b[A",
  down: "\u001b[B",
  right: "\u001b[C",
};

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
  const [link, setLink] = useState<string>();
  const [held, setHeld] = useState<ReadonlySet<BarModifier>>(new Set());
  const heldRef = useRef<ReadonlySet<BarModifier>>(held);

  function hold(next: ReadonlySet<BarModifier>) {
    heldRef.current = next;
    setHeld(next);
  }
  const transformInput = useCallback((text: string) => {
    const held = heldRef.current;
    if (held.size === 0) return text;
    heldRef.current = new Set();
    setHeld(heldRef.current);
    return withModifiers(text, held);
  }, []);
  const handleLink = useCallback((url: string) => {
    if (isWebLink(url)) setLink(url);
  }, []);

  return (
    <ConsoleFrame
      address={address}
      name={name}
      guest={guest}
      state={state}
      onKind={onKind}
      tools={
        <>
          <TerminalTool
            label="Search"
            icon={SearchIcon}
            onClick={() => {
              setIsSearching(!isSearching);
            }}
          />
          <TerminalTool
            label="Copy the selection"
            icon={CopyIcon}
            onClick={() => void copy(terminalRef.current?.selection() ?? "")}
          />
          <TerminalTool
            label="Paste"
            icon={ClipboardPasteIcon}
            onClick={() => void paste(terminalRef.current)}
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
        </>
      }
    >
      <main className="relative min-h-0 flex-1 overflow-hidden bg-[#0b0c0f]">
        <TerminalScreen
          ref={terminalRef}
          state={state}
          fontSize={settings.fontSize}
          onLink={handleLink}
          transformInput={transformInput}
        />
        {isSearching && (
          <Suspense>
            <TerminalSearch
              onFind={async (text, direction) =>
                (await terminalRef.current?.find(text, direction)) ?? false
              }
              onClose={() => {
                setIsSearching(false);
                terminalRef.current?.endSearch();
              }}
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
        onHold={(modifier, isDown) => {
          const next = new Set(held);
          if (isDown) next.add(modifier);
          else next.delete(modifier);
          hold(next);
          terminalRef.current?.focus();
        }}
        onKey={(key) => {
          terminalRef.current?.typeText(sequences[key]);
          terminalRef.current?.focus();
        }}
        onType={undefined}
        onEnter={() => undefined}
        onBackspace={() => undefined}
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

function withModifiers(text: string, held: ReadonlySet<BarModifier>): string {
  const isLetter = /^[@-_a-z]$/.test(text);
  const controlled =
    held.has("control") && isLetter
      ? String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f)
      : text;
  return held.has("alt") ? `\u001b${controlled}` : controlled;
}

async function copy(text: string): Promise<void> {
  if (text !== "") await navigator.clipboard.writeText(text);
}

async function paste(terminal: TerminalHandle | null): Promise<void> {
  // Refused by whoever does not want it read: then Ctrl+Shift+V is the way.
  const text = await navigator.clipboard.readText().catch(() => "");
  terminal?.paste(text);
  terminal?.focus();
}
