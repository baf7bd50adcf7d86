/** Timers do not run while the machine sleeps: a tick that comes this much late is a return. */
const tickMs = 2_000;
const lateMs = 8_000;

interface PresenceListener {
  /** Somebody looks at the page again, or the machine has woken up: after how long. */
  onReturn: (awayMs: number) => void;
  /** The device has lost or found a network, as far as somebody looks. */
  onNetworkChange: () => void;
}

/** Tells when what the page shows may have become old without its doing. The answer ends it. */
export function watchPresence({
  onReturn,
  onNetworkChange,
}: PresenceListener): () => void {
  let seenAt = Date.now();
  let wasHidden = document.hidden;
  let hasOtherNetwork = false;

  function look() {
    const awayMs = Date.now() - seenAt;
    const isBack = wasHidden || awayMs > tickMs + lateMs;
    wasHidden = document.hidden;
    // Browsers let a hidden page tick, only less often: that is no return.
    if (wasHidden) return;
    seenAt = Date.now();
    if (hasOtherNetwork) onNetworkChange();
    else if (isBack) onReturn(awayMs);
    hasOtherNetwork = false;
  }

  /** What happens behind a hidden page is told when somebody looks. */
  function handleNetwork() {
    hasOtherNetwork = true;
    look();
  }

  const timer = setInterval(look, tickMs);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("online", handleNetwork);
  window.addEventListener("offline", handleNetwork);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("online", handleNetwork);
    window.removeEventListener("offline", handleNetwork);
  };
}
