const maxLength = 300;
const maxLineLength = 2_000;

/**
 * Text from somebody else's server as one line that shows what it holds: control, direction and zero-width characters, which make one
 * name look like another, appear as a mark; heaps of combining marks, which climb out of their line, are cut.
 */
export function displayText(text: string): string {
  return displayUpTo(maxLength, text);
}

/** The same for a line of a log, which is longer than a name and may be indented by tabs. */
export function displayLine(text: string): string {
  return displayUpTo(maxLineLength, text.replaceAll("\t", "    "));
}

function displayUpTo(length: number, text: string): string {
  const shown = text
    .slice(0, length)
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164]/gu,
      "\ufffd",
    )
    .replace(/(\p{M}{2})\p{M}+/gu, "$1");
  return text.length > length ? `${shown}…` : shown;
}
