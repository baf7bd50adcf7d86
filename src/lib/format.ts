const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"] as const;

/** Sizes as Proxmox VE counts them: IEC, three digits at most. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes < 0) return "–";
  let value = bytes;
  let unit = 0;
  // 1023.6 KiB would be rounded to a fourth digit.
  while (value >= 999.5 && unit < binaryUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${binaryUnits[unit] ?? ""}`;
}

/** A fraction as a percentage: "0.4 %" below ten, "38 %" above. */
export function formatPercent(fraction: number): string {
  if (!Number.isFinite(fraction) || fraction < 0) return "–";
  const percent = fraction * 100;
  return `${percent > 0 && percent < 9.95 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** Made once: toLocaleString() makes one for each number. */
const wholeNumber = new Intl.NumberFormat("en");

/** "10,000". */
export function formatCount(count: number): string {
  return wholeNumber.format(count);
}

/** Cores in use or in all: "0.4", "38". */
export function formatCores(cores: number): string {
  if (!Number.isFinite(cores) || cores < 0) return "–";
  return cores > 0 && cores < 9.95 && !Number.isInteger(cores)
    ? cores.toFixed(1)
    : formatCount(Math.round(cores));
}

/** The two largest units: "3 d 4 h", "12 min", "45 s". */
export function formatUptime(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor(seconds / 3600) % 24, "h"],
    [Math.floor(seconds / 60) % 60, "min"],
    [Math.floor(seconds) % 60, "s"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => `${String(count)} ${unit}`)
    .join(" ");
}

const relativeTime = new Intl.RelativeTimeFormat("en", {
  numeric: "always",
  style: "short",
});

/** "just now", "45 sec. ago", "3 hr. ago", "2 mo. ago". */
export function formatRelativeTime(
  time: string | number | Date,
  now: number = Date.now(),
): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  if (!Number.isFinite(seconds)) return "–";
  const distance = Math.abs(seconds);
  if (distance < 5) return "just now";
  const [unit, unitSeconds] = unitFor(distance);
  return relativeTime.format(Math.trunc(seconds / unitSeconds), unit);
}

function unitFor(seconds: number): [Intl.RelativeTimeFormatUnit, number] {
  if (seconds < 60) return ["second", 1];
  if (seconds < 3600) return ["minute", 60];
  if (seconds < 86_400) return ["hour", 3600];
  if (seconds < 30 * 86_400) return ["day", 86_400];
  if (seconds < 365 * 86_400) return ["month", 30 * 86_400];
  return ["year", 365 * 86_400];
}

/** Date and time to the second in a time zone (the browser's, if none is given), in the reader's own way of writing them. */
export function formatDateTime(
  time: string | number | Date,
  timeZone?: string,
): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "–";
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "medium",
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);
}

/** The day alone, in the reader's own way of writing it. */
export function formatDate(time: string | number | Date): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "–";
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(
    date,
  );
}

/** The time of day to the second, in the reader's own way of writing it. */
export function formatTime(time: number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }).format(
    time,
  );
}
