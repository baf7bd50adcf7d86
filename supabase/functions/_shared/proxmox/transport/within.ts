import { TransportFault } from "./fault.ts";

/** The result of `work`, or a `timeout` when it takes longer. What comes too late is handed to `discard`, so that nothing stays open. */
export async function within<T>(
  timeoutMs: number,
  work: Promise<T>,
  discard?: (late: T) => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLate = false;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new TransportFault("timeout"));
    }, timeoutMs);
  });
  work.then(
    (value) => {
      if (isLate) discard?.(value);
    },
    () => undefined,
  );
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
