import { Fragment, type ReactNode } from "react";
import { displayLine } from "@/lib/displayText.ts";
import { parseNotes, type Block, type Inline } from "./parseNotes.ts";

/** Notes as their writer meant them, as far as that is text. */
export function NotesText({ text }: { text: string }) {
  return (
    <div className="max-h-[32rem] space-y-2 overflow-y-auto break-words">
      {parseNotes(text).map((block, index) => (
        <Fragment key={index}>{drawBlock(block)}</Fragment>
      ))}
    </div>
  );
}

function drawBlock(block: Block): ReactNode {
  switch (block.kind) {
    case "paragraph":
      return (
        <p className="whitespace-pre-line">
          {block.lines.map((line, index) => (
            <Fragment key={index}>
              {index > 0 && "\n"}
              <Line pieces={line} />
            </Fragment>
          ))}
        </p>
      );
    case "heading":
      return (
        <h3 className="font-medium">
          <Line pieces={block.line} />
        </h3>
      );
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      return (
        <List
          className={block.isOrdered ? "list-decimal pl-5" : "list-disc pl-5"}
        >
          {block.items.map((item, index) => (
            <li key={index}>
              <Line pieces={item} />
            </li>
          ))}
        </List>
      );
    }
    case "code":
      return (
        <pre className="rounded-md bg-muted p-2 font-mono text-xs break-words whitespace-pre-wrap">
          {block.text.split("\n").map(displayLine).join("\n")}
        </pre>
      );
    case "rule":
      return <hr />;
  }
}

function Line({ pieces }: { pieces: readonly Inline[] }) {
  return pieces.map((piece, index) => (
    <Fragment key={index}>{drawPiece(piece)}</Fragment>
  ));
}

function drawPiece(piece: Inline): ReactNode {
  const text = displayLine(piece.text);
  switch (piece.kind) {
    case "text":
      return text;
    case "strong":
      return <strong className="font-semibold">{text}</strong>;
    case "em":
      return <em>{text}</em>;
    case "code":
      return (
        <code className="rounded-sm bg-muted px-1 font-mono text-xs">
          {text}
        </code>
      );
    case "link":
      return (
        <>
          <a
            href={piece.href}
            title={displayLine(piece.href)}
            target="_blank"
            rel="noreferrer nofollow"
            className="underline decoration-muted-foreground/50 underline-offset-4 hover:decoration-foreground"
          >
            {text}
          </a>
          {piece.text !== piece.href && (
            // A text may promise another place than it leads to.
            <span className="text-xs text-muted-foreground">
              {" "}
              ({displayLine(hostOf(piece.href))})
            </span>
          )}
        </>
      );
  }
}

function hostOf(href: string): string {
  try {
    return new URL(href).host;
  } catch {
    return href;
  }
}
