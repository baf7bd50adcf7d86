import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import { FitAddon } from "@xterm/addon-fit";
import type { SearchAddon } from "@xterm/addon-search";
import { Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { inputMessage, resizeMessage } from "@/lib/terminalProtocol.ts";
import type { ConsoleState } from "@/lib/vmConsole.ts";

/** What the tools around a terminal can do with it. */
export interface TerminalHandle {
  focus: () => void;
  typeText: (text: string) => void;
  /** As a paste: a shell that knows them sees where it begins and ends. */
  paste: (text: string) => void;
  selection: () => string;
  find: (text: string, direction: "next" | "previous") => Promise<boolean>;
  endSearch: () => void;
}

interface TerminalScreenProps {
  state: ConsoleState;
  fontSize: number;
  /** A link was clicked; whether it is opened is for somebody to say. */
  onLink: (url: string) => void;
  /** Lets the key bar's Ctrl have its part in what is typed. */
  transformInput: (text: string) => string;
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
  onLink,
  transformInput,
  ref,
}: TerminalScreenProps) {
  const targetRef = useRef<HTMLDivElement>(null);
  const toolsRef = useRef<{
    terminal: Terminal;
    fit: FitAddon;
    /** Loaded when something is searched for. */
    search: Promise<SearchAddon> | undefined;
  }>(null);
  const channel = state.status === "open" ? state.channel : undefined;

  useEffect(() => {
    const target = targetRef.current;
    if (!target) return;
    const terminal = new Terminal({
      scrollback: scrollbackLines,
      cursorBlink: true,
      fontFamily:
        'ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
      theme,
      allowProposedApi: true,
      screenReaderMode: false,
      linkHandler: {
        // What a program names a link itself (OSC 8) shows one text and leads elsewhere.
        activate: (_event, url) => {
          onLink(url);
        },
      },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(target);
    addLinks(terminal, onLink).catch(() => {
      // Without it they are text, as they were.
    });
    toolsRef.current = { terminal, fit, search: undefined };
    const observer = new ResizeObserver(() => {
      fit.fit();
    });
    observer.observe(target);
    fit.fit();
    return () => {
      observer.disconnect();
      toolsRef.current = null;
      terminal.dispose();
    };
  }, [onLink]);

  useEffect(() => {
    const tools = toolsRef.current;
    if (!tools) return;
    tools.terminal.options.fontSize = fontSize;
    tools.fit.fit();
  }, [fontSize]);

  useEffect(() => {
    const terminal = toolsRef.current?.terminal;
    if (!terminal || !channel) return;
    const stop = channel.listen((data) => {
      if (data instanceof ArrayBuffer) terminal.write(new Uint8Array(data));
    });
    const listeners = [
      terminal.onData((text) => {
        channel.send(inputMessage(transformInput(text)));
      }),
      terminal.onResize(({ cols, rows }) => {
        channel.send(resizeMessage(cols, rows));
      }),
    ];
    channel.send(resizeMessage(terminal.cols, terminal.rows));
    terminal.focus();
    return () => {
      stop();
      for (const listener of listeners) listener.dispose();
    };
  }, [channel, transformInput]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => toolsRef.current?.terminal.focus(),
      typeText: (text) => toolsRef.current?.terminal.input(text),
      paste: (text) => toolsRef.current?.terminal.paste(text),
      selection: () => toolsRef.current?.terminal.getSelection() ?? "",
      find: async (text, direction) => {
        const tools = toolsRef.current;
        if (!tools) return false;
        tools.search ??= loadSearch(tools.terminal);
        const search = await tools.search;
        return direction === "next"
          ? search.findNext(text, { decorations })
          : search.findPrevious(text, { decorations });
      },
      endSearch: () => {
        void toolsRef.current?.search?.then((search) => {
          search.clearDecorations();
        });
        toolsRef.current?.terminal.focus();
      },
    }),
    [],
  );

  return (
    <div className="size-full bg-[#0b0c0f] p-2">
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

async function loadSearch(terminal: Terminal): Promise<SearchAddon> {
  const { SearchAddon } = await import("@xterm/addon-search");
  const search = new SearchAddon();
  terminal.loadAddon(search);
  return search;
}
