interface Interruption {
  hasSlept: boolean;
}

const tickMs = 5_000;
/** A page that nobody looks at has its timers run once a minute. */
const sleptMs = 90_000;

/** Tells when the network is back, and when the machine has woken: no event says that, but a clock that has gone on. */
export function watchInterruptions(
  onBack: (interruption: Interruption) => void,
): () => void {
  let lastTickAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - lastTickAt > sleptMs) onBack({ hasSlept: true });
    lastTickAt = now;
  }, tickMs);
  const handleOnline = () => {
    onBack({ hasSlept: false });
  };
  window.addEventListener("online", handleOnline);
  return () => {
    clearInterval(timer);
    window.removeEventListener("online", handleOnline);
  };
}
