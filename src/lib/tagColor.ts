export interface TagColor {
  backgroundColor: string;
  color: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

const known = new Map<string, TagColor>();

/**
 * The colours that Proxmox VE's own pages give to a tag (proxmox-widget-toolkit, Utils.js: a hash of its letters, brightened; the text
 * black or white by a simple form of SAPC), so that a tag looks the same in both places.
 */
export function tagColor(tag: string): TagColor {
  let color = known.get(tag);
  if (!color) {
    const background = hashedColor(tag);
    color = {
      backgroundColor: `rgb(${background.map((part) => Math.round(part)).join(" ")})`,
      color: wantsWhiteText(background) ? "#fff" : "#000",
    };
    known.set(tag, color);
  }
  return color;
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

function wantsWhiteText([red, green, blue]: Rgb): boolean {
  const linear = (part: number) => (part / 255) ** 2.4;
  const luminance =
    linear(red) * 0.2126729 +
    linear(green) * 0.7151522 +
    linear(blue) * 0.072175;
  const dark = 0.022;
  const background =
    luminance > dark ? luminance : luminance + (dark - luminance) ** 1.414;
  const withWhite = Math.abs(background ** 0.65 - 1);
  const withBlack = Math.abs(background ** 0.56 - 0.046134502);
  return withWhite >= withBlack;
}
