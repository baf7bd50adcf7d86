export interface TaskProgress {
  /** From 0 to 1, of the disk, the memory or the guest that is at work now. */
  fraction: number;
  /** Of which guest, where a backup saves several. */
  vmid: number | undefined;
}

const share = /(?<![\d.,-])(\d{1,3}(?:\.\d+)?)\s?%/;
/** "migration active, transferred 512.5 MiB of 2.0 GiB VM-state": a part and a whole, and no percentage. */
const portion =
  /transferred ([\d.]+) ([KMGTP]?i?B) of ([\d.]+) ([KMGTP]?i?B)\b/;
const nextGuest = /^INFO: Starting Backup of VM (\d+)/;
const guestDone = /^INFO: Finished Backup of VM \d+/;

/** How far a running task is, by the last lines of its log. Undefined before it has said so. */
export function taskProgress(
  lines: readonly string[],
): TaskProgress | undefined {
  let fraction: number | undefined;
  let vmid: number | undefined;
  for (const line of lines) {
    const next = nextGuest.exec(line)?.[1];
    if (next !== undefined) {
      vmid = Number(next);
      fraction = undefined;
    }
    if (guestDone.test(line)) fraction = undefined;
    fraction = fractionIn(line) ?? fraction;
  }
  return fraction === undefined ? undefined : { fraction, vmid };
}

function fractionIn(line: string): number | undefined {
  const percent = share.exec(line)?.[1];
  if (percent !== undefined) {
    const fraction = Number(percent) / 100;
    return fraction <= 1 ? fraction : undefined;
  }
  const [, part, partUnit, whole, wholeUnit] = portion.exec(line) ?? [];
  const partBytes = bytesOf(part, partUnit);
  const wholeBytes = bytesOf(whole, wholeUnit);
  return wholeBytes > 0 ? Math.min(1, partBytes / wholeBytes) : undefined;
}

function bytesOf(amount = "", unit = ""): number {
  const power = Math.max(0, "BKMGTP".indexOf(unit.charAt(0)));
  return Number(amount) * 1024 ** power;
}
