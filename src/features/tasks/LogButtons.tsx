import { useState } from "react";
import { CheckIcon, CopyIcon, DownloadIcon } from "lucide-react";
import { Button } from "@/components/ui/button.tsx";
import { copyText } from "@/lib/copyText.ts";
import { displayLine } from "@/lib/displayText.ts";
import { downloadText } from "@/lib/downloadText.ts";
import { readUpid } from "@/lib/upid.ts";

interface LogButtonsProps {
  lines: readonly string[];
  upid: string;
}

/** The log for somewhere else: as it is shown, so that nothing hides in it. */
export function LogButtons({ lines, upid }: LogButtonsProps) {
  const [copied, setCopied] = useState<"yes" | "no">();

  return (
    <>
      <Button
        size="sm"
        variant="outline"
        onClick={() => {
          copyText(textOf(lines)).then(
            () => {
              setCopied("yes");
            },
            () => {
              setCopied("no");
            },
          );
        }}
      >
        {copied === "yes" ? (
          <CheckIcon aria-hidden className="text-success" />
        ) : (
          <CopyIcon aria-hidden />
        )}
        Copy
      </Button>
      <Button
        size="sm"
        variant="outline"
        onClick={() => {
          downloadText(fileName(upid), textOf(lines), "text/plain");
        }}
      >
        <DownloadIcon aria-hidden />
        Download
      </Button>
      <span role="status" className="text-xs text-muted-foreground">
        {copied === "yes" && <span className="sr-only">Copied</span>}
        {copied === "no" && "The browser refused the clipboard. Download it."}
      </span>
    </>
  );
}

function textOf(lines: readonly string[]): string {
  return `${lines.map(displayLine).join("\n")}\n`;
}

/** "qmstart-101-pve1-2026-11-23T09-30-00Z.log", whatever the server has put into the UPID. */
function fileName(upid: string): string {
  const { type, id, node, starttime } = readUpid(upid);
  const time = new Date(starttime * 1000).toISOString().replace(/\.\d+/, "");
  return `${[type, id, node, time]
    .filter(Boolean)
    .join("-")
    .replace(/[^\w.-]/g, "-")}.log`;
}
