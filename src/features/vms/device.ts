/** Fingers need taller rows and buttons (index.css). */
export const isCoarse = window.matchMedia("(pointer: coarse)").matches;

/** Who has asked the browser for larger letters gets larger rows. */
export const rem =
  Number.parseFloat(
    window.getComputedStyle(document.documentElement).fontSize,
  ) || 16;
