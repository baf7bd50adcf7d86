import { Fragment, type ReactNode } from "react";
import { displayLine } from "@/lib/displayText.ts";

/**
 * Notes as text. Proxmox VE reads Markdown and HTML in them; whoever wrote them is not necessarily who reads them here, and so nothing of
 * it is obeyed. Web addresses become links, and name themselves in full.
 */
export function NotesText({ text }: { text: string }) {
  return (
    <p className="max-h-96 overflow-y-auto break-words whitespace-pre-wrap">
      {text
        .split(/\r\n|\r|\n/)
        .slice(0, 500)
        .map((line, index) => (
          <Fragment key={index}>
            {index > 0 && "\n"}
            {withLinks(displayLine(line))}
          </Fragment>
        ))}
    </p>
  );
}

const webAddress =
  /(https?:\/\/[^\s<>()[\]"'`\uFFFD]*[^\s<>()[\]"'`\uFFFD.,;:!?])/;

function withLinks(line: string): ReactNode[] {
  // A pattern in brackets leaves what it has matched at every second place.
  return line.split(webAddress).map((part, index) =>
    index % 2 === 1 ? (
      <a
        key={index}
        href={part}
        target="_blank"
        rel="noreferrer nofollow"
        className="underline decoration-muted-foreground/50 underline-offset-4 hover:decoration-foreground"
      >
        {part}
      </a>
    ) : (
      part
    ),
  );
}
