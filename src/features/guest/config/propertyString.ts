/** One `key=value` of a property string; the first may come without its key. */
export interface Property {
  key: string;
  value: string;
}

/**
 * Proxmox VE's property strings: `local-lvm:vm-100-disk-0,size=32G,ssd=1`. What comes without a key belongs to the default key of
 * its kind. Order is kept, and nothing is dropped: what we do not know is shown as it is.
 */
export function parsePropertyString(
  text: string,
  defaultKey: string,
): Property[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const cut = part.indexOf("=");
      // A bind mount's path or a volume's name may hold "=" only behind a ":" or "/", which no key does.
      return cut > 0 && /^[\w-]+$/.test(part.slice(0, cut))
        ? { key: part.slice(0, cut), value: part.slice(cut + 1) }
        : { key: defaultKey, value: part };
    });
}

export function propertyOf(
  properties: readonly Property[],
  key: string,
): string | undefined {
  return properties.find((property) => property.key === key)?.value;
}

/** Those that are not said elsewhere, as they are written. */
export function restOf(
  properties: readonly Property[],
  ...said: readonly string[]
): Property[] {
  return properties.filter(({ key }) => !said.includes(key));
}

/** Proxmox VE's booleans in property strings: 1, on, yes, true. */
export function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|on|yes|true)$/i.test(value);
}

/** scsi2 before scsi10. */
export function byKeyAndNumber(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
