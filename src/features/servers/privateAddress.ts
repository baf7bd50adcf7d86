/** An address that exists in its own network alone (RFC 1918, 6598, 4193), as people write it. */
export function isPrivateAddress(host: string): boolean {
  const text = host.trim().toLowerCase();
  if (/^\[?f[cd][0-9a-f]{2}:/.test(text)) return true;
  const [first = 0, second = 0] = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)
    ? text.split(".").map(Number)
    : [];
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 100 && second >= 64 && second <= 127)
  );
}

/** Whether Muster's functions run at Supabase, from where no private network is reached. */
export function isHostedSupabase(supabaseUrl: string): boolean {
  return (
    URL.canParse(supabaseUrl) &&
    /\.supabase\.(?:co|red)$/.test(new URL(supabaseUrl).hostname)
  );
}
