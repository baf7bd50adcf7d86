import { typingPauseMs } from "./typist.ts";

/** QEMU hangs up on more (client_cut_text). */
const mostOffered = 1024 * 1024;
const mostNamed = 6;
const noticedSeconds = 5;

const encoder = new TextEncoder();

export function isTooMuchToOffer(text: string): boolean {
  return encoder.encode(text).length > mostOffered;
}

/** What a text loses on its way through VNC, and how long that takes; in sentences. */
export function lossesOf(text: string): string[] {
  const untypable = named(text.match(/[^\t\n\r -~]/gu));
  const unofferable = named(text.match(/[^\t\n\r -~\u00a0-\u00ff]/gu));
  const seconds = Math.round((text.length * typingPauseMs) / 1000);
  return [
    ...(seconds >= noticedSeconds
      ? [`Typing this takes about ${duration(seconds)}.`]
      : []),
    ...(untypable
      ? [
          `A US keyboard has no key for ${untypable}: typed, they may be missing.`,
        ]
      : []),
    ...(unofferable
      ? [
          `An old VNC server, as a container's, takes Western letters alone into its clipboard: ${unofferable} may become “?”.`,
        ]
      : []),
    ...(isTooMuchToOffer(text)
      ? ["It is more than the 1 MB that a clipboard takes."]
      : []),
  ];
}

function named(others: RegExpMatchArray | null): string {
  const all = Array.from(new Set(others));
  const some = all.slice(0, mostNamed).join(" ");
  return all.length > mostNamed ? `${some} and others` : some;
}

function duration(seconds: number): string {
  return seconds < 120
    ? `${String(seconds)} seconds`
    : `${String(Math.round(seconds / 60))} minutes`;
}
