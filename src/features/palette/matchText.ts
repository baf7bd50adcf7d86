/** How well a word fits a text: the ranks that all results share, so that pages, servers and guests can be compared. */
export const fit = {
  whole: 100,
  start: 80,
  wordStart: 60,
  part: 40,
  letters: 15,
  none: 0,
} as const;

/** Both in lower case. Finds "web" in "web-01", "my-web" and "cobweb", and "w01" in "web-01". */
export function matchText(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at === 0) return text.length === word.length ? fit.whole : fit.start;
  if (at > 0) {
    return startsWordSomewhere(text, word, at) ? fit.wordStart : fit.part;
  }
  return hasLettersInOrder(text, word) ? fit.letters : fit.none;
}

function startsWordSomewhere(text: string, word: string, from: number) {
  for (let at = from; at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text.charCodeAt(at - 1))) return true;
  }
  return false;
}

/** Of lower-case text. What is not ASCII counts as a letter. */
function isWordCharacter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code > 127
  );
}

/** All letters in their order, and close together: in a long text any letters are found somewhere. */
function hasLettersInOrder(text: string, word: string): boolean {
  if (word.length < 2) return false;
  const start = text.indexOf(word.charAt(0));
  if (start === -1) return false;
  let at = start;
  for (let index = 1; index < word.length; index += 1) {
    at = text.indexOf(word.charAt(index), at + 1);
    if (at === -1) return false;
  }
  return at - start < word.length * 3;
}

export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The mean over all words; none if one of them fits nowhere. */
export function meanFit(
  words: readonly string[],
  fitOf: (word: string) => number,
): number {
  let sum = 0;
  for (const word of words) {
    const value = fitOf(word);
    if (value === 0) return 0;
    sum += value;
  }
  return words.length === 0 ? 0 : sum / words.length;
}
