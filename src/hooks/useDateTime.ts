import { useProfile } from "@/hooks/useProfile.ts";
import { formatDateTime } from "@/lib/format.ts";

/** The time zone in which the person wants to read dates; the browser's own until the profile has been read. */
export function useTimeZone(): string | undefined {
  return useProfile().data?.time_zone;
}

/** Writes Proxmox VE's times, which are seconds, in the person's time zone. */
export function useSecondsAsDateTime(): (seconds: number) => string {
  const timeZone = useTimeZone();
  return (seconds) => formatDateTime(seconds * 1000, timeZone);
}
