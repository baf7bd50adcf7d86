/**
 * What was typed between two contents of a field. A phone's keyboard writes and rewrites whole words, so its events do not say it: what they
 * leave behind does.
 */
export function textChange(
  before: string,
  after: string,
): { erased: number; added: string } {
  const old = Array.from(before);
  const now = Array.from(after);
  let same = 0;
  while (same < old.length && old[same] === now[same]) same += 1;
  return { erased: old.length - same, added: now.slice(same).join("") };
}
