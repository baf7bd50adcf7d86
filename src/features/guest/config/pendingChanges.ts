import type { PendingChange } from "@/lib/types.ts";
import { configLabel, configValue } from "./describeConfig.ts";
import type { GuestConfig } from "./disks.ts";

interface DescribedChange {
  key: string;
  label: string;
  /** Undefined where there is nothing yet, or nothing any more. */
  now: string | undefined;
  then: string | undefined;
}

/** What has been changed, but holds only from the guest's next start. */
export function pendingChanges(
  changes: readonly PendingChange[],
  config: GuestConfig,
): DescribedChange[] {
  return changes
    .map(({ key, value, pending, delete: isDeleted }) => {
      const say = (raw: string | number | undefined) =>
        raw === undefined ? undefined : configValue(key, raw, config);
      return {
        key,
        label: configLabel(key),
        now: say(value),
        then: isDeleted ? undefined : say(pending),
      };
    })
    .sort((a, b) => a.label.localeCompare(b.label));
}
