import { useState } from "react";

/** `onCloseAutoFocus` of a dialog that is opened by what it does not know: Radix would leave the focus nowhere. */
export function useReturnFocus() {
  const [before] = useState(() => document.activeElement);
  return (event: Event) => {
    // It may be gone with what was deleted, or with the page.
    if (!(before instanceof HTMLElement) || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
}
