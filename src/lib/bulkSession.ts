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
  let isClosed = false;
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

  function keep(run: BulkRun | undefined) {
    writeBulkMemory(userId, run ? JSON.stringify(run) : null);
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

  /** Whoever holds the claim may send: so the run is read again once it is held. */
  async function withClaim(use: () => boolean): Promise<boolean> {
    if (runner || isClaiming || isClosed) return false;
    isClaiming = true;
    try {
      release = await claim(`muster-bulk-${userId}`);
      if (!release) return false;
      if (!isClosed && use()) return true;
      letGo();
      return false;
    } finally {
      isClaiming = false;
    }
  }

  /** Goes on with what a reload, or another tab, has left behind. */
  function takeOver() {
    const { run, drivenBy } = view();
    if (!run || drivenBy !== "elsewhere") return;
    void withClaim(() => {
      const left = view().run;
      if (!left || isOver(left)) return false;
      const next = afterReload(left);
      keep(next);
      if (isOver(next)) return false;
      drive(next);
      return true;
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
      withClaim(() => {
        const before = parseRun(readBulkMemory(userId));
        if (before && !isOver(before)) return false;
        keep(run);
        drive(run);
        return true;
      }),
    change(change) {
      if (runner) {
        runner.change(change);
        return;
      }
      // One that is over has nobody who drives it: a retry begins anew.
      void withClaim(() => {
        const { run } = view();
        if (!run) return false;
        const next = change(run);
        keep(next);
        if (isOver(next)) return false;
        drive(next);
        return true;
      });
    },
    dismiss() {
      const { run } = view();
      if (run && isOver(run)) keep(undefined);
    },
    close() {
      isClosed = true;
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
