import type { TagStyle } from "@/lib/types.ts";

export interface TagColor {
  backgroundColor: string;
  color: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

type ChosenColors = TagStyle["colors"];

/** Each is asked for by many guests. */
const hashed = new Map<string, TagColor>();

/**
 * The colours that Proxmox VE's own pages give to a tag (proxmox-widget-toolkit, Utils.js), so that it looks the same in both places: those
 * that its people have chosen, or a hash of its letters, brightened, with white or black text by a simple form of SAPC. Text that WCAG would
 * not let pass is the other one here.
 */
export function tagColor(tag: string, colors: ChosenColors = {}): TagColor {
  const chosen = Object.hasOwn(colors, tag) ? colors[tag] : undefined;
  if (chosen) return chosenColor(chosen);
  let color = hashed.get(tag);
  if (!color) {
    const background = hashedColor(tag);
    color = {
      backgroundColor: `rgb(${background.map((part) => Math.round(part)).join(" ")})`,
      color: textOn(background),
    };
    hashed.set(tag, color);
  }
  return color;
}

function chosenColor({ background, text }: ChosenColors[string]): TagColor {
  const behind = readHex(background);
  const canBeRead = text && contrast(readHex(text), behind) >= readableContrast;
  return {
    backgroundColor: background,
    color: canBeRead ? text : textOn(behind),
  };
}

/** "#rrggbb". */
function readHex(color: string): Rgb {
  const value = Number.parseInt(color.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** How much of the hash shows over white. */
const opacity = 0.7;

function hashedColor(tag: string): Rgb {
  let hash = 0;
  // Proxmox VE's way to tell short tags apart.
  for (const unit of `${tag}prox`.split("")) {
    hash = (Math.imul(hash, 31) + unit.charCodeAt(0)) | 0;
  }
  const channel = (shift: number) =>
    ((hash >> shift) & 255) * opacity + 255 * (1 - opacity);
  return [channel(0), channel(8), channel(16)];
}

const white: Rgb = [255, 255, 255];

function textOn(background: Rgb): string {
  const luminance = weighed(background.map((part) => (part / 255) ** 2.4));
  const dark = 0.022;
  const raised =
    luminance > dark ? luminance : luminance + (dark - luminance) ** 1.414;
  const withWhite = Math.abs(raised ** 0.65 - 1);
  const withBlack = Math.abs(raised ** 0.56 - 0.046134502);
  const isWhite =
    withWhite >= withBlack && contrast(white, background) >= readableContrast;
  return isWhite ? "#fff" : "#000";
}

/** WCAG 2.2 AA. */
const readableContrast = 4.5;

function contrast(a: Rgb, b: Rgb): number {
  const [darker = 0, lighter = 0] = [luminanceOf(a), luminanceOf(b)].sort(
    (x, y) => x - y,
  );
  return (lighter + 0.05) / (darker + 0.05);
}

function luminanceOf(color: Rgb): number {
  return weighed(
    color.map((part) => {
      const share = part / 255;
      return share <= 0.04045
        ? share / 12.92
        : ((share + 0.055) / 1.055) ** 2.4;
    }),
  );
}

function weighed([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return red * 0.2126729 + green * 0.7151522 + blue * 0.072175;
}
