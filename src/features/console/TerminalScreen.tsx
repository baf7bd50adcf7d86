import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import { FitAddon } from "@xterm/addon-fit";
import type { SearchAddon } from "@xterm/addon-search";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { inputMessage, resizeMessage } from "@/lib/terminalProtocol.ts";
import type { ConsoleState } from "@/lib/vmConsole.ts";
import { isTouched } from "./isTouched.ts";
import { isFocusFree } from "./keepFocus.ts";
import { TerminalFeed } from "./terminalFeed.ts";

/** What the tools around a terminal can do with it. */
export interface TerminalHandle {
  focus: () => void;
  typeText: (text: string) => void;
  /** Whether a program has asked for its cursor keys in another form (DECCKM). */
  hasApplicationKeys: () => boolean;
  /** As a paste: a shell that knows them sees where it begins and ends. */
  paste: (text: string) => void;
  selection: () => string;
  /** All that is in view: for who cannot select, with a finger for example. */
  visibleText: () => string;
  /** What is found is told by `onMatches`. */
  find: (text: string, options: FindOptions) => Promise<void>;
  endSearch: () => void;
}

export interface FindOptions {
  direction: "next" | "previous";
  isCaseSensitive: boolean;
}

export interface Matches {
  /** Which of them is shown, from 0; -1 where there are too many to count on. */
  index: number;
  count: number;
}

/** What is asked of the terminal by its keys, or by what is done in it. */
export interface TerminalEvents {
  /** A link was clicked; whether it is opened is for somebody to say. */
  onLink: (url: string) => void;
  onCopy: () => void;
  onPaste: (text: string) => void;
  onSearch: () => void;
  /** Also when what is searched says more. */
  onMatches: (matches: Matches) => void;
  /** Lets the key bar's Ctrl have its part in what is typed. */
  transformInput: (text: string) => string;
}

interface TerminalScreenProps {
  state: ConsoleState;
  fontSize: number;
  /** Has what is said read out. It costs time with every line. */
  isReadOut: boolean;
  /** The same for as long as the terminal is there. */
  events: TerminalEvents;
  ref: Ref<TerminalHandle>;
}

const scrollbackLines = 10_000;

const theme = {
  background: "#0b0c0f",
  foreground: "#e6e6e9",
  cursor: "#e6e6e9",
  selectionBackground: "#3b4a7a",
};

const decorations = {
  matchBackground: "#5a4a00",
  activeMatchBackground: "#c08a00",
  matchOverviewRuler: "#c08a00",
  activeMatchColorOverviewRuler: "#ffd24d",
};

