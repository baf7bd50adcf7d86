import { useState } from "react";

export const qualities = ["low", "medium", "high"] as const;
export type Quality = (typeof qualities)[number];

/** How a screen and its window come together: the picture is fitted in, the guest is asked for another resolution, or neither. */
export const sizes = ["fit", "guest", "actual"] as const;
export type Size = (typeof sizes)[number];

export interface ConsoleSettings {
  size: Size;
  quality: Quality;
  fontSize: number;
  /** For who hears a terminal. */
  isReadOut: boolean;
}

const storageKey = "muster-console";
const usual: ConsoleSettings = {
  size: "fit",
  quality: "medium",
  fontSize: 14,
  isReadOut: false,
};
export const fontSizes = { least: 9, most: 28 } as const;

/** As this browser's owner had them last; of anything that does not fit, the usual. */
export function useConsoleSettings() {
  const [settings, setSettings] = useState(read);

  function change(changes: Partial<ConsoleSettings>) {
    const next = { ...settings, ...changes };
    localStorage.setItem(storageKey, JSON.stringify(next));
    setSettings(next);
  }
  return [settings, change] as const;
}

function read(): ConsoleSettings {
  let stored: Partial<Record<keyof ConsoleSettings, unknown>> = {};
  try {
    stored = (JSON.parse(localStorage.getItem(storageKey) ?? "{}") ??
      {}) as typeof stored;
  } catch {
    // Not ours.
  }
  const { fontSize } = stored;
  return {
    size: sizes.find((size) => size === stored.size) ?? usual.size,
    quality:
      qualities.find((quality) => quality === stored.quality) ?? usual.quality,
    fontSize:
      typeof fontSize === "number" &&
      fontSize >= fontSizes.least &&
      fontSize <= fontSizes.most
        ? fontSize
        : usual.fontSize,
    isReadOut: stored.isReadOut === true,
  };
}
