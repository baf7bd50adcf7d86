import type { VmAction } from "@/lib/types.ts";

interface ActionWords {
  /** On the button. */
  label: string;
  /** While it runs. */
  progress: string;
  /** When its task has ended well: "web-01 …". */
  done: string;
  /** When it has not: "web-01 …". */
  failed: string;
}

/** Proxmox VE's own words: shutdown asks the guest, stop cuts its power. */
export const vmActionWords: Record<VmAction, ActionWords> = {
  start: {
    label: "Start",
    progress: "Starting",
    done: "started",
    failed: "did not start",
  },
  shutdown: {
    label: "Shutdown",
    progress: "Shutting down",
    done: "shut down",
    failed: "did not shut down",
  },
  reboot: {
    label: "Reboot",
    progress: "Rebooting",
    done: "is rebooting",
    failed: "did not reboot",
  },
  stop: {
    label: "Stop",
    progress: "Stopping",
    done: "stopped",
    failed: "was not stopped",
  },
  reset: {
    label: "Reset",
    progress: "Resetting",
    done: "was reset",
    failed: "was not reset",
  },
  suspend: {
    label: "Suspend",
    progress: "Suspending",
    done: "is paused",
    failed: "was not paused",
  },
  hibernate: {
    label: "Hibernate",
    progress: "Hibernating",
    done: "is hibernated",
    failed: "was not hibernated",
  },
  resume: {
    label: "Resume",
    progress: "Resuming",
    done: "resumed",
    failed: "did not resume",
  },
};