/** A container's terminal, or a VM's serial port. What was said stays on it over every reconnection. */
export default function TerminalScreen({
  state,
  fontSize,
  isReadOut,
  events,
  ref,
}: TerminalScreenProps) {
  const targetRef = useRef<HTMLDivElement>(null);
  const toolsRef = useRef<{
    terminal: Terminal;
    feed: TerminalFeed;
    fit: FitAddon;
    /** Loaded when something is searched for. */
    search: Promise<SearchAddon> | undefined;
    wasCaseSensitive: boolean;
  }>(null);
  const channel = state.status === "open" ? state.channel : undefined;

  useEffect(() => {
    const target = targetRef.current;
    if (!target) return;
    const terminal = new Terminal({
      scrollback: scrollbackLines,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      fontFamily:
        'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
      theme,
      allowProposedApi: true,
      linkHandler: {
        // What a program names a link itself (OSC 8) shows one text and leads elsewhere.
        activate: (_event, url) => {
          events.onLink(url);
        },
      },
    });
    const feed = new TerminalFeed((bytes, done) => {
      terminal.write(bytes, done);
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(target);
    terminal.attachCustomKeyEventHandler((event) => !isTool(event, events));
    addLinks(terminal, events.onLink).catch(() => {
      // Without it they are text, as they were.
    });
    // Before the terminal takes it as it is.
    const handlePaste = (event: ClipboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      events.onPaste(event.clipboardData?.getData("text/plain") ?? "");
    };
    target.addEventListener("paste", handlePaste, true);
    if (isTouched())
      import("./fingerScroll.ts").then(
        ({ scrollWithFinger }) => {
          scrollWithFinger(terminal, target);
        },
        () => {
          // Without it the terminal stays at its end.
        },
      );
    toolsRef.current = {
      terminal,
      feed,
      fit,
      search: undefined,
      wasCaseSensitive: false,
    };
    const observer = new ResizeObserver(() => {
      fit.fit();
    });
    observer.observe(target);
    fit.fit();
    return () => {
      observer.disconnect();
      target.removeEventListener("paste", handlePaste, true);
      toolsRef.current = null;
      terminal.dispose();
    };
  }, [events]);

  useEffect(() => {
    const tools = toolsRef.current;
    if (!tools) return;
    tools.terminal.options.fontSize = fontSize;
    tools.fit.fit();
  }, [fontSize]);

  useEffect(() => {
    const tools = toolsRef.current;
    if (tools) tools.terminal.options.screenReaderMode = isReadOut;
  }, [isReadOut]);

  useEffect(() => {
    const tools = toolsRef.current;
    if (!tools || !channel) return;
    const { terminal, feed } = tools;
    const stop = channel.listen((data) => {
      if (data instanceof ArrayBuffer) feed.push(new Uint8Array(data));
    });
    const listeners = [
      terminal.onData((text) => {
        channel.send(inputMessage(events.transformInput(text)));
      }),
      terminal.onResize(({ cols, rows }) => {
        channel.send(resizeMessage(cols, rows));
      }),
    ];
    channel.send(resizeMessage(terminal.cols, terminal.rows));
    if (isFocusFree()) terminal.focus();
    return () => {
      stop();
      for (const listener of listeners) listener.dispose();
    };
  }, [channel, events]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => toolsRef.current?.terminal.focus(),
      typeText: (text) => toolsRef.current?.terminal.input(text),
      hasApplicationKeys: () =>
        toolsRef.current?.terminal.modes.applicationCursorKeysMode ?? false,
      paste: (text) => toolsRef.current?.terminal.paste(text),
      selection: () => toolsRef.current?.terminal.getSelection() ?? "",
      visibleText: () => {
        const terminal = toolsRef.current?.terminal;
        if (!terminal) return "";
        const top = terminal.buffer.active.viewportY;
        terminal.selectLines(top, top + terminal.rows - 1);
        const text = terminal.getSelection();
        terminal.clearSelection();
        return text.trimEnd();
      },
      find: async (text, { direction, isCaseSensitive }) => {
        const tools = toolsRef.current;
        if (!tools) return;
        tools.search ??= loadSearch(tools.terminal, events.onMatches);
        const search = await tools.search;
        // The addon marks what it has marked, whatever case is asked for now.
        if (isCaseSensitive !== tools.wasCaseSensitive)
          search.clearDecorations();
        tools.wasCaseSensitive = isCaseSensitive;
        const options = { decorations, caseSensitive: isCaseSensitive };
        if (direction === "next") search.findNext(text, options);
        else search.findPrevious(text, options);
      },
      endSearch: () => {
        void toolsRef.current?.search?.then((search) => {
          search.clearDecorations();
        });
        toolsRef.current?.terminal.focus();
      },
    }),
    [events],
  );

  return (
    <div className="min-h-0 w-full flex-1 p-2">
      <div
        ref={targetRef}
        className="size-full"
        data-testid="terminal"
        style={{ opacity: channel ? 1 : 0.6 }}
      />
    </div>
  );
}

/** Addresses that are plain text become links; the first lines do not wait for that. */
async function addLinks(
  terminal: Terminal,
  onLink: (url: string) => void,
): Promise<void> {
  const { WebLinksAddon } = await import("@xterm/addon-web-links");
  // It may have been closed meanwhile.
  if (!terminal.element?.isConnected) return;
  terminal.loadAddon(
    new WebLinksAddon((_event, url) => {
      onLink(url);
    }),
  );
}

async function loadSearch(
  terminal: Terminal,
  onMatches: TerminalEvents["onMatches"],
): Promise<SearchAddon> {
  const { SearchAddon } = await import("@xterm/addon-search");
  const search = new SearchAddon();
  terminal.loadAddon(search);
  search.onDidChangeResults(({ resultIndex, resultCount }) => {
    onMatches({ index: resultIndex, count: resultCount });
  });
  return search;
}

/** With Shift, as a terminal has them everywhere: Ctrl alone is for the shell. */
function isTool(
  event: KeyboardEvent,
  { onCopy, onSearch }: TerminalEvents,
): boolean {
  const { type, code, ctrlKey, shiftKey, altKey, metaKey } = event;
  if (type !== "keydown" || !ctrlKey || !shiftKey || altKey || metaKey)
    return false;
  const tool = { KeyC: onCopy, KeyF: onSearch }[code];
  if (!tool) return false;
  event.preventDefault();
  tool();
  return true;
}
