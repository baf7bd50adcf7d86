/** More would fill what the way to the guest holds, and end the console. */
const mostPastedLength = 1_000_000;

export function isTooMuchToPaste(text: string): boolean {
  return text.length > mostPastedLength;
}

const notText =
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Without what is no text: a sequence in a text that was copied somewhere could end the paste for the shell (bracketed paste), and have the
 * rest of it run.
 */
export function pasteable(text: string): string {
  return text.replace(notText, "");
}
