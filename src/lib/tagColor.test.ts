import { expect, test } from "vitest";
import { tagColor } from "./tagColor.ts";

// As proxmox-widget-toolkit's stringToRGB and getTextContrastClass answer.
test.each([
  ["prod", "123 213 105", "#000"],
  ["web", "210 191 250", "#000"],
  ["ci", "223 85 242", "#fff"],
  ["windows", "154 130 116", "#fff"],
  ["täg-1", "126 133 234", "#fff"],
  ["a_very.long+tag", "133 202 142", "#000"],
])("%s has the colour it has in Proxmox VE", (tag, background, text) => {
  expect(tagColor(tag)).toEqual({
    backgroundColor: `rgb(${background})`,
    color: text,
  });
});
