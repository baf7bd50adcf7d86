import { copyText } from "@/lib/copyText.ts";
import { toast } from "@/lib/toast.ts";
import { isTooMuchToPaste, pasteable } from "./pasteable.ts";
import type { TerminalHandle } from "./TerminalScreen.tsx";

export async function copy(terminal: TerminalHandle | null): Promise<void> {
  const selection = terminal?.selection() ?? "";
  try {
    await copyText(selection || (terminal?.visibleText() ?? ""));
    toast.success(
      selection ? "Copied" : "Nothing was selected: what is in view is copied",
    );
  } catch {
    toast.error(
      "The browser keeps its clipboard to itself. Select the text and press Ctrl+Insert.",
    );
  }
}

export async function pasteClipboard(
  terminal: TerminalHandle | null,
): Promise<void> {
  // Refused by whoever does not want it read; on plain HTTP there is none.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  const text = await clipboard?.readText().catch(() => undefined);
  if (text === undefined)
    toast.error(
      "The browser keeps its clipboard to itself. Paste with Ctrl+Shift+V.",
    );
  else paste(terminal, text);
}

export function paste(terminal: TerminalHandle | null, text: string): void {
  if (isTooMuchToPaste(text))
    toast.error(
      "Nothing was pasted: a terminal takes at most 1 MB at once. Use a file for more.",
    );
  else terminal?.paste(pasteable(text));
}
