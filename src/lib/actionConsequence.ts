import type { VmAction } from "@/lib/types.ts";

/** What is read before an action is confirmed. */
export const actionConsequence: Record<VmAction, string> = {
  start: "Boots the guest, or wakes it if it is hibernated.",
  shutdown: "Asks the guest to shut down cleanly.",
  reboot: "Asks the guest to shut down cleanly, then starts it again.",
  stop: "Cuts the power at once, like pulling the plug. Unsaved data is lost.",
  reset: "Restarts at once, like the reset button. Unsaved data is lost.",
  suspend: "Pauses the guest. It keeps its memory and stands still.",
  hibernate: "Writes the memory to disk and turns the guest off.",
  resume: "Lets a paused guest run on.",
};
