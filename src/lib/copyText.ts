/** Puts a text on the clipboard. Browsers give it to secure origins alone, and a home lab is often plain HTTP. */
export async function copyText(text: string): Promise<void> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (!clipboard) throw new Error("No clipboard on this origin");
  await clipboard.writeText(text);
}
