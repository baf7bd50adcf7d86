/**
 * One tab of this browser at a time may hold a name. Undefined if another one does. The Web Locks that decide it exist only where the
 * page came over HTTPS or from this very machine; elsewhere a mark in localStorage does, which is renewed while its tab lives.
 */
export async function claimTab(
  name: string,
): Promise<(() => void) | undefined> {
  // Missing where the page came over plain HTTP, whatever its type says.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? claimLock(locks, name) : claimMark(name);
}

function claimLock(
  locks: LockManager,
  name: string,
): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(undefined);
          return undefined;
        }
        return new Promise<void>((release) => {
          resolve(release);
        });
      })
      .catch(reject);
  });
}

const renewMs = 20_000;
/** Longer than a hidden tab's timers are held back, which is a minute. */
const lifeMs = 90_000;
const settleMs = 150;

async function claimMark(name: string): Promise<(() => void) | undefined> {
  const key = `${name}-tab`;
  const own = Math.random().toString(36).slice(2);
  const [owner, until] = (localStorage.getItem(key) ?? "").split("@");
  if (owner && Number(until) > Date.now()) return undefined;

  const mark = () => {
    localStorage.setItem(key, `${own}@${String(Date.now() + lifeMs)}`);
  };
  mark();
  // Of two tabs that come at once, the later one has overwritten the earlier.
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  if (!localStorage.getItem(key)?.startsWith(`${own}@`)) return undefined;

  const timer = setInterval(mark, renewMs);
  const release = () => {
    clearInterval(timer);
    window.removeEventListener("pagehide", release);
    if (localStorage.getItem(key)?.startsWith(`${own}@`))
      localStorage.removeItem(key);
  };
  window.addEventListener("pagehide", release);
  return release;
}
