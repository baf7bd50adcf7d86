/** The keys that the keyboard of a phone lacks, by the names that screen and terminal know them by. */
export const barKeyLabels = {
  escape: "Esc",
  tab: "Tab",
  insert: "Ins",
  delete: "Del",
  home: "Home",
  end: "End",
  pageUp: "PgUp",
  pageDown: "PgDn",
  left: "←",
  up: "↑",
  down: "↓",
  right: "→",
  f1: "F1",
  f2: "F2",
  f3: "F3",
  f4: "F4",
  f5: "F5",
  f6: "F6",
  f7: "F7",
  f8: "F8",
  f9: "F9",
  f10: "F10",
  f11: "F11",
  f12: "F12",
} as const;

export type BarKey = keyof typeof barKeyLabels;
export type BarModifier = "control" | "alt";

export const noModifiers: ReadonlySet<BarModifier> = new Set();

/** What is held after one more is, or is no more. */
export function withHeld(
  held: ReadonlySet<BarModifier>,
  modifier: BarModifier,
  isDown: boolean,
): ReadonlySet<BarModifier> {
  const next = new Set(held);
  if (isDown) next.add(modifier);
  else next.delete(modifier);
  return next;
}

/** For who hears them, where the label does not say it. */
export const spokenBarKeys: Partial<Record<BarKey, string>> = {
  escape: "Escape",
  insert: "Insert",
  delete: "Delete",
  pageUp: "Page up",
  pageDown: "Page down",
  left: "Left",
  up: "Up",
  down: "Down",
  right: "Right",
};
