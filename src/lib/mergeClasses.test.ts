import { twMerge } from "tailwind-merge";
import { expect, test } from "vitest";
import { mergeClasses } from "@/lib/mergeClasses.ts";

test("who comes last has the last word", () => {
  expect(mergeClasses("h-9 px-4 py-2 h-7 px-2")).toBe("py-2 h-7 px-2");
  expect(mergeClasses("size-9 h-6")).toBe("size-9 h-6");
  expect(mergeClasses("h-6 w-6 size-9")).toBe("size-9");
  expect(mergeClasses("p-4 pl-2 p-0")).toBe("p-0");
  expect(mergeClasses("leading-6 text-sm")).toBe("text-sm");
});

test("what is said of another state stays", () => {
  expect(mergeClasses("bg-card hover:bg-accent dark:bg-muted bg-muted")).toBe(
    "hover:bg-accent dark:bg-muted bg-muted",
  );
  expect(mergeClasses("data-[state=open]:p-1 p-2")).toBe(
    "data-[state=open]:p-1 p-2",
  );
});

test("size and colour of a text, width and colour of a border are two things", () => {
  const classes = "text-sm text-muted-foreground border border-input";
  expect(mergeClasses(classes)).toBe(classes);
});

test("every two utilities of our code are merged by our rules as by tailwind-merge's own", () => {
  const disagreements: string[] = [];
  for (const utilities of byStates(utilitiesOfCode()))
    for (const one of utilities)
      for (const other of utilities) {
        const pair = `${one} ${other}`;
        if (mergeClasses(pair) !== twMerge(pair)) disagreements.push(pair);
      }
  expect(disagreements).toEqual([]);
});

/** Every word of a text in our code that tailwind-merge knows. */
function utilitiesOfCode(): Set<string> {
  const files = import.meta.glob<string>(
    ["/src/**/*.{ts,tsx}", "!/src/**/*.test.*", "!/src/lib/mergeClasses.ts"],
    { query: "?raw", import: "default", eager: true },
  );
  const texts = Object.values(files).flatMap((code) =>
    [...code.matchAll(/["`]((?:[^"`\n\\]|\\.)*)["`]/g)].map(
      ([, text = ""]) => text,
    ),
  );
  return new Set(
    texts
      .flatMap((text) => text.split(/\s+/))
      // It drops the first of the two where it knows them.
      .filter((word) => word !== "" && twMerge(`${word} ${word}`) === word)
      // Of tw-animate-css; tailwind-merge takes it for the colour of a shape.
      .filter((word) => !word.startsWith("fill-mode-")),
  );
}

function byStates(utilities: ReadonlySet<string>): Iterable<string[]> {
  const groups = new Map<string, string[]>();
  for (const utility of utilities) {
    const [states = ""] =
      /^(?:(?:\[[^\]]*\]|\([^)]*\)|[^:[(])*:)?/.exec(utility) ?? [];
    groups.set(states, [...(groups.get(states) ?? []), utility]);
  }
  return groups.values();
}
