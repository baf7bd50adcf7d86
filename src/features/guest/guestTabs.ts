/** The parts of a guest's page, as its address names them. */
export const guestTabs = {
  summary: "Summary",
  configuration: "Configuration",
  snapshots: "Snapshots",
  backups: "Backups",
  tasks: "Tasks",
} as const;

export type GuestTab = keyof typeof guestTabs;

export function readTab(params: URLSearchParams): GuestTab {
  const tab = params.get("tab") ?? "";
  return Object.hasOwn(guestTabs, tab) ? (tab as GuestTab) : "summary";
}

/** The dialogs that the header opens. */
export type GuestDialog =
  "snapshot" | "backup" | "clone" | "migrate" | "tags" | "notes";
