import { usualColumns, type VmColumn } from "./vmColumns.ts";
import {
  readColumns,
  vmModes,
  writeColumns,
  type ViewDefaults,
  type VmMode,
} from "./vmView.ts";

const modeKey = "muster.guests.mode";
const columnsKey = "muster.guests.columns";

/** A table wants width, a thumb wants cards. */
export function usualMode(): VmMode {
  return window.matchMedia("(min-width: 48rem)").matches ? "table" : "cards";
}

/** What was chosen on this device last, else what suits its screen. */
export function deviceDefaults(): ViewDefaults {
  const mode = recall(modeKey);
  return {
    mode: vmModes.find((name) => name === mode) ?? usualMode(),
    columns: readColumns(recall(columnsKey)) ?? usualColumns,
  };
}

export function rememberMode(mode: VmMode): void {
  remember(modeKey, mode);
}

export function rememberColumns(columns: readonly VmColumn[]): void {
  remember(columnsKey, writeColumns(columns));
}

/** A browser that keeps nothing keeps nothing: the address still does. */
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
