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
