import { everythingState } from "@/hooks/useDefaultView.ts";
import { displayText } from "@/lib/displayText.ts";
import { paths } from "@/lib/paths.ts";
import type { SavedView } from "@/lib/savedViews.ts";
import { themes } from "@/lib/theme.ts";
import type { Choice, Command } from "./choice.ts";

export interface StandingChoice {
  choice: Choice;
  /** What it is found by, in lower case. */
  words: string;
}

const page = (label: string, path: string, words = ""): StandingChoice => ({
  choice: { kind: "link", id: path, label, path },
  words: `${label} ${words}`.toLowerCase(),
});

const command = (name: Command, words: string): StandingChoice => ({
  choice: { kind: "command", command: name },
  words,
});

export const pages: readonly StandingChoice[] = [
  page("Dashboard", paths.dashboard, "guests vms containers list"),
  page("Overview", paths.overview, "totals attention summary"),
  page("Nodes", paths.nodes, "hosts machines"),
  page("Storages", paths.storages, "disks"),
  page("Servers", paths.servers, "connections tokens"),
  page("Tasks", paths.tasks, "jobs running log"),
  page("Activity", paths.activity, "audit log history"),
  page("Settings", paths.profile, "profile password account"),
];

/** Offered to administrators beside the others. */
export const adminPages: readonly StandingChoice[] = [
  page("Admin: people", paths.adminPeople, "administration users roles"),
  page("Admin: servers", paths.adminServers, "everybody deactivate owners"),
  page("Admin: assignments", paths.adminAssignments, "guests rules tags pools"),
  page("Admin: health", paths.adminHealth, "keys vault rotate log policy"),
];

/** What this person keeps under names. */
export function viewChoices(views: readonly SavedView[]): StandingChoice[] {
  return views.map(({ id, name, query }) => ({
    choice: {
      kind: "link",
      id: `view ${id}`,
      label: displayText(name),
      detail: "Saved view",
      path: query ? `${paths.dashboard}?${query}` : paths.dashboard,
      // Without a query the default view would come in its place.
      state: everythingState,
    },
    words: `${name} saved view`.toLowerCase(),
  }));
}

export const commands: readonly StandingChoice[] = [
  page("Add a server", `${paths.servers}?add`, "new connect"),
  command("refresh", "refresh reload all servers"),
  ...themes.map((theme) => ({
    choice: { kind: "theme", theme } as const,
    words: `theme ${theme} mode appearance`,
  })),
  command("sign-out", "sign out log out leave"),
];
