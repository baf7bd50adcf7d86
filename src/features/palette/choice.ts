import type { FleetServer } from "@/lib/fleet.ts";
import type { Theme } from "@/lib/theme.ts";
import type { Vm, VmAction } from "@/lib/types.ts";
import { vmKey } from "@/lib/vmKey.ts";

/** What can be chosen in the palette. */
export type Choice =
  | { kind: "guest"; vm: Vm }
  | { kind: "console"; vm: Vm }
  | { kind: "power"; vm: Vm; action: VmAction }
  | { kind: "server"; server: FleetServer }
  | {
      kind: "link";
      id: string;
      label: string;
      path: string;
      detail?: string;
      /** What the page is told beside its address. */
      state?: object;
    }
  | { kind: "theme"; theme: Theme }
  | { kind: "command"; command: Command };

export type Command = "refresh" | "sign-out";

/** The same for the same thing, also tomorrow. */
export function choiceKey(choice: Choice): string {
  switch (choice.kind) {
    case "guest":
    case "console":
      return `${choice.kind} ${vmKey(choice.vm)}`;
    case "power":
      return `${choice.action} ${vmKey(choice.vm)}`;
    case "server":
      return `server ${choice.server.key}`;
    case "link":
      return `link ${choice.id}`;
    case "theme":
      return `theme ${choice.theme}`;
    case "command":
      return `command ${choice.command}`;
  }
}

/** What is remembered of a choice. Of what was done to a guest only the guest: nothing is stopped by choosing it once more. */
export function recentKey(choice: Choice): string {
  return choice.kind === "console" || choice.kind === "power"
    ? choiceKey({ kind: "guest", vm: choice.vm })
    : choiceKey(choice);
}

/** Under one heading. */
export interface Section {
  title: string;
  choices: readonly Choice[];
}
