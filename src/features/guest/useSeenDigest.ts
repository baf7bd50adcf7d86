import { useState } from "react";
import type { GuestView } from "./guestView.ts";

/**
 * The digest of the configuration that somebody has had before their eyes when they began to change it. The page reads on meanwhile; what
 * it reads must not become what they have seen.
 */
export function useSeenDigest({ detail }: GuestView): { digest?: string } {
  const [digest] = useState(detail?.digest);
  return digest ? { digest } : {};
}
