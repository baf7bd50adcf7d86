export interface TagColor {
  backgroundColor: string;
  color: string;
}

type Rgb = readonly [red: number, green: number, blue: number];

const known = new Map<string, TagColor>();

/**
 * The colours that Proxmox VE's own pages give to a tag (proxmox-widget-toolkit, Utils.js), so that it looks the same in both places: a
 * hash of its letters, brightened, with white or black text by a simple form of SAPC. White that WCAG would not let pass is black here.
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

function wantsWhiteText(background: Rgb): boolean {
  const luminance = weighed(background.map((part) => (part / 255) ** 2.4));
  const dark = 0.022;
  const raised =
    luminance > dark ? luminance : luminance + (dark - luminance) ** 1.414;
  const withWhite = Math.abs(raised ** 0.65 - 1);
  const withBlack = Math.abs(raised ** 0.56 - 0.046134502);
  return withWhite >= withBlack && isWhiteReadable(background);
}

/** WCAG 2.2 AA: 4.5 to 1. */
function isWhiteReadable(background: Rgb): boolean {
  const luminance = weighed(
    background.map((part) => {
      const share = part / 255;
      return share <= 0.04045
        ? share / 12.92
        : ((share + 0.055) / 1.055) ** 2.4;
    }),
  );
  return 1.05 / (luminance + 0.05) >= 4.5;
}

function weighed([red = 0, green = 0, blue = 0]: readonly number[]): number {
  return red * 0.2126729 + green * 0.7151522 + blue * 0.072175;
}
