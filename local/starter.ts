import { commandLine, parentOf, processIdentity } from "./process.ts";

const everyMs = 500;
/** npm, its shell and tsx, with some room. */
const mostGenerations = 6;

/**
 * `npm start` is npm, a shell, tsx and then us. Told to end, npm ends its shell, and nobody tells us; killed, it tells nobody at all.
 * So we look whether those above us are still there. Started without npm, nothing is watched: a shell may go and leave us running.
 */
export async function whenStarterIsGone(act: () => void): Promise<void> {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const starters = await startersOf(process.pid);
  if (starters.length === 0) return;
  const timer = setInterval(() => {
    void areThere(starters).then((are) => {
      if (are) return;
      clearInterval(timer);
      act();
    });
  }, everyMs);
  timer.unref();
}

interface Starter {
  pid: number;
  identity: string | undefined;
}

/** Our ancestors up to npm; none, if npm is not among them. */
async function startersOf(pid: number): Promise<Starter[]> {
  const starters: Starter[] = [];
  let parent = await parentOf(pid);
  while (parent !== undefined && starters.length < mostGenerations) {
    starters.push({ pid: parent, identity: await processIdentity(parent) });
    if (/^npm |\/npm-cli\.js/.test(await commandLine(parent))) return starters;
    parent = await parentOf(parent);
  }
  return [];
}

async function areThere(starters: readonly Starter[]): Promise<boolean> {
  for (const { pid, identity } of starters)
    if ((await processIdentity(pid)) !== identity) return false;
  return true;
}
