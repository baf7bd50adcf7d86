/** Supabase's edge runtime keeps a worker alive for what is promised here; elsewhere the process lives on anyway. */
declare const EdgeRuntime:
  { waitUntil(promise: Promise<unknown>): void } | undefined;

/** Work that the answer does not wait for. Its failure is logged and changes nothing for the caller. */
export function inBackground(
  work: Promise<unknown>,
  onFailure: (error: unknown) => void,
): void {
  const settled = work.catch(onFailure);
  if (typeof EdgeRuntime !== "undefined") EdgeRuntime.waitUntil(settled);
}
