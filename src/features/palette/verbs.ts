import type { VmAction } from "@/lib/types.ts";

export type Verb = VmAction | "console";

const verbs: readonly [string, Verb][] = [
  ["console", "console"],
  ["start", "start"],
  ["boot", "start"],
  ["shutdown", "shutdown"],
  ["reboot", "reboot"],
  ["restart", "reboot"],
  ["stop", "stop"],
  ["reset", "reset"],
  ["suspend", "suspend"],
  ["pause", "suspend"],
  ["hibernate", "hibernate"],
  ["resume", "resume"],
];

/** Shorter, and it would rather be the beginning of a name. */
const shortestVerb = 3;

/** "stop web" as what to do and to whom; nothing is wanted if the first word is no verb, or nobody is named. */
export function readVerbs(words: readonly string[]): {
  wanted: readonly Verb[];
  rest: readonly string[];
} {
  const [first = "", ...rest] = words;
  const isVerb = first.length >= shortestVerb && rest.length > 0;
  const wanted = isVerb
    ? verbs.filter(([word]) => word.startsWith(first)).map(([, verb]) => verb)
    : [];
  return { wanted: [...new Set(wanted)], rest };
}
