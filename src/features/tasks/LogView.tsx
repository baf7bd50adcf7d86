import { memo, useEffect, useRef, useState, type ReactNode } from "react";
import { ArrowDownIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { displayLine } from "@/lib/displayText.ts";
import { cn } from "@/lib/utils.ts";

interface LogViewProps {
  lines: readonly string[];
  /** How many came before them and are not kept. */
  skipped: number;
  /** Whether more may come. */
  isRunning: boolean;
}

/** Lines that are drawn and left out together: 50,000 lines are 200 elements, of which the browser lays out those in sight. */
const blockSize = 250;
const nearEndPx = 24;

/** A log as it grows. It stays at its end until somebody scrolls up, and again from when they are back. */
export function LogView({ lines, skipped, isRunning }: LogViewProps) {
  const { scrollRef, contentRef, isFollowing, handleScroll, follow } =
    useFollowing();
  const blocks = blocksOf(skipped, lines.length);

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scrollRef}
        role="log"
        aria-label="Log"
        // Read on demand, not line by line as it grows.
        aria-live="off"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
        tabIndex={0}
        onScroll={handleScroll}
        className="h-full overflow-y-auto overscroll-contain rounded-md border bg-muted/40 p-3 font-mono text-xs leading-5 outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
      >
        <div ref={contentRef}>
          {skipped > 0 && (
            <p className="mb-2 font-sans text-muted-foreground">
              {skipped.toLocaleString()} older lines are not shown. The whole
              log is on its node.
            </p>
          )}
          {blocks.map(({ from, to }) => (
            <LogBlock
              key={from - (from % blockSize)}
              from={from}
              to={to}
              skipped={skipped}
              lines={lines}
            />
          ))}
          {lines.length === 0 && (
            <p className="font-sans text-muted-foreground">
              {isRunning ? "Nothing written yet." : "The log is empty."}
            </p>
          )}
        </div>
      </div>
      {!isFollowing && isRunning && (
        <Button
          size="sm"
          variant="secondary"
          className="absolute right-4 bottom-3 border shadow-sm"
          onClick={follow}
        >
          <ArrowDownIcon aria-hidden />
          Follow
        </Button>
      )}
    </div>
  );
}

interface LogBlockProps {
  /** Numbers of lines in the whole log: they stay when old lines are dropped. */
  from: number;
  to: number;
  lines: readonly string[];
  skipped: number;
}

const LogBlock = memo(
  function LogBlock({ from, to, lines, skipped }: LogBlockProps) {
    return (
      <div
        className="break-words whitespace-pre-wrap [content-visibility:auto]"
        style={{
          containIntrinsicSize: `auto ${String((to - from) * 1.25)}rem`,
        }}
      >
        {paragraphsOf(lines.slice(from - skipped, to - skipped), from)}
      </div>
    );
  },
  // A log only grows: the same numbers are the same lines.
  (a, b) => a.from === b.from && a.to === b.to,
);

function blocksOf(skipped: number, count: number) {
  const end = skipped + count;
  const blocks: { from: number; to: number }[] = [];
  for (let from = skipped; from < end;) {
    const to = Math.min(end, from - (from % blockSize) + blockSize);
    blocks.push({ from, to });
    from = to;
  }
  return blocks;
}

/** One text for all lines in a row that say nothing special. */
function paragraphsOf(lines: readonly string[], from: number): ReactNode[] {
  const parts: ReactNode[] = [];
  let plain = "";
  lines.forEach((line, index) => {
    const text = `${displayLine(line)}\n`;
    const tone = toneOf(line);
    if (tone === undefined) {
      plain += text;
      return;
    }
    parts.push(
      plain,
      <span key={from + index} className={cn("font-semibold", tone)}>
        {text}
      </span>,
    );
    plain = "";
  });
  parts.push(plain);
  return parts;
}

/** Proxmox VE's own marks for what went wrong. */
function toneOf(line: string): string | undefined {
  if (/^(?:TASK ERROR|ERROR)\b/.test(line)) return "text-destructive";
  if (/^(?:TASK WARNINGS|WARN(?:ING)?)\b/.test(line)) return "text-warning";
  return line === "TASK OK" ? "text-success" : undefined;
}

function useFollowing() {
  const scrollRef = useRef<HTMLDivElement>(null);
  const contentRef = useRef<HTMLDivElement>(null);
  const [isFollowing, setIsFollowing] = useState(true);
  const followingRef = useRef(true);
  const lastTop = useRef(0);

  function setFollowing(following: boolean) {
    followingRef.current = following;
    setIsFollowing(following);
  }

  function toEnd() {
    const scroller = scrollRef.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }

  function handleScroll() {
    const scroller = scrollRef.current;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isNearEnd = scrollHeight - scrollTop - clientHeight < nearEndPx;
    // Lines that come in move the end away; only a person moves up.
    const wentUp = scrollTop < lastTop.current;
    lastTop.current = scrollTop;
    if (isNearEnd) setFollowing(true);
    else if (wentUp) setFollowing(false);
  }

  // Also after new lines: blocks get their true height when they come into sight.
  useEffect(() => {
    const content = contentRef.current;
    if (!content) return;
    const observer = new ResizeObserver(() => {
      if (followingRef.current) toEnd();
    });
    observer.observe(content);
    return () => {
      observer.disconnect();
    };
  }, []);

  return {
    scrollRef,
    contentRef,
    isFollowing,
    handleScroll,
    follow: () => {
      setFollowing(true);
      toEnd();
    },
  };
}
