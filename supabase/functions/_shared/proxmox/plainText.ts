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

// C0, DEL, C1, and the marks that turn the direction of what follows them.
const controlCharacters =
  // eslint-disable-next-line no-control-regex -- these are what is removed
  /[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const controlButLines =
  // eslint-disable-next-line no-control-regex -- as above, but for the tab and the line feed
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
