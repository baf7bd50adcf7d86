/** Tailwind's utilities by their subject. Whatever stands in no line here has its first word as its subject: `bg-muted` speaks of `bg`. */
const subjects: readonly (readonly [utility: RegExp, subject: string])[] = [
  [
    /^(?:(?:inline-)?(?:block|flex|grid|table)|inline|contents|hidden)$/,
    "display",
  ],
  [/^(?:absolute|fixed|relative|static|sticky)$/, "position"],
  [/^(?:no-)?underline$/, "underline"],
  [/^(?:not-)?sr-only$/, "sr-only"],
  [/^flex-(?:row|col)/, "flex-direction"],
  [/^flex-(?:no)?wrap/, "flex-wrap"],
  [/^text-(?:xs|sm|base|lg|\d?xl|\[[\d.]+r?em\])$/, "text-size"],
  [/^text-(?:left|center|right|justify)$/, "text-align"],
  [/^text-(?:balance|pretty|wrap|nowrap)$/, "text-wrap"],
  [/^font-(?:normal|medium|semibold|bold)$/, "font-weight"],
  [/^border(-[xytrbl])?(?:-\d|-\[\d+px\])?$/, "border-width$1"],
  [/^border-(?:dashed|dotted|solid|none)$/, "border-kind"],
  [/^ring(?:-\d|-\[\d+px\])?$/, "ring-width"],
  [/^(ring-inset|outline)$/, "$1"],
  [/^outline-(?:none|hidden)$/, "outline-kind"],
  [/^decoration-(?:wavy|dotted|dashed)$/, "decoration-kind"],
  [/^bg-(?:\[position:.*|bottom|top|center)/, "bg-position"],
  [/^bg-(?:\[(?:length|linear)|no-repeat)/, "$&"],
  [
    /^-?([mp][xytrbl]|(?:gap|overflow|inset|translate|space|divide)-[xy]|(?:min|max)-[wh]|rounded-[trbl]|grid-(?:cols|rows)|(?:ring|underline|outline)-offset|bg-clip|(?:fade|zoom)-(?:in|out)|slide-in-from-\w+|scroll-[mp][xytrbl]?|(?:col|row)-(?:span|start|end)|fill-mode)(?:-|$)/,
    "$1",
  ],
  [/^-?([a-z]+)/, "$1"],
];

/** What a subject takes in. */
const parts: Partial<Record<string, string>> = {
  m: "mx my mt mr mb ml",
  mx: "ml mr",
  my: "mt mb",
  p: "px py pt pr pb pl",
  px: "pl pr",
  py: "pt pb",
  "scroll-my": "scroll-mt scroll-mb",
  inset: "inset-x inset-y top right bottom left",
  "inset-x": "left right",
  "inset-y": "top bottom",
  size: "w h",
  gap: "gap-x gap-y",
  overflow: "overflow-x overflow-y",
  rounded: "rounded-t rounded-r rounded-b rounded-l",
  "border-width":
    "border-width-x border-width-y border-width-t border-width-r border-width-b border-width-l",
  "border-width-x": "border-width-l border-width-r",
  "border-width-y": "border-width-t border-width-b",
  "text-size": "leading",
  flex: "basis grow shrink",
  line: "display overflow",
};

/** `hover:`, `data-[state=open]:`: another state is another matter. */
const variants = /^(?:(?:[^:[(]|\[[^\]]*\]|\([^)]*\))*:)+/;

/**
 * Of utilities about the same subject only the last, so that whoever uses a component has the last word about its looks. Decides as
 * tailwind-merge does, for the utilities that we use (mergeClasses.test.ts), in a tenth of its size.
 */
export function mergeClasses(text: string): string {
  const settled = new Set<string>();
  const kept = text
    .split(/\s+/)
    .reverse()
    .filter((name) => {
      const [states = ""] = variants.exec(name) ?? [];
      const utility = name.slice(states.length);
      const end = utility.endsWith("!") ? "!" : "";
      const subject = subjectOf(utility);
      if (settled.has(states + subject + end)) return false;
      for (const part of `${subject} ${parts[subject] ?? ""}`.split(" "))
        settled.add(states + part + end);
      return true;
    });
  return kept.reverse().join(" ");
}

function subjectOf(utility: string): string {
  for (const [pattern, subject] of subjects) {
    const found = pattern.exec(utility);
    if (found)
      return subject.replace("$1", found[1] ?? "").replace("$&", found[0]);
  }
  return utility;
}
