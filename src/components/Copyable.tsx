import { useEffect, useState, type ReactNode } from "react";
import { CheckIcon, CopyIcon } from "lucide-react";
import { copyText } from "@/lib/copyText.ts";
import { cn } from "@/lib/utils.ts";

interface CopyableProps {
  value: string;
  /** What it is, for who hears it: "Copy request id". */
  label: string;
  className?: string;
  /** The value as it is shown, where it is to break in certain places. */
  children?: ReactNode;
}

/** Text in a fixed width and a button that copies it. Select it by hand where the clipboard is refused (plain HTTP). */
export function Copyable({
  value,
  label,
  className,
  children = value,
}: CopyableProps) {
  const [copied, setCopied] = useState<"yes" | "no">();

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => {
      setCopied(undefined);
    }, 2000);
    return () => {
      clearTimeout(timer);
    };
  }, [copied]);

  function handleCopy() {
    copyText(value).then(
      () => {
        setCopied("yes");
      },
      () => {
        setCopied("no");
      },
    );
  }

  return (
    <span
      className={cn("inline-flex max-w-full items-center gap-1", className)}
    >
      <code className="min-w-0 font-mono text-xs break-all select-all">
        {children}
      </code>
      <button
        type="button"
        aria-label={`Copy ${label}`}
        onClick={handleCopy}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-muted-foreground outline-none hover:bg-accent hover:text-foreground focus-visible:ring-[3px] focus-visible:ring-ring/50 pointer-coarse:size-11"
      >
        {copied === "yes" ? (
          <CheckIcon aria-hidden className="size-3.5 text-success" />
        ) : (
          <CopyIcon aria-hidden className="size-3.5" />
        )}
      </button>
      <span role="status" className="sr-only">
        {copied === "yes" && "Copied"}
        {copied === "no" &&
          "Could not copy. Select the text and copy it by hand"}
      </span>
    </span>
  );
}
