import type { MouseEvent } from "react";

/** For a button beside a console: a click leaves the focus where one types, and a phone's keyboard where it is. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

/** Whether nobody types anywhere: a console that comes back takes the keys of no search and no clipboard. */
export function isFocusFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body;
}
