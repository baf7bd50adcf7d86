import { expect, test } from "vitest";
import { tagColor } from "./tagColor.ts";

// As proxmox-widget-toolkit's stringToRGB and getTextContrastClass answer.
test.each([
  ["prod", "123 213 105", "#000"],
  ["web", "210 191 250", "#000"],
  ["customer", "128 79 205", "#fff"],
  ["a_very.long+tag", "133 202 142", "#000"],
])("%s has the colour it has in Proxmox VE", (tag, background, text) => {
  expect(tagColor(tag)).toEqual({
    backgroundColor: `rgb(${background})`,
    color: text,
  });
});

// Proxmox VE writes white on them, at 3.6 to 1 and less.
test.each([
  ["ci", "223 85 242"],
  ["windows", "154 130 116"],
  ["täg-1", "126 133 234"],
])("%s can be read, too", (tag, background) => {
  expect(tagColor(tag)).toEqual({
    backgroundColor: `rgb(${background})`,
    color: "#000",
  });
});

const colors = {
  prod: { background: "#2e7d32", text: "#ffffff" },
  staging: { background: "#f9a825" },
  dim: { background: "#101010", text: "#202020" },
};

test.each([
  ["as its people have chosen", "prod", "#2e7d32", "#ffffff"],
  [
    "with text that can be read where they chose none",
    "staging",
    "#f9a825",
    "#000",
  ],
  ["and where theirs cannot be", "dim", "#101010", "#fff"],
])("a tag is coloured %s", (_, tag, backgroundColor, color) => {
  expect(tagColor(tag, colors)).toEqual({ backgroundColor, color });
});

test.each(["Prod", "constructor", "__proto__"])(
  "%s, of which nothing was chosen, has the colour of its letters",
  (tag) => {
    expect(tagColor(tag, colors)).toEqual(tagColor(tag));
  },
);
