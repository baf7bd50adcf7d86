import { useState } from "react";

export const qualities = ["low", "medium", "high"] as const;
export type Quality = (typeof qualities)[number];

export interface ConsoleSettings {
  /** Whether a screen is fitted into the window, or shown as large as it is. */
  isScaled: boolean;
  quality: Quality;
  fontSize: number;
}

const storageKey = "muster-console";
const usual: ConsoleSettings = {
  isScaled: true,
  quality: "medium",
  fontSize: 14,
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
  const { isScaled, fontSize } = stored;
  return {
    isScaled: typeof isScaled === "boolean" ? isScaled : usual.isScaled,
    quality:
      qualities.find((quality) => quality === stored.quality) ?? usual.quality,
    fontSize:
      typeof fontSize === "number" &&
      fontSize >= fontSizes.least &&
      fontSize <= fontSizes.most
        ? fontSize
        : usual.fontSize,
  };
}
