import { useLayoutEffect, useRef } from "react";
import type { Span } from "./tokenize.ts";

interface SearchMarkProps {
  text: string;
  span: Span;
  /** How far the input's text has been scrolled. */
  scrollLeft: number;
}

/** The wavy line under a part of the input's text: the same text, invisible, over it. */
export function SearchMark({ text, span, scrollLeft }: SearchMarkProps) {
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (ref.current) ref.current.scrollLeft = scrollLeft;
  }, [scrollLeft]);

  return (
    <div
      ref={ref}
      aria-hidden
      className="pointer-events-none absolute inset-y-0 right-18 left-8 flex items-center overflow-hidden border-y border-transparent text-base whitespace-pre text-transparent md:text-sm"
    >
      <span>{text.slice(0, span.from)}</span>
      <span className="underline decoration-destructive decoration-wavy underline-offset-3">
        {text.slice(span.from, span.to)}
      </span>
      <span>{text.slice(span.to)}</span>
    </div>
  );
}
