import type { MouseEvent } from "react";

/** For a button beside a console: a click leaves the focus where one types, and a phone's keyboard where it is. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
