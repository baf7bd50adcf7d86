import type { Quantity, QuantityField } from "./query.ts";

const sizeUnits = ["B", "K", "M", "G", "T", "P"] as const;
const secondsOf = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;

const numberPattern = /^\d+(?:\.\d+)?$/;
const percentPattern = /^(\d+(?:\.\d+)?)%$/;
const sizePattern = /^(\d+(?:\.\d+)?)(?:([kmgtp])(?:i?b)?|b)$/i;
const durationPattern = /^(?:\d+(?:\.\d+)?(?:w|d|h|min|m|s))+$/i;
const durationParts = /(\d+(?:\.\d+)?)(w|d|h|min|m|s)/gi;

/** What a field is compared with, for the sentence that says so. */
export const quantityExamples: Record<QuantityField | "id", string> = {
  cpu: "80%",
  mem: "4G or 90%",
  disk: "100G or 90%",
  uptime: "2h or 1d12h",
  id: "500",
};

/** Undefined for what is no quantity of that field. */
export function readQuantity(
  field: QuantityField | "id",
  text: string,
): Quantity | undefined {
  const quantity = readers[field](text);
  return quantity && Number.isSafeInteger(Math.floor(quantity.amount))
    ? quantity
    : undefined;
}

const readers: Record<
  QuantityField | "id",
  (text: string) => Quantity | undefined
> = {
  cpu: (text) => readPercent(text.endsWith("%") ? text : `${text}%`),
  mem: (text) => readPercent(text) ?? readSize(text),
  disk: (text) => readPercent(text) ?? readSize(text),
  uptime: readDuration,
  id: (text) =>
    numberPattern.test(text)
      ? { unit: "number", amount: Math.round(Number(text)) }
      : undefined,
};

function readPercent(text: string): Quantity | undefined {
  const number = percentPattern.exec(text)?.[1];
  if (number === undefined) return undefined;
  // Two digits are more than is measured, and are never written with an exponent.
  return { unit: "percent", amount: Math.round(Number(number) * 100) / 100 };
}

/** Binary, as Proxmox VE counts and the list shows them: 4G is 4 GiB. */
function readSize(text: string): Quantity | undefined {
  const [, number, prefix = "B"] = sizePattern.exec(text) ?? [];
  if (number === undefined) return undefined;
  const power = sizeUnits.findIndex((unit) => unit === prefix.toUpperCase());
  return { unit: "bytes", amount: Math.round(Number(number) * 1024 ** power) };
}

function readDuration(text: string): Quantity | undefined {
  if (!durationPattern.test(text)) return undefined;
  let seconds = 0;
  for (const [, number, unit = ""] of text.matchAll(durationParts)) {
    const letter = unit.charAt(0).toLowerCase() as keyof typeof secondsOf;
    seconds += Number(number) * secondsOf[letter];
  }
  return { unit: "seconds", amount: Math.round(seconds) };
}

/** As short as it can be written and read again. */
export function printQuantity({ unit, amount }: Quantity): string {
  switch (unit) {
    case "percent":
      return `${amount}%`;
    case "bytes":
      return printSize(amount);
    case "seconds":
      return printDuration(amount);
    case "number":
      return String(amount);
  }
}

function printSize(bytes: number): string {
  let value = bytes;
  let power = 0;
  while (value > 0 && value % 1024 === 0 && power < sizeUnits.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${value}${sizeUnits[power] ?? ""}`;
}

function printDuration(seconds: number): string {
  const parts: string[] = [];
  let rest = seconds;
  for (const unit of ["d", "h", "m", "s"] as const) {
    const count = Math.floor(rest / secondsOf[unit]);
    rest -= count * secondsOf[unit];
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join("") || "0s";
}
