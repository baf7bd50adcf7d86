const maxLength = 300;

/**
 * Text from somebody else's server as one line that shows what it holds: control, direction and zero-width characters, which make one
 * name look like another, appear as a mark; heaps of combining marks, which climb out of their line, are cut.
 */
export function displayText(text: string): string {
  const shown = text
    .slice(0, maxLength)
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u2800\u3164]/gu,
      "\ufffd",
    )
    .replace(/(\p{M}{2})\p{M}+/gu, "$1");
  return text.length > maxLength ? `${shown}…` : shown;
}
