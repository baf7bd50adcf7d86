/** A piece of a line. What is none of the others is text. */
export type Inline =
  | { kind: "text" | "strong" | "em" | "code"; text: string }
  | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "paragraph"; lines: Inline[][] }
  | { kind: "heading"; line: Inline[] }
  | { kind: "list"; isOrdered: boolean; items: Inline[][] }
  | { kind: "code"; text: string }
  | { kind: "rule" };

/** As long as a note may get in Proxmox VE. */
const maxLength = 8192;

/**
 * The part of Markdown that people write in notes. Proxmox VE reads HTML in them as well; here, its tags are taken out, and what they hold
 * stays. Only text and web addresses come out of this: whoever wrote the notes is not necessarily who reads them.
 */
export function parseNotes(notes: string): Block[] {
  const lines = withoutTags(notes.slice(0, maxLength)).split(/\r\n|\r|\n/);
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? "").trim();
    if (line === "") {
      blocks.push({ kind: "paragraph", lines: [] });
    } else if (line.startsWith("```")) {
      const end = lines.findIndex(
        (later, index) => index > at && later.trim().startsWith("```"),
      );
      const last = end === -1 ? lines.length : end;
      blocks.push({
        kind: "code",
        text: lines.slice(at + 1, last).join("\n"),
      });
      at = last;
    } else addLine(blocks, line);
  }
  return blocks.filter(
    (block) => block.kind !== "paragraph" || block.lines.length > 0,
  );
}

function addLine(blocks: Block[], line: string): void {
  const before = blocks.at(-1);
  const heading = /^#{1,6} +(.*?)[ #]*$/.exec(line)?.[1];
  const [, mark, item] = /^([-*+]|\d{1,9}[.)]) +(.+)$/.exec(line) ?? [];

  if (heading !== undefined) {
    blocks.push({ kind: "heading", line: parseLine(heading) });
  } else if (/^(?:-{3,}|\*{3,}|_{3,})$/.test(line)) {
    blocks.push({ kind: "rule" });
  } else if (mark !== undefined && item !== undefined) {
    const isOrdered = /\d/.test(mark);
    if (before?.kind === "list" && before.isOrdered === isOrdered) {
      before.items.push(parseLine(item));
    } else {
      blocks.push({ kind: "list", isOrdered, items: [parseLine(item)] });
    }
  } else if (before?.kind === "paragraph") {
    before.lines.push(parseLine(line));
  } else blocks.push({ kind: "paragraph", lines: [parseLine(line)] });
}

const inline =
  /`(?<code>[^`]+)`|\*\*(?<strong>[^*]+)\*\*|(?<![*\w])\*(?<em>[^*\s](?:[^*]*[^*\s])?)\*(?![*\w])|\[(?<label>[^[\]]+)\]\((?<target>https?:\/\/[^\s()<>]+)\)|(?<address>https?:\/\/[^\s<>()[\]"'`*]*[^\s<>()[\]"'`*.,;:!?])/gi;

function parseLine(line: string): Inline[] {
  const pieces: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(inline)) {
    if (match.index > from) {
      pieces.push({ kind: "text", text: line.slice(from, match.index) });
    }
    from = match.index + match[0].length;
    pieces.push(toInline(match.groups ?? {}));
  }
  if (from < line.length) pieces.push({ kind: "text", text: line.slice(from) });
  return pieces;
}

function toInline({
  code,
  strong,
  em,
  label,
  target,
  address = "",
}: Partial<Record<string, string>>): Inline {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (em !== undefined) return { kind: "em", text: em };
  return target === undefined
    ? { kind: "link", text: address, href: address }
    : { kind: "link", text: label?.trim() ?? target, href: target };
}

const tags =
  /<\/?(?:a|abbr|b|blockquote|br|center|code|dd|details|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|picture|pre|s|small|source|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]*)?\/?>/gi;

/** The HTML that notes are written in, as the Markdown that comes nearest. "1 < 2 and 3 > 2" is no HTML. */
function withoutTags(notes: string): string {
  if (!notes.includes("<")) return notes;
  return notes
    .replace(/<!--.*?-->/gs, "")
    .replace(
      /<a\s[^<>]*?href=["']?(https?:\/\/[^\s"'<>()]+)[^<>]*>([^<>[\]]+)<\/a>/gi,
      (_, href: string, text: string) => ` [${text.trim()}](${href}) `,
    )
    .replace(/<h[1-6](?:\s[^<>]*)?>\s*/gi, "\n## ")
    .replace(/<li(?:\s[^<>]*)?>\s*/gi, "\n- ")
    .replace(/<(?:br|hr)\s*\/?>|<\/(?:p|div|h[1-6]|tr)>/gi, "\n")
    .replace(tags, "")
    .replace(/\n\s*\n\s*\n/g, "\n\n");
}
