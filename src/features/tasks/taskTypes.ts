import { guestTypeOfTask, taskWords } from "@/lib/taskWords.ts";
import { vmTypeLabel } from "@/lib/vmName.ts";

/** What people look for most. Proxmox VE knows a hundred types; any other can stand in the address. */
const usualTypes: readonly string[] = [
  ...["qm", "vz"].flatMap((kind) =>
    [
      "start",
      "shutdown",
      "reboot",
      "stop",
      "snapshot",
      "delsnapshot",
      "rollback",
      "clone",
      "create",
      "restore",
      "destroy",
    ].map((what) => `${kind}${what}`),
  ),
  "qmreset",
  "qmpause",
  "qmsuspend",
  "qmresume",
  "qmigrate",
  "vzmigrate",
  "qmmove",
  "move_volume",
  "resize",
  "vzdump",
  "vncproxy",
  "startall",
  "stopall",
  "imgcopy",
  "imgdel",
  "download",
  "aptupdate",
];

/** For a list to choose from: "Start (VM)". The chosen one is among them. */
export function typeChoices(
  chosen: string,
): readonly (readonly [type: string, label: string])[] {
  const isOther = chosen !== "" && !usualTypes.includes(chosen);
  const types = isOther ? [...usualTypes, chosen] : usualTypes;
  return types
    .map((type) => [type, labelOf(type)] as const)
    .sort(([, a], [, b]) => a.localeCompare(b));
}

function labelOf(type: string): string {
  const kind = guestTypeOfTask(type);
  return kind ? `${taskWords(type)} (${vmTypeLabel[kind]})` : taskWords(type);
}
