import { createTailwindMerge, type ClassValidator } from "tailwind-merge";

const any: ClassValidator = () => true;
const like =
  (pattern: RegExp): ClassValidator =>
  (value) =>
    pattern.test(value);
const width = like(/^\d|^\[\d+px\]$/);

/** Utilities that are about one thing, whatever follows: `z-10` and `z-20` about `z`. */
const plainSubjects =
  "@container accent align animate appearance backdrop-blur basis bg-clip bottom break clear col-span col-start container content cursor delay divide divide-y duration field-sizing fill filter float gap gap-x gap-y grayscale grid-cols grid-rows h inset inset-x inset-y items justify leading left line-clamp list m max-h max-w mb min-h min-w ml mr mt mx my object opacity order origin outline-offset overflow overflow-x overflow-y overscroll p pb pl place-content pointer-events pr pt px py resize right rotate rounded rounded-r row-span row-start scroll-mb scroll-mt scroll-my select self shadow shrink size space-y tabular-nums top tracking transition translate-x translate-y truncate underline-offset uppercase w whitespace wrap z";

/**
 * Of utilities about the same subject only the last, so that whoever uses a component has the last word about its looks. These are the ones
 * of our code; what tailwind-merge says of all of Tailwind's would be 6 KB more of every first load (mergeClasses.test.ts compares).
 */
export const mergeClasses = createTailwindMerge(() => ({
  // The texts come from the code: there are some hundred.
  cacheSize: 1000,
  theme: {},
  classGroups: {
    ...Object.fromEntries(
      plainSubjects
        .split(" ")
        .map((subject) => [subject, [{ [subject]: ["", any] }]]),
    ),
    display: [
      "block",
      "contents",
      "flex",
      "grid",
      "hidden",
      "inline",
      "inline-block",
      "inline-flex",
      "table",
    ],
    position: ["absolute", "fixed", "relative", "static", "sticky"],
    underline: ["underline", "no-underline"],
    "sr-only": ["sr-only", "not-sr-only"],
    "flex-direction": [{ flex: ["row", "row-reverse", "col", "col-reverse"] }],
    "flex-wrap": [{ flex: ["wrap", "nowrap"] }],
    flex: [{ flex: [any] }],
    "font-weight": [{ font: ["normal", "medium", "semibold"] }],
    font: [{ font: [any] }],
    "text-align": [{ text: ["left", "center", "right"] }],
    "text-wrap": [{ text: ["balance"] }],
    "text-size": [{ text: [like(/^(?:xs|sm|base|lg|\d?xl|\[[\d.]+r?em\])$/)] }],
    text: [{ text: [any] }],
    "bg-position": [{ bg: ["bottom", like(/^\[position:/)] }],
    "bg-size": [{ bg: [like(/^\[length:/)] }],
    "bg-image": [{ bg: [like(/^\[linear-/)] }],
    "bg-repeat": [{ bg: ["no-repeat"] }],
    bg: [{ bg: [any] }],
    "border-width": [{ border: ["", width] }],
    "border-width-y": [{ "border-y": ["", width] }],
    "border-width-t": [{ "border-t": ["", width] }],
    "border-width-r": [{ "border-r": ["", width] }],
    "border-width-b": [{ "border-b": ["", width] }],
    "border-width-l": [{ "border-l": ["", width] }],
    "border-style": [{ border: ["dashed"] }],
    border: [{ border: [any] }],
    "ring-width": [{ ring: ["", width] }],
    "ring-inset": ["ring-inset"],
    "ring-offset-width": [{ "ring-offset": [width] }],
    "ring-offset": [{ "ring-offset": [any] }],
    ring: [{ ring: [any] }],
    "outline-width": ["outline"],
    "outline-style": [{ outline: ["none", "hidden"] }],
    "decoration-style": [{ decoration: ["wavy"] }],
    decoration: [{ decoration: [any] }],
  },
  /** What a subject takes in. */
  conflictingClassGroups: {
    m: ["mx", "my", "mt", "mr", "mb", "ml"],
    mx: ["ml", "mr"],
    my: ["mt", "mb"],
    p: ["px", "py", "pt", "pr", "pb", "pl"],
    px: ["pl", "pr"],
    py: ["pt", "pb"],
    "scroll-my": ["scroll-mt", "scroll-mb"],
    inset: ["inset-x", "inset-y", "top", "right", "bottom", "left"],
    "inset-x": ["left", "right"],
    "inset-y": ["top", "bottom"],
    size: ["w", "h"],
    gap: ["gap-x", "gap-y"],
    overflow: ["overflow-x", "overflow-y"],
    rounded: ["rounded-r"],
    "border-width": [
      "border-width-y",
      "border-width-t",
      "border-width-r",
      "border-width-b",
      "border-width-l",
    ],
    "border-width-y": ["border-width-t", "border-width-b"],
    "text-size": ["leading"],
    flex: ["basis", "shrink"],
    "line-clamp": ["display", "overflow"],
  },
  conflictingClassGroupModifiers: {},
  orderSensitiveModifiers: [],
}));
