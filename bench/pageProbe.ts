/** What is measured inside a page, the same on every page. Handed to the browser as text: nothing in it may come from outside. */

export interface PageProbe {
  /** Long tasks so far, in ms. */
  tasks: number[];
  mutations: number;
  /** Presses a key by `press`, and resolves with the ms from its event until the last change that it made is painted. */
  expectKey(): void;
  keyTimes(): number[];
  /** Scrolls the window at px/s for ms. */
  scroll(
    speed: number,
    milliseconds: number,
    rowSelector: string,
  ): Promise<{
    frames: number;
    dropped: number;
    blank: number;
    elements: number;
  }>;
}

declare global {
  interface Window {
    probe: PageProbe;
  }
}

export function installProbe(): void {
  const tasks: number[] = [];
  const times: number[] = [];
  let keyAt: number | undefined;
  let paintedAt = 0;

  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: "longtask", buffered: true });

  /** After the frame that shows what has just changed. */
  function afterPaint(then: () => void): void {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(undefined);
    });
  }

  addEventListener(
    "keydown",
    (event) => {
      keyAt = event.timeStamp;
      paintedAt = 0;
    },
    { capture: true },
  );
  new MutationObserver((records) => {
    // A part of the page that is loaded adds a line to the head: nothing of that is painted.
    const seen = records.filter(({ target }) => target !== document.head);
    window.probe.mutations += seen.length;
    if (keyAt !== undefined && seen.length > 0)
      afterPaint(() => {
        paintedAt = performance.now();
      });
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });

  window.probe = {
    tasks,
    mutations: 0,
    expectKey: () => {
      if (keyAt !== undefined && paintedAt > 0) times.push(paintedAt - keyAt);
      keyAt = undefined;
    },
    keyTimes: () => times.splice(0),
    scroll: (speed, milliseconds, rowSelector) =>
      new Promise((resolve) => {
        const result = { frames: 0, dropped: 0, blank: 0, elements: 0 };
        const startedAt = performance.now();
        const from = scrollY;
        let last = startedAt;
        const frame = (now: number) => {
          result.frames += 1;
          result.dropped += Math.max(
            0,
            Math.round((now - last) / (1000 / 60)) - 1,
          );
          last = now;
          const middle = document.elementFromPoint(
            innerWidth / 3,
            innerHeight * 0.7,
          );
          if (result.frames > 2 && !middle?.closest(rowSelector))
            result.blank += 1;
          result.elements = Math.max(
            result.elements,
            document.getElementsByTagName("*").length,
          );
          const elapsed = now - startedAt;
          if (elapsed > milliseconds) resolve(result);
          else {
            scrollTo(0, from + (elapsed / 1000) * speed);
            requestAnimationFrame(frame);
          }
        };
        requestAnimationFrame(frame);
      }),
  };
}
