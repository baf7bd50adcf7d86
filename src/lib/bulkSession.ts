import * as z from "zod/mini";
import {
  readBulkMemory,
  subscribeToBulkMemory,
  writeBulkMemory,
} from "@/lib/bulkMemory.ts";
import {
  afterReload,
  bulkRunSchema,
  isOver,
  type BulkRun,
} from "@/lib/bulkRun.ts";
import { runBulk, type BulkApi, type BulkRunner } from "@/lib/bulkRunner.ts";
import { claimTab } from "@/lib/tabClaim.ts";

/** How a tab sees the run of its person. */
export interface BulkView {
  run: BulkRun | undefined;
  /** "elsewhere": another tab of this browser sends and follows; this one looks on. */
  drivenBy: "this-tab" | "elsewhere" | "nobody";
}

export interface BulkSession {
  view: () => BulkView;
  subscribe: (listener: () => void) => () => void;
  /** False if another run is not over yet, here or in another tab. */
  start: (run: BulkRun) => Promise<boolean>;
  change: (change: (run: BulkRun) => BulkRun) => void;
  /** Forgets a run that is over. */
  dismiss: () => void;
  close: () => void;
}

/** Where the tab that drove the run is gone, the next one takes over after so long at most. */
const takeOverMs = 3_000;

/** A person's run of this browser, driven by one tab at a time. */
export function openBulkSession(
  userId: string,
  api: BulkApi,
  claim = claimTab,
): BulkSession {
  let runner: BulkRunner | undefined;
  let release: (() => void) | undefined;
  const closing = new AbortController();
  let isClaiming = false;
  let shown: { text: string | null; view: BulkView } | undefined;
  const listeners = new Set<() => void>();

  /** The same object for as long as nothing has changed. */
  function view(): BulkView {
    const text = readBulkMemory(userId);
    const run = shown?.text === text ? shown.view.run : parseRun(text);
    const drivenBy =
      !run || isOver(run) ? "nobody" : runner ? "this-tab" : "elsewhere";
    if (shown?.text !== text || shown.view.drivenBy !== drivenBy)
      shown = { text, view: { run, drivenBy } };
    return shown.view;
  }

  function tell() {
    listeners.forEach((listener) => {
      listener();
    });
  }

  /** What has not changed since keeps its identity: it need not be drawn again. */
  function keep(run: BulkRun | undefined) {
    const text = run ? JSON.stringify(run) : null;
    shown = { text, view: { run, drivenBy: "nobody" } };
    writeBulkMemory(userId, text);
  }

  function drive(run: BulkRun) {
    runner = runBulk({
      api,
      run,
      onChange: (next) => {
        keep(next);
        if (isOver(next)) letGo();
      },
    });
    tell();
  }

  /** The claim is kept until the last answer is written down: who takes over must know of it. */
  function letGo() {
    const released = release;
    void Promise.resolve(runner?.stop()).then(released);
    runner = undefined;
    release = undefined;
  }

  /** Whoever holds the claim may send: so the run is looked at again once it is held. `next` says what to drive, if anything. */
  async function driveIfFree(
    next: () => BulkRun | undefined,
  ): Promise<boolean> {
    if (runner || isClaiming) return false;
    isClaiming = true;
    release = await claim(`muster-bulk-${userId}`).catch(() => undefined);
    isClaiming = false;
    if (!release) return false;
    const run = closing.signal.aborted ? undefined : next();
    if (run) keep(run);
    if (!run || isOver(run)) {
      letGo();
      return false;
    }
    drive(run);
    return true;
  }

  /** Goes on with what a reload, or another tab, has left behind. */
  function takeOver() {
    if (view().drivenBy !== "elsewhere") return;
    void driveIfFree(() => {
      const { run } = view();
      return run && !isOver(run) ? afterReload(run) : undefined;
    });
  }

  const timer = setInterval(takeOver, takeOverMs);
  const unsubscribe = subscribeToBulkMemory(tell);
  takeOver();

  return {
    view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: (run) =>
      driveIfFree(() => {
        const { run: before } = view();
        return before && !isOver(before) ? undefined : run;
      }),
    change(change) {
      if (runner) {
        runner.change(change);
        return;
      }
      // One that is over has nobody who drives it: a retry begins anew.
      void driveIfFree(() => {
        const { run } = view();
        return run && change(run);
      });
    },
    dismiss() {
      const { run } = view();
      if (run && isOver(run)) keep(undefined);
    },
    close() {
      closing.abort();
      clearInterval(timer);
      unsubscribe();
      listeners.clear();
      letGo();
    },
  };
}

/** Anybody may have written there; a newer Muster, too. */
function parseRun(text: string | null): BulkRun | undefined {
  if (text === null) return undefined;
  try {
    return z.safeParse(bulkRunSchema, JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
