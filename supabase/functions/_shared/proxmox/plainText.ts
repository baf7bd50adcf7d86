/**
 * Text of a server that may be of any language (notes, names, a task's log), fit to be kept and shown as text: cut, and without the control
 * characters that could make a terminal or a line of it lie. Line breaks stay where they are meant to.
 */
export function plainText(
  text: string,
  maxLength: number,
  { lines = false } = {},
): string {
  const control = lines ? controlButLines : controlCharacters;
  // The cut comes first as well: a text may be megabytes.
  return text.slice(0, maxLength).replace(control, " ");
}

// Cc is C0, DEL and C1; the others are marks that turn the direction of what follows them.
const controlCharacters = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const controlButLines =
  /(?![\t\n])\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
