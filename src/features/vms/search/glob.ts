/**
 * Tests a whole lower-cased text against a lower-cased pattern in which `*` stands for anything. By hand, because a regular expression
 * made of many `*` can take for ever, and a link may bring any pattern.
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.pop();
  if (tail === undefined) return (text) => text === pattern;

  return (text) => {
    if (!text.startsWith(head)) return false;
    let at = head.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return text.length - tail.length >= at && text.endsWith(tail);
  };
}
