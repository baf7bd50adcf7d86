import { themeLabels } from "@/components/themeChoices.ts";
import { counted } from "@/lib/counted.ts";
import { displayText } from "@/lib/displayText.ts";
import { serverHealth, type FleetServer } from "@/lib/fleet.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmActionWords } from "@/lib/vmActionWords.ts";
import { vmName, vmTypeLabel } from "@/lib/vmName.ts";
import { isTemplate } from "@/lib/vmPower.ts";
import type { Choice, Command } from "./choice.ts";

interface ChoiceWords {
  label: string;
  detail: string | undefined;
}

/** What a choice is called. `isOfSubject`: the guest is named above already. */
export function choiceWords(choice: Choice, isOfSubject: boolean): ChoiceWords {
  switch (choice.kind) {
    case "guest":
      return { label: vmName(choice.vm), detail: placeOf(choice.vm) };
    case "console":
      return isOfSubject
        ? { label: "Console", detail: undefined }
        : {
            label: `Console of ${vmName(choice.vm)}`,
            detail: placeOf(choice.vm),
          };
    case "power": {
      const { label } = vmActionWords[choice.action];
      return isOfSubject
        ? { label, detail: notes[choice.action] }
        : {
            label: `${label} ${vmName(choice.vm)}`,
            detail: placeOf(choice.vm),
          };
    }
    case "server":
      return {
        label: displayText(choice.server.serverName),
        detail: serverDetail(choice.server),
      };
    case "link":
      return { label: choice.label, detail: choice.detail };
    case "theme":
      return {
        label: `Theme: ${themeLabels[choice.theme].toLowerCase()}`,
        detail: undefined,
      };
    case "command":
      return { label: commandLabel[choice.command], detail: undefined };
  }
}

/** Proxmox VE's list calls a paused VM running, so both kinds are offered it. */
const notes: Partial<Record<VmAction, string>> = { resume: "if it is paused" };

/** The same name may stand on ten servers. */
function placeOf(vm: Vm): string {
  return `${vmTypeLabel[vm.type]} ${String(vm.vmid)} · ${displayText(vm.node)} · ${displayText(vm.serverName)}`;
}

function serverDetail(server: FleetServer): string {
  if (serverHealth(server) === "down") return "Server, does not answer";
  const guests = server.vms.filter((vm) => !isTemplate(vm)).length;
  return `Server, ${counted(guests, "guest")}`;
}

const commandLabel: Record<Command, string> = {
  refresh: "Refresh all servers",
  "sign-out": "Sign out",
};
